// What the destinations of rule documents are on AWS: the one table from names that mean a stream here to resources there.

import type * as iot from 'aws-cdk-lib/aws-iot'
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Domain } from 'aws-cdk-lib/aws-opensearchservice'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { searchIndices } from '../../src/cloud/search-mapping.ts'
import type { StreamName } from './lake.ts'

/** What rules lead to. */
export type Destinations = {
  readonly laps: IFunction
  readonly streams: Readonly<Record<StreamName, firehose.DeliveryStream>>
  readonly raw: IBucket
  readonly domain: Domain
  readonly errors: IQueue
  readonly roleArn: string
}

/** An action as its document has it, and what it leads to. */
export type LocalAction = {
  readonly kind: string
  readonly resource: string
  readonly parameters: Readonly<Record<string, unknown>>
}

type Actions = readonly iot.CfnTopicRule.ActionProperty[]
type ToAws = (to: Destinations, action: LocalAction) => Actions

/** Hive's folders, so that the raw zone can be read as a table as well. */
export const rawKey = (stream: string): string =>
  `${stream}/site=\${topic(2)}/rig=\${topic(3)}/day=\${parse_time('yyyy-MM-dd', timestamp())}/\${timestamp()}-\${newuuid()}.json`

const rawZone = ({ raw, roleArn }: Destinations, stream: string): Actions[number] => ({
  s3: { bucketName: raw.bucketName, key: rawKey(stream), roleArn },
})
const delivered = ({ streams, roleArn }: Destinations, name: StreamName): Actions[number] => ({
  firehose: { deliveryStreamName: streams[name].deliveryStreamName, roleArn, separator: '\n' },
})
const indexed: ToAws = ({ domain, roleArn }, { resource, parameters }) => [
  {
    openSearch: {
      endpoint: `https://${domain.domainEndpoint}`,
      index: resource,
      type: '_doc',
      id: String(parameters['id']),
      roleArn,
    },
  },
]
const called: ToAws = ({ laps }) => [{ lambda: { functionArn: laps.functionArn } }]

/** By kind, then by the name that documents give the destination. */
export const awsActions: Readonly<Record<string, Readonly<Record<string, ToAws>>>> = {
  firehose: {
    'pitwall-frames': to => [delivered(to, 'pitwall-frames'), rawZone(to, 'frame')],
    'pitwall-laps': to => [delivered(to, 'pitwall-laps'), rawZone(to, 'lap')],
    'pitwall-sessions': to => [delivered(to, 'pitwall-sessions'), rawZone(to, 'session')],
  },
  lambda: { 'pitwall-lap': called, 'pitwall-session': called },
  openSearch: {
    ...Object.fromEntries(searchIndices.map(index => [index, indexed])),
    // What a hub knows of its rigs by itself, the API of the fleet finds in the table.
    status: (to, action) => [...indexed(to, action), ...called(to, action)],
  },
  s3: {
    'pitwall-errors': ({ errors, roleArn }) => [
      { sqs: { queueUrl: errors.queueUrl, roleArn, useBase64: false } },
    ],
  },
}

/** The actions that an action becomes. Throws with a sentence when there is nothing on AWS that it could be. */
export function onAws(where: string, action: LocalAction, to: Destinations): Actions {
  const byName = awsActions[action.kind]
  const make = byName?.[action.resource]
  if (make !== undefined) return make(to, action)
  const known = Object.entries(awsActions).map(
    ([kind, names]) => `${kind} to ${Object.keys(names).join(' or ')}`,
  )
  throw new Error(
    `${where}: the action ${action.kind} to "${action.resource}" has no counterpart on AWS. There are ${known.join('; ')}. ` +
      'Add it to infra/constructs/rule-destinations.ts, or leave the document out of the folder that is deployed.',
  )
}
