// Announced rigs in the table: one item each, taken once by one conditional write.
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { Enrolments } from './provisioning.ts'

/** `PK`, `SK` of the item of a rig. */
export const enrolmentKey = (site: string, rig: string) => ({ PK: `RIG#${site}#${rig}`, SK: 'ENROLMENT' })

/** Enrolments in the table. `now_s`: seconds since 1970; expired items may lie there for days before they go. */
export function dynamoEnrolments(
  client: Pick<DynamoDBClient, 'send'>,
  table: string,
  now_s: () => number,
): Enrolments {
  return {
    async take(site, rig, digest, certificateId) {
      const { PK, SK } = enrolmentKey(site, rig)
      try {
        await client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: { PK: { S: PK }, SK: { S: SK } },
            UpdateExpression: 'SET taken_by = :certificate',
            ConditionExpression:
              'code_sha256 = :digest AND expires_at > :now AND (attribute_not_exists(taken_by) OR taken_by = :certificate)',
            ExpressionAttributeValues: {
              ':certificate': { S: certificateId },
              ':digest': { S: digest },
              ':now': { N: String(now_s()) },
            },
          }),
        )
        return true
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false
        throw error
      }
    },
  }
}
