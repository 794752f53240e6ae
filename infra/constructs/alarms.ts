// What must be looked at: one topic to subscribe to, an alarm for each way in which something can be lost, a dashboard.
import { Duration } from 'aws-cdk-lib'
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import type * as firehose from 'aws-cdk-lib/aws-kinesisfirehose'
import type { Domain } from 'aws-cdk-lib/aws-opensearchservice'
import * as sns from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { CloudFunction } from './cloud-function.ts'

export type AlarmsProps = {
  readonly functions: readonly Pick<
    CloudFunction,
    'node' | 'undone' | 'metricErrors' | 'metricDuration' | 'metricThrottles'
  >[]
  /** Where messages end that nobody could take. */
  readonly queues: readonly IQueue[]
  readonly streams: readonly firehose.DeliveryStream[]
  readonly table: dynamodb.TableV2
  readonly domain: Domain
}

const period = Duration.minutes(5)

export class Alarms extends Construct {
  readonly topic: sns.Topic

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id)
    this.topic = new sns.Topic(this, 'Topic', { displayName: 'pitwall', enforceSSL: true })
    const { functions, queues, streams, table, domain } = props

    for (const queue of [...queues, ...functions.map(({ undone }) => undone)]) {
      const metric = queue.metricApproximateNumberOfMessagesVisible({ period, statistic: 'Maximum' })
      this.#alarm(queue.node.path, 'messages that could not be delivered lie here', metric, 0)
    }
    for (const one of functions) {
      this.#alarm(`${one.node.path} fails`, 'the function fails', one.metricErrors({ period }), 0)
      this.#alarm(`${one.node.path} waits`, 'the function is throttled', one.metricThrottles({ period }), 0)
    }
    for (const stream of streams) {
      const freshness = stream.metric('DeliveryToS3.DataFreshness', { period, statistic: 'Maximum' })
      this.#alarm(stream.node.path, 'what comes is not in the lake after 20 minutes', freshness, 1200)
    }
    const throttled = table.metricThrottledRequestsForOperation('UpdateItem', { period })
    this.#alarm(table.node.path, 'the table takes no more', throttled, 0)
    this.#alarm(
      `${domain.node.path} red`,
      'the search domain has lost shards',
      domain.metricClusterStatusRed({ period }),
      0,
    )
    const free = domain.metricFreeStorageSpace({ period, statistic: 'Minimum' })
    this.#alarm(
      `${domain.node.path} full`,
      'less than 2 GB are left in the search domain',
      free,
      2048,
      'below',
    )

    new cloudwatch.Dashboard(this, 'Dashboard', {
      defaultInterval: Duration.hours(8),
      widgets: [
        [
          new cloudwatch.GraphWidget({
            title: 'Functions: errors',
            left: functions.map(one => one.metricErrors({ period })),
            width: 12,
          }),
          new cloudwatch.GraphWidget({
            title: 'Functions: how long',
            left: functions.map(one => one.metricDuration({ period, statistic: 'p95' })),
            width: 12,
          }),
        ],
        [
          new cloudwatch.GraphWidget({
            title: 'Lake: bytes that came',
            left: streams.map(one => one.metricIncomingBytes({ period })),
            width: 12,
          }),
          new cloudwatch.GraphWidget({
            title: 'Undelivered',
            left: queues.map(one => one.metricApproximateNumberOfMessagesVisible({ period })),
            width: 12,
          }),
        ],
      ],
    })
  }

  #alarm(
    path: string,
    description: string,
    metric: cloudwatch.IMetric,
    limit: number,
    side: 'above' | 'below' = 'above',
  ): void {
    const alarm = new cloudwatch.Alarm(this, path.replaceAll(/\W+/g, ''), {
      alarmDescription: `${path}: ${description}`,
      metric,
      threshold: limit,
      evaluationPeriods: 1,
      comparisonOperator:
        side === 'above'
          ? cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD
          : cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    })
    alarm.addAlarmAction(new SnsAction(this.topic))
  }
}
