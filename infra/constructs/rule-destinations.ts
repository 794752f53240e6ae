// What the destinations of rule documents are on AWS: actions of topic rules.
import type * as iot from 'aws-cdk-lib/aws-iot'
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import type { Domain } from 'aws-cdk-lib/aws-opensearchservice'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { type Destination, destinations, type StreamName } from '../../src/cloud/destinations.ts'

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

type Action = iot.CfnTopicRule.ActionProperty

/** Hive's folders, so that the raw zone can be read as a table as well. */
export const rawKey = (folder: string): string =>
  `${folder}/site=\${topic(2)}/rig=\${topic(3)}/day=\${parse_time('yyyy-MM-dd', timestamp())}/\${timestamp()}-\${newuuid()}.json`

function actionFor(destination: Destination, { parameters }: LocalAction, to: Destinations): Action {
  const { roleArn } = to
  switch (destination.kind) {
    case 'delivered': {
      const { deliveryStreamName } = to.streams[destination.stream]
      return { firehose: { deliveryStreamName, roleArn, separator: '\n' } }
    }
    case 'raw':
      return { s3: { bucketName: to.raw.bucketName, key: rawKey(destination.folder), roleArn } }
    case 'called':
      return { lambda: { functionArn: to.laps.functionArn } }
    case 'indexed': {
      const endpoint = `https://${to.domain.domainEndpoint}`
      const { index } = destination
      return { openSearch: { endpoint, index, type: '_doc', id: String(parameters['id']), roleArn } }
    }
    case 'queued':
      return { sqs: { queueUrl: to.errors.queueUrl, roleArn, useBase64: false } }
  }
}

/** The actions that an action becomes. Throws with a sentence when there is nothing on AWS that it could be. */
export function onAws(where: string, action: LocalAction, to: Destinations): readonly Action[] {
  const found = destinations[action.kind]?.[action.resource]
  if (found !== undefined) return found.map(destination => actionFor(destination, action, to))
  const known = Object.entries(destinations).map(
    ([kind, names]) => `${kind} to ${Object.keys(names).join(' or ')}`,
  )
  throw new Error(
    `${where}: the action ${action.kind} to "${action.resource}" has no counterpart on AWS. There are ${known.join('; ')}. ` +
      'Add it to src/cloud/destinations.ts, or leave the document out of the folder that is deployed.',
  )
}
