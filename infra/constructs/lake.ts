// The way into the lake: delivery streams that write Parquet, views that ask like the hub, and compaction at night.
import { Duration, Size, Stack } from 'aws-cdk-lib'
import { Rule, Schedule } from 'aws-cdk-lib/aws-events'
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets'
import * as iam from 'aws-cdk-lib/aws-iam'
import * as firehose from 'aws-cdk-lib/aws-kinesisfirehose'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Construct } from 'constructs'
import { type StreamName, streamTables } from '../../src/cloud/destinations.ts'
import { cloudTables, jsonKeys } from '../../src/cloud/lake-tables.ts'
import { accept } from './accept.ts'
import { grantQueries } from './athena-rights.ts'
import { CloudFunction } from './cloud-function.ts'
import type { LakeStorage } from './lake-storage.ts'
import { LakeViews } from './lake-views.ts'

export type LakeProps = { readonly storage: LakeStorage }

export class Lake extends Construct {
  readonly streams: Readonly<Record<StreamName, firehose.DeliveryStream>>
  readonly rows: CloudFunction<'lake-rows'>
  readonly compaction: CloudFunction<'compaction'>

  constructor(scope: Construct, id: string, { storage }: LakeProps) {
    super(scope, id)
    this.rows = new CloudFunction(this, 'Rows', { name: 'lake-rows', settings: {} })
    const stream = (id: string, name: StreamName) => this.#stream(id, streamTables[name], storage)
    this.streams = {
      'pitwall-frames': stream('Frames', 'pitwall-frames'),
      'pitwall-laps': stream('Laps', 'pitwall-laps'),
      'pitwall-sessions': stream('Sessions', 'pitwall-sessions'),
    }
    // A policy of its own: the function must not wait for the streams that wait for it.
    new iam.Policy(this, 'Again', {
      roles: this.rows.role === undefined ? [] : [this.rows.role],
      statements: [
        new iam.PolicyStatement({
          actions: ['firehose:PutRecordBatch'],
          resources: Object.values(this.streams).map(({ deliveryStreamArn }) => deliveryStreamArn),
        }),
      ],
    })
    new LakeViews(this, 'Views', { database: storage.database })

    this.compaction = new CloudFunction(this, 'Compaction', {
      name: 'compaction',
      settings: {
        DATABASE: storage.database.databaseName,
        WORKGROUP: storage.workGroup.name,
        LAKE_BUCKET: storage.lake.bucketName,
      },
    })
    grantQueries(this.compaction, storage)
    storage.lake.grantReadWrite(this.compaction, 'samples/*')
    storage.lake.grantReadWrite(this.compaction, 'compacting/*')
    storage.lake.grantDelete(this.compaction, 'samples/*')
    storage.lake.grantDelete(this.compaction, 'compacting/*')
    new Rule(this, 'Nightly', {
      description: 'When the day before is over everywhere in UTC and its last buffers are written',
      schedule: Schedule.cron({ hour: '2', minute: '30' }),
      targets: [
        new LambdaFunction(this.compaction, {
          deadLetterQueue: this.compaction.undone,
          retryAttempts: 2,
          maxEventAge: Duration.hours(4),
        }),
      ],
    })
  }

  #stream(
    id: string,
    table: (typeof streamTables)[StreamName],
    storage: LakeStorage,
  ): firehose.DeliveryStream {
    const keys = table === cloudTables.sample_rows ? jsonKeys(table) : undefined
    const schema = firehose.SchemaConfiguration.fromCfnTable
    const stream = new firehose.DeliveryStream(this, id, {
      encryption: firehose.StreamEncryption.awsOwnedKey(),
      destination: new firehose.S3Bucket(storage.lake, {
        dataOutputPrefix: `${table.prefix}/day=!{partitionKeyFromLambda:day}/`,
        errorOutputPrefix: `failed/${table.prefix}/!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        bufferingInterval: Duration.minutes(5),
        bufferingSize: Size.mebibytes(128),
        dynamicPartitioning: { enabled: true, retryDuration: Duration.minutes(5) },
        processors: [new RowsProcessor(this.rows)],
        dataFormatConversion: {
          schemaConfiguration: schema(storage.tables[table.name].node.defaultChild as never),
          inputFormat: new firehose.OpenXJsonInputFormat(
            keys === undefined ? {} : { columnToJsonKeyMappings: Object.fromEntries(keys) },
          ),
          outputFormat: new firehose.ParquetOutputFormat({ compression: firehose.ParquetCompression.SNAPPY }),
        },
      }),
    })
    accept(stream, 'IAM5', `Writes objects below one bucket, reads one table of ${Stack.of(this).stackName}.`)
    return stream
  }
}

/** Hands batches of 0.2 MB to the function: rows are ten times as long as a frame, and an answer of Lambda is bounded. */
class RowsProcessor extends firehose.LambdaFunctionProcessor {
  constructor(rows: IFunction) {
    super(rows, { bufferInterval: Duration.seconds(60), retries: 3 })
  }

  override bind(scope: Construct, options: firehose.DataProcessorBindOptions): firehose.DataProcessorConfig {
    const bound = super.bind(scope, options)
    const size = { parameterName: 'BufferSizeInMBs', parameterValue: '0.2' }
    return { ...bound, parameters: [...(bound.parameters ?? []), size] }
  }
}
