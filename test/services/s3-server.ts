// The S3 server that `npm run test:services` has started, and buckets on it.
import { randomUUID } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'

const { PITWALL_TEST_S3: endpoint = '' } = process.env

/** Why there is none, or undefined. */
export const noS3 = endpoint === '' ? 'npm run test:services starts the S3 server' : undefined

/** The address of the server; credentials stand in the environment. */
export const s3Endpoint = endpoint

/** Makes a bucket with a name that nobody has. */
export async function newBucket(): Promise<string> {
  const bucket = `test-${randomUUID()}`
  const client = new S3Client({ endpoint, region: 'us-east-1', forcePathStyle: true })
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }))
    return bucket
  } finally {
    client.destroy()
  }
}
