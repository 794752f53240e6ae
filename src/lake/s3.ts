// The object store in a bucket of S3, or of a server that speaks S3. It imports the SDK: load it only when a lake lies there.
import { createReadStream } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { LakeFault } from './fault.ts'
import { checkedKey, isObjectKey } from './object-key.ts'
import type { ObjectBody, ObjectStore } from './object-store.ts'

export type S3Options = {
  readonly bucket: string
  /** What every key begins with, without the `/` that follows; empty for the whole bucket. */
  readonly prefix: string
  /** Where Amazon keeps the bucket; from the environment when absent. */
  readonly region?: string
  /** Of a server that is not Amazon's: `http://127.0.0.1:7480`. */
  readonly endpoint?: string
}

/** A file above this size is sent in parts of it. */
const part = 16 * 1_048_576
const timeouts = { connectionTimeout: 5_000, requestTimeout: 60_000 } as const
/** Two puts of one new key at a time may both be told to try again. */
const mostConflicts = 10

/** Credentials are found where the SDK looks for them: environment, profile, role of the machine. */
export class S3Store implements ObjectStore {
  readonly #client: S3Client
  readonly #bucket: string
  readonly #prefix: string

  constructor({ bucket, prefix, region, endpoint }: S3Options) {
    this.#bucket = bucket
    this.#prefix = prefix === '' ? '' : `${prefix}/`
    this.#client = new S3Client({
      requestHandler: timeouts,
      ...(region !== undefined && { region }),
      ...(endpoint !== undefined && {
        endpoint,
        region: region ?? 'us-east-1',
        forcePathStyle: true,
        // Checksums behind the body are newer than many servers.
        requestChecksumCalculation: 'WHEN_REQUIRED',
        responseChecksumValidation: 'WHEN_REQUIRED',
      }),
    })
  }

  async put(key: string, body: ObjectBody): Promise<void> {
    const to = this.#object(key)
    await this.#asked(key, async () => {
      if (body instanceof Uint8Array) {
        await this.#client.send(new PutObjectCommand({ ...to, Body: body }))
        return
      }
      const { size } = await stat(body.path)
      if (size <= part)
        await this.#client.send(new PutObjectCommand({ ...to, Body: await readFile(body.path) }))
      else await this.#inParts(to, body.path)
      await rm(body.path, { force: true })
    })
  }

  /** Also false when an answer was lost on the way, and the attempt after it found the object of the first. */
  async putIfAbsent(key: string, body: ObjectBody): Promise<boolean> {
    const to = { ...this.#object(key), IfNoneMatch: '*' }
    return this.#asked(key, async () => {
      const bytes = body instanceof Uint8Array ? body : await readFile(body.path)
      for (let conflicts = 0; ; conflicts++) {
        try {
          await this.#client.send(new PutObjectCommand({ ...to, Body: bytes }))
          if (!(body instanceof Uint8Array)) await rm(body.path, { force: true })
          return true
        } catch (thrown) {
          const status = statusOf(thrown)
          if (status === 412) return false
          if (status !== 409 || conflicts === mostConflicts) throw thrown
        }
      }
    })
  }

  async get(key: string, range?: { from: number; to: number }): Promise<Uint8Array | undefined> {
    const of = this.#object(key)
    return this.#asked(key, async () => {
      try {
        if (range !== undefined && range.to <= range.from) {
          await this.#client.send(new HeadObjectCommand(of))
          return new Uint8Array(0)
        }
        const span = range && { Range: `bytes=${range.from}-${range.to - 1}` }
        const { Body } = await this.#client.send(new GetObjectCommand({ ...of, ...span }))
        return await Body?.transformToByteArray()
      } catch (thrown) {
        if (statusOf(thrown) === 404 && !isNamed(thrown, 'NoSuchBucket')) return undefined
        // The range begins where the object has ended.
        if (statusOf(thrown) === 416) return new Uint8Array(0)
        throw thrown
      }
    })
  }

  async list(prefix: string): Promise<readonly { key: string; bytes: number }[]> {
    return this.#asked(`${prefix}*`, async () => {
      const found: { key: string; bytes: number }[] = []
      let from: { readonly ContinuationToken?: string } = {}
      for (;;) {
        const page = await this.#client.send(
          new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: this.#prefix + prefix, ...from }),
        )
        for (const { Key = '', Size = 0 } of page.Contents ?? []) {
          const key = Key.slice(this.#prefix.length)
          if (isObjectKey(key)) found.push({ key, bytes: Size })
        }
        if (page.NextContinuationToken === undefined) break
        from = { ContinuationToken: page.NextContinuationToken }
      }
      return found.sort((a, b) => (a.key < b.key ? -1 : 1))
    })
  }

  async remove(key: string): Promise<void> {
    const of = this.#object(key)
    await this.#asked(key, () => this.#client.send(new DeleteObjectCommand(of)))
  }

  /** Lets go of its connections. */
  close(): void {
    this.#client.destroy()
  }

  #object(key: string): { readonly Bucket: string; readonly Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + checkedKey(key) }
  }

  async #inParts(to: { readonly Bucket: string; readonly Key: string }, path: string): Promise<void> {
    const body = createReadStream(path)
    try {
      await new Upload({ client: this.#client, params: { ...to, Body: body }, partSize: part }).done()
    } finally {
      body.destroy()
    }
  }

  async #asked<Answer>(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    try {
      return await ask()
    } catch (thrown) {
      throw this.#faultOf(thrown, key)
    }
  }

  #faultOf(thrown: unknown, key: string): LakeFault {
    if (thrown instanceof LakeFault) return thrown
    const where = `s3://${this.#bucket}/${this.#prefix}${key}`
    const name = thrown instanceof Error ? thrown.name : ''
    const found = thrown instanceof Error ? `${name}: ${thrown.message || String(thrown)}` : String(thrown)
    return new LakeFault('store-failed', where, advice[name] ?? 'an object store that answers', found)
  }
}

/** What was expected, and what to do, by the name of the SDK's error. */
const advice: Readonly<Record<string, string>> = {
  NoSuchBucket: 'a bucket that is there; make it, or correct the name in --lake',
  AccessDenied: 'credentials that may read, write, list and delete there',
  InvalidAccessKeyId: 'an access key that the store knows; see AWS_ACCESS_KEY_ID',
  SignatureDoesNotMatch: 'the secret of the access key; see AWS_SECRET_ACCESS_KEY',
  CredentialsProviderError:
    'credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, a profile, or a role',
}

const isNamed = (thrown: unknown, name: string): boolean => thrown instanceof Error && thrown.name === name

/** Of the HTTP answer that the SDK made an error of. */
function statusOf(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !('$metadata' in thrown)) return undefined
  const { $metadata: metadata } = thrown
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}
