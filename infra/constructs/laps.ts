// Laps: the function that records them, and the way of a new record back to the pages.
import { Duration, Stack } from 'aws-cdk-lib'
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import * as iam from 'aws-cdk-lib/aws-iam'
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda'
import { DynamoEventSource, SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import { Construct } from 'constructs'
import { CloudFunction } from './cloud-function.ts'
import { DeadLetters } from './dead-letters.ts'

export type LapsProps = { readonly table: dynamodb.TableV2 }

export class Laps extends Construct {
  /** Takes what rules hand on: laps and sessions. */
  readonly received: CloudFunction<'laps'>
  /** Publishes boards that have changed. */
  readonly records: CloudFunction<'records'>
  readonly undoneRecords: DeadLetters

  constructor(scope: Construct, id: string, { table }: LapsProps) {
    super(scope, id)
    const settings = { TABLE_NAME: table.tableName }
    this.received = new CloudFunction(this, 'Received', { name: 'laps', settings })
    table.grantReadWriteData(this.received)

    this.records = new CloudFunction(this, 'Records', { name: 'records', settings })
    this.undoneRecords = new DeadLetters(this, 'UndoneRecords')
    table.grantReadData(this.records)
    this.records.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['iot:Publish'],
        resources: [
          Stack.of(this).formatArn({ service: 'iot', resource: 'topic', resourceName: 'boards/*' }),
        ],
      }),
    )
    this.records.addEventSource(
      new DynamoEventSource(table, {
        startingPosition: StartingPosition.LATEST,
        batchSize: 100,
        maxBatchingWindow: Duration.seconds(1),
        retryAttempts: 5,
        bisectBatchOnError: true,
        onFailure: new SqsDlq(this.undoneRecords),
        // Only rows of boards, so that the table's other rows cost no call.
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.or('INSERT', 'MODIFY'),
            dynamodb: { Keys: { PK: { S: FilterRule.beginsWith('BOARD#') } } },
          }),
        ],
      }),
    )
  }
}
