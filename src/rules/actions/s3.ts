import { z } from 'zod'
import { RuleFault } from '../rule-fault.ts'
import { defineAction, roleArn, text } from './action.ts'

/** [AWS IoT developer guide, S3 action] */
export const s3 = defineAction({
  kind: 's3',
  says: 'Writes the result as one object: into a bucket of S3 there, into a folder here.',
  keeps: true,
  parameters: z.strictObject({
    bucketName: text,
    key: text,
    roleArn,
    cannedAcl: text.optional(),
  }),
  templates: ['bucketName', 'key'],
  resource: ({ bucketName }) => bucketName,
  run({ parameters: { bucketName, key }, output }, port) {
    if (key === '') throw new RuleFault('refused', 'the key is empty: a field that it is made of is missing')
    return port.put(bucketName, key, output.bytes())
  },
})
