// The HTTP API: one function with the routes of the hub, behind a gateway that lets few through at a time.
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib'
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2'
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations'
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as iam from 'aws-cdk-lib/aws-iam'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { accept } from './accept.ts'
import { grantQueries } from './athena-rights.ts'
import { CloudFunction } from './cloud-function.ts'
import type { LakeStorage } from './lake-storage.ts'

export type ApiProps = {
  readonly table: dynamodb.TableV2
  readonly token: ISecret
  readonly lake: LakeStorage
}

export class Api extends Construct {
  readonly function: CloudFunction<'api'>
  readonly http: gateway.HttpApi

  constructor(scope: Construct, id: string, { table, token, lake }: ApiProps) {
    super(scope, id)
    this.function = new CloudFunction(this, 'Function', {
      name: 'api',
      beside: 'rules',
      settings: {
        TABLE_NAME: table.tableName,
        TOKEN_SECRET: token.secretArn,
        DATABASE: lake.database.databaseName,
        WORKGROUP: lake.workGroup.name,
        ANSWERS_BUCKET: lake.answers.bucketName,
      },
    })
    // Stewards rule on laps and declare events here.
    table.grantReadWriteData(this.function)
    this.function.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['iot:Publish'],
        resources: ['words/*', 'screens/*'].map(resourceName =>
          Stack.of(this).formatArn({ service: 'iot', resource: 'topic', resourceName }),
        ),
      }),
    )
    token.grantRead(this.function)
    grantQueries(this.function, lake)
    this.http = new gateway.HttpApi(this, 'Http', { createDefaultStage: false })
    const integration = new HttpLambdaIntegration('Routes', this.function, { timeout: Duration.seconds(29) })
    this.http.addRoutes({
      path: '/{proxy+}',
      methods: [
        gateway.HttpMethod.GET,
        gateway.HttpMethod.POST,
        gateway.HttpMethod.PUT,
        gateway.HttpMethod.DELETE,
      ],
      integration,
    })
    accept(this.http, 'APIG4', 'The routes of the hub ask for the token themselves, as they do everywhere.')
    const log = new LogGroup(this, 'Log', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    this.http.addStage('Live', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: 50, burstLimit: 100 },
      accessLogSettings: { destination: new gateway.LogGroupLogDestination(log) },
    })
  }
}
