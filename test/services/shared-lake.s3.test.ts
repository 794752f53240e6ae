import { test } from 'node:test'
import { S3Store } from '../../src/lake/s3.ts'
import { sharedLakeContract } from '../contracts/shared-lake.ts'
import { newBucket, noS3, s3Endpoint } from './s3-server.ts'

if (noS3 !== undefined) test('a lake that hubs share, in a bucket', { skip: noS3 }, () => undefined)
else {
  sharedLakeContract('a lake that hubs share, in a bucket', async t => {
    const store = new S3Store({ bucket: await newBucket(), prefix: 'lake', endpoint: s3Endpoint })
    t.after(() => store.close())
    return store
  })
}
