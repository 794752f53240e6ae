import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { isArray, jsonText } from '../value.ts'
import { defineAction, roleArn, text } from './action.ts'

const mostRecords = 500

/** [AWS IoT developer guide, Amazon Data Firehose action] */
export const firehose = defineAction({
  kind: 'firehose',
  says: 'Hands the result to a delivery stream, which files it: Parquet on S3 there, the lake here.',
  keeps: true,
  parameters: z.strictObject({
    deliveryStreamName: text,
    roleArn,
    separator: z.enum(['\n', '\t', '\r\n', ',']).optional(),
    /** The result is an array, and each element a record. */
    batchMode: z.boolean().optional(),
  }),
  templates: ['deliveryStreamName'],
  resource: ({ deliveryStreamName }) => deliveryStreamName,
  run({ parameters: { deliveryStreamName, separator = '', batchMode = false }, output, message }, port) {
    if (!batchMode) return port.put(deliveryStreamName, [output.bytes()], separator, message)
    const { value } = output
    if (!isArray(value) || value.length > mostRecords) {
      const found = isArray(value) ? `${value.length} elements` : 'another result'
      throw new RuleFault('refused', `batchMode: expected an array of at most ${mostRecords}, found ${found}`)
    }
    const records = value.map(element => Buffer.from(jsonText(element)))
    return port.put(deliveryStreamName, records, separator, message)
  },
})
