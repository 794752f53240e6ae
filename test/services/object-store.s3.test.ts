import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { S3Store } from '../../src/lake/s3.ts'
import { objectStoreContract } from '../contracts/object-store.ts'
import { newBucket, noS3, s3Endpoint } from './s3-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'pitwall-s3-'))
after(() => rmSync(folder, { recursive: true }))
let made = 0
const draft = (bytes: string | Uint8Array) => {
  const path = join(folder, String(++made))
  writeFileSync(path, bytes)
  return path
}

if (noS3 !== undefined) test('the object store in a bucket', { skip: noS3 }, () => undefined)
else {
  const bucket = await newBucket()
  const open = () => new S3Store({ bucket, prefix: `lake-${++made}`, endpoint: s3Endpoint })
  objectStoreContract('S3', async () => {
    const store = open()
    return { store, local: async text => ({ path: draft(text) }), close: async () => store.close() }
  })

  test('S3: a file of forty megabytes goes in parts, comes back as it was, and is taken away', async t => {
    const store = open()
    t.after(() => store.close())
    const path = draft(randomBytes(40 * 1_048_576))
    const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
    const sent = readFileSync(path)
    await store.put('samples/large.parquet', { path })
    assert.equal(existsSync(path), false)
    assert.deepEqual(await store.list('samples/'), [{ key: 'samples/large.parquet', bytes: sent.length }])
    assert.equal(digest((await store.get('samples/large.parquet')) ?? new Uint8Array()), digest(sent))
    const [from, to] = [16 * 1_048_576 - 10, 16 * 1_048_576 + 10]
    assert.deepEqual(
      Buffer.from((await store.get('samples/large.parquet', { from, to })) ?? []),
      sent.subarray(from, to),
    )
  })

  test('S3: a listing of more than a thousand objects is whole', async t => {
    const store = open()
    t.after(() => store.close())
    const keys = Array.from({ length: 1100 }, (_, index) => `landing/lap/${String(index).padStart(6, '0')}`)
    const queue = [...keys]
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let key = queue.shift(); key !== undefined; key = queue.shift())
          await store.put(key, Buffer.from('x'))
      }),
    )
    assert.deepEqual(
      (await store.list('landing/')).map(({ key }) => key),
      keys,
    )
  })

  test('S3: lakes beside one another in a bucket do not see each other', async t => {
    const [first, second] = [open(), open()]
    t.after(() => [first.close(), second.close()])
    await first.put('a', Buffer.from('of the first'))
    assert.equal(await second.get('a'), undefined)
    assert.deepEqual(await second.list(''), [])
  })

  test('S3: what is wrong with the bucket or the credentials is said, with what to do', async t => {
    const absent = new S3Store({ bucket: 'nobody-made-this', prefix: '', endpoint: s3Endpoint })
    t.after(() => absent.close())
    await assert.rejects(absent.put('a', Buffer.from('x')), {
      code: 'store-failed',
      message: /s3:\/\/nobody-made-this\/a: expected a bucket that is there; make it.*NoSuchBucket/,
    })
    await assert.rejects(absent.get('a'), { code: 'store-failed' })
    const { AWS_SECRET_ACCESS_KEY: secret } = process.env
    t.after(() => {
      process.env['AWS_SECRET_ACCESS_KEY'] = secret
    })
    process.env['AWS_SECRET_ACCESS_KEY'] = 'another'
    const stranger = new S3Store({ bucket, prefix: '', endpoint: s3Endpoint })
    t.after(() => stranger.close())
    await assert.rejects(stranger.list(''), /the secret of the access key; see AWS_SECRET_ACCESS_KEY/)
  })

  test('S3: a server that is away is a fault and no hang', async t => {
    const store = new S3Store({ bucket, prefix: '', endpoint: 'http://127.0.0.1:9' })
    t.after(() => store.close())
    await assert.rejects(store.put('a', Buffer.from('x')), { code: 'store-failed' })
  })
}
