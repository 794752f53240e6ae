// `access.json`: read whole, written whole beside itself and renamed, one writer at a time.
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { HubFault } from '../fault.ts'
import { type KeptCredential, keptCredential } from './credential.ts'

const document = z.strictObject({ version: z.literal(1), credentials: z.array(keptCredential) })

export const accessFileIn = (root: string): string => join(root, 'access.json')

/** Of the file as it is: changes with every writing. Empty while there is none. */
export function stampOf(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? '' : `${found.mtimeNs} ${found.ino} ${found.size}`
}

/** Throws HubFault `data-unusable` for a file that is there and is none of ours. */
export function readAccess(path: string): readonly KeptCredential[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw broken(path, error)
  }
  try {
    return document.parse(JSON.parse(text)).credentials
  } catch (error) {
    throw broken(path, error)
  }
}

/** Changes what is in the file; other processes wait meanwhile. Returns what `change` returned beside the new list. */
export function changeAccess<Result>(
  root: string,
  change: (known: readonly KeptCredential[]) => readonly [readonly KeptCredential[], Result],
): Result {
  const path = accessFileIn(root)
  const lock = lockOf(root)
  try {
    const [changed, result] = change(readAccess(path))
    writeWhole(path, `${JSON.stringify({ version: 1, credentials: changed }, undefined, 2)}\n`)
    return result
  } finally {
    lock.close()
  }
}

/** Writes a file that nobody but its owner may read, so that it is either the old or the new one after a crash. */
export function writeWhole(path: string, text: string): void {
  const next = `${path}.new`
  const file = openSync(next, 'w', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(next, path)
}

/** An exclusive lock of SQLite, which ends with the process that holds it. */
function lockOf(root: string): DatabaseSync {
  let lock: DatabaseSync | undefined
  try {
    lock = new DatabaseSync(join(root, 'access.lock'), { timeout: 5_000 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    throw broken(root, error)
  }
}

function broken(path: string, error: unknown): HubFault {
  const why =
    error instanceof z.ZodError
      ? `${error.issues[0]?.path.join('.')}: ${error.issues[0]?.message}`
      : error instanceof Error
        ? error.message
        : String(error)
  return new HubFault(
    'data-unusable',
    `${path}: expected the credentials of this hub, found something else (${why}). Put back a copy, or remove it: then nobody is known, and each needs a new secret.`,
    error,
  )
}
