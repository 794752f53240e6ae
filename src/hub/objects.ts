// Where rules with an `s3` action write here: one folder per bucket. The bucket of errors is bounded, the oldest go first.
import { join } from 'node:path'
import { FolderStore } from '../lake/folder-store.ts'
import type { ActionPorts } from '../rules/actions/action.ts'
import { RuleFault } from '../rules/rule-fault.ts'

export const errorBucket = 'pitwall-errors'
const mostErrors = { objects: 10_000, bytes: 64 * 2 ** 20 }
/** The name of a bucket may be a template: a bound for what a message can make. */
const mostBuckets = 100

export type Objects = NonNullable<ActionPorts['s3']> & {
  readonly counters: () => { readonly written: number; readonly errors_dropped: number }
}

export function openObjects(folder: string): Objects {
  const buckets = new Map<string, Promise<FolderStore>>()
  const count = { written: 0, errors_dropped: 0 }
  let errors: Promise<Bounded> | undefined

  function bucketOf(name: string): Promise<FolderStore> {
    const known = buckets.get(name)
    if (known !== undefined) return known
    if (!/^[a-z0-9][a-z0-9.-]{1,62}$/.test(name)) {
      throw new RuleFault(
        'refused',
        `a bucket is named with 2 to 63 of a-z, 0-9, "." and "-", found "${name}"`,
      )
    }
    if (buckets.size >= mostBuckets) throw new RuleFault('refused', `more than ${mostBuckets} buckets`)
    const opened = new FolderStore(join(folder, name)).open()
    opened.catch(() => buckets.delete(name))
    buckets.set(name, opened)
    return opened
  }

  return {
    counters: () => ({ ...count }),
    async put(bucket, key, bytes) {
      const store = await bucketOf(bucket)
      const stored = keyOf(key)
      if (bucket === errorBucket) {
        errors ??= bounded(store)
        count.errors_dropped += await (await errors).makeRoom(stored, bytes.byteLength)
      }
      await store.put(stored, bytes).catch(error => Promise.reject(asRefused(error, stored)))
      count.written += 1
    },
  }
}

/** A key of S3 may hold anything; a path may not. What a path may not hold is written as `=` and its code. */
export function keyOf(key: string): string {
  const levels = key.split('/').map(level => {
    const plain = level.replaceAll(/[^A-Za-z0-9_.=-]/g, found => `=${found.codePointAt(0)?.toString(16)}`)
    return /^[A-Za-z0-9_]/.test(plain) ? plain : `_${plain}`
  })
  const path = levels.join('/')
  if (Buffer.byteLength(path) > 900) throw new RuleFault('refused', 'the key is longer than a path may be')
  return /^[A-Za-z0-9]/.test(path) ? path : `0${path}`
}

/** A folder cannot hold an object and others below its name; trying again does not help. */
function asRefused(error: unknown, key: string): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const inTheWay = code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST' || code === 'ENAMETOOLONG'
  return inTheWay
    ? new RuleFault('refused', `${key} stands in the way of another object, or is too long`, error)
    : error
}

type Bounded = { readonly makeRoom: (key: string, bytes: number) => Promise<number> }

async function bounded(store: FolderStore): Promise<Bounded> {
  const sizes = new Map((await store.list('')).map(({ key, bytes }) => [key, bytes]))
  let total = [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0)
  return {
    /** Says how many were removed. */
    async makeRoom(key, bytes) {
      const gone: string[] = []
      for (const [oldest, size] of sizes) {
        if (sizes.size < mostErrors.objects && total + bytes <= mostErrors.bytes) break
        sizes.delete(oldest)
        total -= size
        gone.push(oldest)
      }
      sizes.set(key, bytes)
      total += bytes
      for (const old of gone) await store.remove(old)
      return gone.length
    },
  }
}
