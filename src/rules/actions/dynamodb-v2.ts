import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { isObject } from '../value.ts'
import { defineAction, roleArn, text } from './action.ts'

/** [AWS IoT developer guide, DynamoDBv2 action] */
export const dynamoDBv2 = defineAction({
  kind: 'dynamoDBv2',
  says: 'Puts the result into a table of DynamoDB, one attribute for each member.',
  keeps: true,
  parameters: z.strictObject({ putItem: z.strictObject({ tableName: text }), roleArn }),
  templates: [],
  resource: ({ putItem }) => putItem.tableName,
  run({ parameters: { putItem }, output: { value } }, port) {
    if (!isObject(value)) throw new RuleFault('refused', 'an item is made of an object, found another result')
    return port.put(putItem.tableName, value)
  },
})
