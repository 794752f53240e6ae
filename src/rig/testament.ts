// What would close the session, kept on disk while it is driven: a connector that was killed in the middle of a lap sends
// it when it comes back, so that nobody waits for the rest of that lap.
import { renameSync, writeFileSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Outgoing } from './session-messages.ts'

const fileName = 'testament.json'
const pause_ms = 1000
const streams = ['lap', 'session'] as const

export class Testament {
  readonly #path: string
  readonly #hurry = new AbortController()
  #next: (() => readonly Outgoing[]) | undefined
  #writing: Promise<void> | undefined
  /** Counts what was written at once: it is newer than what is still being written. */
  #written = 0

  constructor(folder: string) {
    this.#path = join(folder, fileName)
  }

  /** What a connector before left behind; it is there until the next is kept, or all is forgotten. */
  async left(): Promise<readonly Outgoing[]> {
    try {
      const kept: unknown = JSON.parse(await readFile(this.#path, 'utf8'))
      return Array.isArray(kept) ? kept.flatMap(readEntry) : []
    } catch {
      return []
    }
  }

  /** Replaces what is kept, at most once a second: `messages` is asked when it is time. */
  keep(messages: () => readonly Outgoing[]): void {
    this.#next = messages
    this.#writing ??= this.#writeLater().finally(() => {
      this.#writing = undefined
    })
  }

  /** Replaces what is kept before this returns: an older one would contradict what is about to be sent. */
  keepNow(messages: readonly Outgoing[]): void {
    this.#written++
    try {
      writeFileSync(`${this.#path}.now`, textOf(messages))
      renameSync(`${this.#path}.now`, this.#path)
    } catch {
      // A disk that is full: the lap is then closed for want of news.
    }
  }

  /** The session was closed in order. */
  async forget(): Promise<void> {
    this.#next = undefined
    this.#hurry.abort()
    await this.#writing
    await rm(this.#path, { force: true })
  }

  async #writeLater(): Promise<void> {
    await sleep(pause_ms, undefined, { signal: this.#hurry.signal }).catch(ignore)
    const messages = this.#next?.()
    this.#next = undefined
    const { length } = messages ?? []
    if (messages === undefined || length === 0) return
    const before = this.#written
    try {
      await writeFile(`${this.#path}.new`, textOf(messages))
      if (this.#written === before) renameSync(`${this.#path}.new`, this.#path)
    } catch {
      // As above.
    }
  }
}

const textOf = (messages: readonly Outgoing[]): string =>
  JSON.stringify(messages.map(({ stream, json }) => ({ stream, message: Buffer.from(json).toString() })))

function readEntry(entry: unknown): readonly Outgoing[] {
  if (typeof entry !== 'object' || entry === null) return []
  if (!('stream' in entry) || !('message' in entry) || typeof entry.message !== 'string') return []
  const stream = streams.find(name => name === entry.stream)
  return stream === undefined ? [] : [{ stream, json: Buffer.from(entry.message) }]
}

const ignore = () => undefined
