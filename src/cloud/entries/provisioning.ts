import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { dynamoEnrolments } from '../enrolments.ts'
import { settingsOf } from '../functions.ts'
import { provisioningFunction } from '../provisioning.ts'

const { TABLE_NAME } = settingsOf('provisioning', process.env)
const now_s = () => Math.floor(Date.now() / 1000)

export const handler = provisioningFunction(dynamoEnrolments(new DynamoDBClient(), TABLE_NAME, now_s))
