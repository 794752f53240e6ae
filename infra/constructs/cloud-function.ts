// A function of the fleet: bundled from src/cloud/entries by esbuild on this machine, with a queue for what it cannot do.
import { join } from 'node:path'
import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import type * as iam from 'aws-cdk-lib/aws-iam'
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda'
import { type ICommandHooks, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { type CloudFunctionName, cloudFunctions } from '../../src/cloud/functions.ts'
import { bundling } from '../bundling.ts'
import { inRepository, repository } from '../repository.ts'
import { accept } from './accept.ts'
import { DeadLetters } from './dead-letters.ts'

export type CloudFunctionProps<Name extends CloudFunctionName> = {
  readonly name: Name
  /** All that the function asks for. */
  readonly settings: { readonly [Key in (typeof cloudFunctions)[Name]['settings'][number]]: string }
  readonly role?: iam.IRole
  /** A folder of the repository that lies beside the code of the function. */
  readonly beside?: string
}

export class CloudFunction<Name extends CloudFunctionName = CloudFunctionName> extends NodejsFunction {
  readonly undone: DeadLetters

  constructor(scope: Construct, id: string, { name, settings, role, beside }: CloudFunctionProps<Name>) {
    const { says, timeout_s, memory_mb } = cloudFunctions[name]
    const undone = new DeadLetters(scope, `${id}Undone`)
    super(scope, id, {
      entry: inRepository('src', 'cloud', 'entries', `${name}.ts`),
      projectRoot: repository,
      depsLockFilePath: inRepository('package-lock.json'),
      description: says,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      timeout: Duration.seconds(timeout_s),
      memorySize: memory_mb,
      environment: { ...settings, NODE_OPTIONS: '--enable-source-maps' },
      deadLetterQueue: undone,
      tracing: Tracing.ACTIVE,
      logGroup: new LogGroup(scope, `${id}Log`, {
        retention: RetentionDays.ONE_MONTH,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      bundling: {
        format: OutputFormat.ESM,
        target: bundling.target,
        mainFields: [...bundling.mainFields],
        banner: bundling.banner,
        minify: true,
        sourceMap: true,
        sourcesContent: false,
        bundleAwsSDK: true,
        ...(beside === undefined ? {} : { commandHooks: copied(beside) }),
      },
      ...(role === undefined ? {} : { role }),
    })
    this.undone = undone
    accept(this, 'IAM4', 'The basic execution role of Lambda writes logs and nothing else.')
    accept(
      this,
      'IAM5',
      'Tracing has no resource to name; other stars end keys below one bucket, table or stream.',
    )
  }
}

/** Copies a folder with what every system has: this very program. */
const copied = (folder: string): ICommandHooks => ({
  beforeBundling: () => [],
  beforeInstall: () => [],
  afterBundling: (inputDir, outputDir) => {
    const [from, to] = [join(inputDir, folder), join(outputDir, folder)].map(path => JSON.stringify(path))
    const script = `require('node:fs').cpSync(${from},${to},{recursive:true})`
    return [`node -e ${JSON.stringify(script)}`]
  },
})
