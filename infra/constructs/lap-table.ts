// The table of laps, sessions, boards and enrolments.
import { RemovalPolicy } from 'aws-cdk-lib'
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb'
import { Construct } from 'constructs'
import { tableIndex, tableKeys } from '../../src/laps/dynamodb-table.ts'

export class LapTable extends Construct {
  readonly table: dynamodb.TableV2

  constructor(scope: Construct, id: string) {
    super(scope, id)
    const key = (name: string) => ({ name, type: dynamodb.AttributeType.STRING })
    this.table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: key(tableKeys.partition),
      sortKey: key(tableKeys.sort),
      globalSecondaryIndexes: [
        {
          indexName: tableIndex.name,
          partitionKey: key(tableIndex.partition),
          sortKey: key(tableIndex.sort),
        },
      ],
      billing: dynamodb.Billing.onDemand(),
      encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expires_at',
      dynamoStream: dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    })
  }
}
