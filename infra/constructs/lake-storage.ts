// What the lake keeps: raw messages, Parquet, the catalogue over them, and a bounded way to ask.
import { Duration } from 'aws-cdk-lib'
import * as athena from 'aws-cdk-lib/aws-athena'
import * as glue from 'aws-cdk-lib/aws-glue'
import type * as s3 from 'aws-cdk-lib/aws-s3'
import { Construct } from 'constructs'
import { type CloudTable, cloudTables, glueTypes } from '../../src/cloud/lake-tables.ts'
import { accept } from './accept.ts'
import { PrivateBucket } from './private-bucket.ts'

/** Days for which the messages themselves are kept, to make the lake again from. */
const rawDays = 30
/** What a query may scan: a season of samples is some hundred gigabytes. */
const mostScanned = 100 * 1024 ** 3
/** Nothing was driven before. */
const firstDay = '2026-01-01'

export type CloudTableName = keyof typeof cloudTables

export class LakeStorage extends Construct {
  readonly logs: s3.Bucket
  readonly raw: s3.Bucket
  readonly lake: s3.Bucket
  readonly answers: s3.Bucket
  readonly database: glue.Database
  readonly tables: Readonly<Record<CloudTableName, glue.S3Table>>
  readonly workGroup: athena.CfnWorkGroup

  constructor(scope: Construct, id: string) {
    super(scope, id)
    this.logs = new PrivateBucket(this, 'AccessLogs', { lifecycleRules: [{ expiration: Duration.days(90) }] })
    accept(this.logs, 'S1', 'It is where the accesses of the other buckets are logged.')
    const { logs } = this
    this.raw = new PrivateBucket(this, 'Raw', {
      logs,
      lifecycleRules: [
        { expiration: Duration.days(rawDays), abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    })
    this.lake = new PrivateBucket(this, 'Lake', {
      logs,
      versioned: true,
      lifecycleRules: [
        {
          noncurrentVersionExpiration: Duration.days(14),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
        { prefix: 'failed/', expiration: Duration.days(rawDays) },
        { prefix: 'compacting/', expiration: Duration.days(2) },
      ],
    })
    this.answers = new PrivateBucket(this, 'Answers', {
      logs,
      disposable: true,
      lifecycleRules: [{ expiration: Duration.days(7) }],
    })
    this.database = new glue.Database(this, 'Catalogue')
    this.tables = {
      sample_rows: this.#table('Samples', cloudTables.sample_rows),
      lap_messages: this.#table('LapMessages', cloudTables.lap_messages),
      session_messages: this.#table('SessionMessages', cloudTables.session_messages),
    }
    this.workGroup = new athena.CfnWorkGroup(this, 'WorkGroup', {
      // AWS wants a name here and makes none; ours is derived from where the construct stands.
      name: `pitwall-${this.node.addr.slice(-8)}`,
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: mostScanned,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: this.answers.s3UrlForObject('answers/'),
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    })
  }

  #table(id: string, { name, note, prefix, columns }: CloudTable): glue.S3Table {
    const day = { name: 'day', type: glue.Schema.DATE, comment: 'in UTC' }
    return new glue.S3Table(this, id, {
      database: this.database,
      // The name is what queries call it.
      tableName: name,
      description: note.slice(0, 250),
      storage: glue.S3TableStorage.fromBucket(this.lake),
      s3Prefix: `${prefix}/`,
      columns: columns.map(column => ({
        name: column.name,
        type: glue.Schema.custom(glueTypes[column.type]),
        comment: [column.note, column.unit].filter(Boolean).join(', ').slice(0, 250),
      })),
      partitionKeys: [day],
      dataFormat: glue.DataFormat.PARQUET,
      partitionProjection: {
        day: glue.PartitionProjectionConfiguration.date({
          min: firstDay,
          max: 'NOW+1DAY',
          format: 'yyyy-MM-dd',
          step: { interval: 1, intervalUnit: glue.DateIntervalUnit.DAYS },
        }),
      },
      parameters: {
        'storage.location.template': `${this.lake.s3UrlForObject(prefix)}/day=\${day}/`,
      },
    })
  }
}
