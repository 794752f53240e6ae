// What the bucket has, brought into the folder of this hub: its catalogue and its files. The folder is a cache, and
// nothing but a commit of the bucket enters it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { LapNumber } from '../desk.ts'
import type { DeskLink } from '../desk-link.ts'
import { LakeFault } from '../fault.ts'
import type { ObjectStore } from '../object-store.ts'
import type { Commit } from './apart.ts'
import { cataloguePrefix, commitKey, commitsOf, dayOf, dayPrefix, entryIn } from './keys.ts'

/** Laps that are fetched at a time. */
const atATime = 8

export class Mirror {
  readonly #store: ObjectStore
  readonly #desk: DeskLink
  /** Where fetched files wait; the folder lies on the disk of the lake, so that they are moved and not copied. */
  readonly #fetched: string
  readonly #since: string
  readonly #sessions = new Map<string, string>()
  #files = 0

  /** Laps of sessions that began before the day `since` are left where they are. */
  constructor(store: ObjectStore, desk: DeskLink, folder: string, since = '') {
    this.#store = store
    this.#desk = desk
    this.#fetched = join(folder, '.fetched')
    this.#since = since
  }

  /** Fetches what is new in a day, or in all of them. Says whether there was anything. */
  async pass(days: readonly string[] | 'all'): Promise<boolean> {
    const prefixes = days === 'all' ? [cataloguePrefix] : days.map(dayPrefix)
    const listed = await Promise.all(prefixes.map(prefix => this.#store.list(prefix)))
    const laps = new Map<string, LapNumber>()
    const sessions = new Map<string, string>()
    for (const { key } of listed.flat()) {
      const entry = entryIn(key)
      if (entry !== undefined && dayOf(entry.id) < this.#since) continue
      // Keys are sorted: the last of a lap or a session is the one that holds.
      if (entry?.kind === 'laps') laps.set(entry.id, { lap_id: entry.id, number: Number(entry.name) })
      else if (entry !== undefined) sessions.set(entry.id, key)
    }
    const fresh = [...sessions].filter(([id, key]) => this.#sessions.get(id) !== key)
    for (const [id, key] of fresh) await this.#fetchSession(id, key)
    const missing = await this.#desk.ask({ ask: 'missing', laps: [...laps.values()] })
    const queue = [...missing]
    await Promise.all(
      Array.from({ length: atATime }, async () => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await this.#fetchLap(next)
      }),
    )
    if (days === 'all') await this.#fetchTracks()
    return fresh.length + missing.length > 0
  }

  /** The newest state of a lap in the bucket; number 0 when it has none. */
  async newest(lapId: string): Promise<{ readonly number: number; readonly commit?: Commit }> {
    const last = (await this.#store.list(commitsOf(lapId))).at(-1)
    if (last === undefined) return { number: 0 }
    const number = Number(entryIn(last.key)?.name)
    return { number, commit: await this.#commit(lapId, number) }
  }

  async #fetchLap({ lap_id, number }: LapNumber): Promise<void> {
    const commit = await this.#commit(lap_id, number)
    const files: { from: string; key: string }[] = []
    await mkdir(this.#fetched, { recursive: true })
    for (const key of [commit.lap.path, commit.lap.grid]) {
      if (key === undefined) continue
      const bytes = await this.#store.get(key)
      // Replaced while we looked: the newer state is found by the next pass.
      if (bytes === undefined) return
      const from = join(this.#fetched, String(++this.#files))
      await writeFile(from, bytes)
      files.push({ from, key })
    }
    await this.#desk.ask({ ask: 'adopt', commit, number, files })
  }

  async #fetchSession(id: string, key: string): Promise<void> {
    const bytes = await this.#store.get(key)
    if (bytes === undefined) return
    await this.#desk.ask({ ask: 'put-session', session_id: id, message: Buffer.from(bytes).toString() })
    this.#sessions.set(id, key)
  }

  async #fetchTracks(): Promise<void> {
    for (const { key } of await this.#store.list('tracks/')) {
      const bytes = await this.#store.get(key)
      if (bytes === undefined) continue
      const track = Buffer.from(key.slice('tracks/'.length), 'hex').toString()
      await this.#desk.ask({ ask: 'keep-shape', track, shape: JSON.parse(Buffer.from(bytes).toString()) })
    }
  }

  async #commit(lapId: string, number: number): Promise<Commit> {
    const key = commitKey(lapId, number)
    const bytes = await this.#store.get(key)
    const read: unknown = bytes === undefined ? undefined : JSON.parse(Buffer.from(bytes).toString())
    if (isCommit(read)) return read
    const found = bytes === undefined ? 'no object' : 'something else'
    throw new LakeFault('bad-file', key, 'what a pitwall of this version wrote of a lap', found)
  }
}

const isCommit = (value: unknown): value is Commit =>
  typeof value === 'object' && value !== null && 'v' in value && value.v === 1 && 'lap' in value
