// All actions by the names that AWS gives them.
import type { Action } from './action.ts'
import { dynamoDBv2 } from './dynamodb-v2.ts'
import { firehose } from './firehose.ts'
import { http } from './http.ts'
import { lambda } from './lambda.ts'
import { openSearch } from './open-search.ts'
import { republish } from './republish.ts'
import { s3 } from './s3.ts'

export type { Action }

const here = [firehose, lambda, openSearch, s3, dynamoDBv2, republish, http]

export const actionByKind: ReadonlyMap<string, Action> = new Map(here.map(action => [action.kind, action]))

/** What AWS has beside: a document may use them, and they do nothing here. */
export const actionsOfAwsAlone: ReadonlySet<string> = new Set([
  'cloudwatchAlarm',
  'cloudwatchLogs',
  'cloudwatchMetric',
  'dynamoDB',
  'elasticsearch',
  'influxDB',
  'iotSiteWise',
  'kafka',
  'kinesis',
  'location',
  'salesforce',
  'sns',
  'sqs',
  'stepFunctions',
  'timestream',
])
