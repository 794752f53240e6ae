// The object store in a folder. An object appears by a rename, after its bytes have reached the disk.
import { link, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkedKey, isObjectKey } from './object-key.ts'
import type { ObjectBody, ObjectStore } from './object-store.ts'

/** Where objects wait for their rename: no key begins like this, so no listing and no query sees them. */
const waiting = '.tmp'

export class FolderStore implements ObjectStore {
  readonly #folder: string
  #written = 0

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Makes the folder, and throws away what a crash left half written. No other store may be writing to it. */
  async open(): Promise<this> {
    await rm(join(this.#folder, waiting), { recursive: true, force: true })
    await mkdir(join(this.#folder, waiting), { recursive: true })
    return this
  }

  /** A path for a file that will become an object by `put`. */
  draft(): string {
    return join(this.#folder, waiting, String(++this.#written))
  }

  async put(key: string, body: ObjectBody): Promise<void> {
    const path = await this.#place(key)
    await rename(await this.#settled(body), path)
    await syncFolder(dirname(path))
  }

  async putIfAbsent(key: string, body: ObjectBody): Promise<boolean> {
    const path = await this.#place(key)
    const draft = await this.#settled(body)
    try {
      await link(draft, path)
    } catch (thrown) {
      if (isErrno(thrown, 'EEXIST')) return false
      throw thrown
    } finally {
      await rm(draft, { force: true })
    }
    await syncFolder(dirname(path))
    return true
  }

  async get(key: string, range?: { from: number; to: number }): Promise<Uint8Array | undefined> {
    try {
      const file = await open(this.path(key), 'r')
      try {
        const { size } = await file.stat()
        const from = Math.min(range?.from ?? 0, size)
        const bytes = new Uint8Array(Math.max(0, Math.min(range?.to ?? size, size) - from))
        const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
        return bytes.subarray(0, bytesRead)
      } finally {
        await file.close()
      }
    } catch (thrown) {
      if (isErrno(thrown, 'ENOENT')) return undefined
      throw thrown
    }
  }

  async list(prefix: string): Promise<readonly { key: string; bytes: number }[]> {
    const entries = await readdir(this.#folder, { recursive: true, withFileTypes: true })
    const keys = entries
      .filter(entry => entry.isFile())
      .map(entry =>
        join(entry.parentPath, entry.name)
          .slice(this.#folder.length + 1)
          .split('\\')
          .join('/'),
      )
      .filter(key => key.startsWith(prefix) && isObjectKey(key))
      .sort()
    return Promise.all(keys.map(async key => ({ key, bytes: (await stat(this.path(key))).size })))
  }

  async remove(key: string): Promise<void> {
    await rm(this.path(key), { force: true })
  }

  /** Where an object lies, for readers that take a path. Throws `bad-file` for a key that could leave the folder. */
  path(key: string): string {
    return join(this.#folder, ...checkedKey(key).split('/'))
  }

  async #place(key: string): Promise<string> {
    const path = this.path(key)
    await mkdir(dirname(path), { recursive: true })
    return path
  }

  /** A local file whose bytes are on the disk. */
  async #settled(body: ObjectBody): Promise<string> {
    const path = body instanceof Uint8Array ? this.draft() : body.path
    const file = await open(path, body instanceof Uint8Array ? 'w' : 'r+')
    try {
      if (body instanceof Uint8Array) await file.writeFile(body)
      await file.sync()
    } finally {
      await file.close()
    }
    return path
  }
}

/** Makes a rename last through a power cut; systems that cannot open a folder do so by themselves. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

const isErrno = (thrown: unknown, code: string): boolean =>
  thrown instanceof Error && 'code' in thrown && thrown.code === code
