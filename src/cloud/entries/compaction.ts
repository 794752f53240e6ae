import { AthenaClient } from '@aws-sdk/client-athena'
import { CopyObjectCommand, DeleteObjectsCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import { executed } from '../../lake/athena.ts'
import { compactDay, dayBefore } from '../compaction.ts'
import { settingsOf } from '../functions.ts'

const { DATABASE, WORKGROUP, LAKE_BUCKET } = settingsOf('compaction', process.env)
const s3 = new S3Client()
const client = new AthenaClient()
/** Less than the function itself may take. */
const timeout_ms = 13 * 60_000
/** Keys of one request to delete. */
const together = 1000

/** Called by EventBridge every night; `{ "day": "2026-11-24" }` by hand for any other day. */
export async function handler(event: {
  readonly time?: string
  readonly id?: string
  readonly day?: string
}): Promise<object> {
  const day = event.day ?? dayBefore(event.time ?? new Date().toISOString())
  const run = (event.id ?? String(Date.now())).replaceAll(/\W/g, '')
  return compactDay(day, run, {
    address: `s3://${LAKE_BUCKET}`,
    async list(Prefix) {
      const keys: string[] = []
      for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: LAKE_BUCKET, Prefix })) {
        for (const { Key } of page.Contents ?? []) if (Key !== undefined) keys.push(Key)
      }
      return keys
    },
    run: async sql =>
      void (await executed({ client, database: DATABASE, workGroup: WORKGROUP, pause_ms: 2000 }, sql, {
        timeout_ms,
      })),
    copy: async (from, to) =>
      void (await s3.send(
        new CopyObjectCommand({
          Bucket: LAKE_BUCKET,
          Key: to,
          CopySource: `${LAKE_BUCKET}/${encodeURI(from)}`,
        }),
      )),
    async remove(keys) {
      for (let from = 0; from < keys.length; from += together) {
        const Objects = keys.slice(from, from + together).map(Key => ({ Key }))
        await s3.send(new DeleteObjectsCommand({ Bucket: LAKE_BUCKET, Delete: { Objects, Quiet: true } }))
      }
    },
  })
}
