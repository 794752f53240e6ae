// Closing a lap of a shared lake: what landed of it, from whichever hub, becomes files and one commit. Of two hubs that
// close the same lap one commits; the other finds that out, and looks again. A lap without frames, as those of other
// cars are, never lands: its message alone is its state.
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type LapMessage, lapMessage, readMessage } from '../../model/messages.ts'
import { trackId } from '../../model/track.ts'
import { believedLap } from '../../model/trust.ts'
import type { DeskLink } from '../desk-link.ts'
import type { ObjectStore } from '../object-store.ts'
import { Ranges } from '../ranges.ts'
import { encodeRecord, scanRecords } from '../record.ts'
import { type ClosedApart, type Commit, emptyFolder } from './apart.ts'
import { commitKey, type Landed, landedIn, landingOf, trackKey } from './keys.ts'
import type { Mirror } from './mirror.ts'

/** What became of an attempt. `again`: somebody else was at it, and something may be left to do. */
export type Closing =
  | { readonly kind: 'nothing' | 'waiting' | 'again' }
  | {
      readonly kind: 'closed'
      readonly lap_id: string
      readonly rows: number
      readonly bytes: number
      readonly bad: number
      readonly reason?: string
      /** No message said what became of the lap, or frames that one names are not there. */
      readonly lacks?: 'message' | 'frames'
    }

/** What is to be done for a lap. */
type Task = {
  readonly lapId: string
  /** All that lies in the landing of it. */
  readonly objects: readonly Landed[]
  /** Of the lap's state, and the state itself where there is one. */
  readonly number: number
  readonly base: Commit | undefined
  readonly message: LapMessage | undefined
  readonly isWhole: boolean
}

type Log = { readonly log: string; readonly length: number }

const atATime = 16
const logFile = 'landing.log'

export class Closer {
  readonly #store: ObjectStore
  readonly #desk: DeskLink
  readonly #mirror: Mirror
  readonly #folder: string
  #closings = 0

  /** `folder` is for nothing but this. */
  constructor(store: ObjectStore, desk: DeskLink, mirror: Mirror, folder: string) {
    this.#store = store
    this.#desk = desk
    this.#mirror = mirror
    this.#folder = folder
  }

  /** Closes a lap if its message is there and all frames that it names; with `anyway`, whatever is there. */
  async close(lapId: string, anyway: boolean): Promise<Closing> {
    const objects = (await this.#store.list(landingOf(lapId))).flatMap(({ key }) => landedIn(key) ?? [])
    if (objects.length === 0) return { kind: 'nothing' }
    const { number, commit: base } = await this.#mirror.newest(lapId)
    const message = await this.#message(objects, base)
    const safe = new Ranges(base?.lap.frames ?? [])
    const fresh = objects.filter(({ seqs }) => seqs.length === 0 || seqs.some(seq => !safe.has(seq)))
    for (const { seqs } of objects) for (const seq of seqs) safe.add(seq)
    const isWhole = message !== undefined && safe.covers(message.first_seq, message.last_seq)
    if (!isWhole && !anyway) return { kind: 'waiting' }
    return this.#inFolder(async folder => {
      const log = await this.#fetchLog(folder, fresh)
      if (log === undefined) return { kind: 'again' }
      return this.#closeWith(folder, log, { lapId, objects, number, base, message, isWhole })
    })
  }

  /** Makes the message of a lap without frames its state, or the newer one of what the bucket has of it. */
  async tell(message: LapMessage): Promise<Closing> {
    const { lap_id: lapId } = message
    const { number, commit: base } = await this.#mirror.newest(lapId)
    return this.#inFolder(async folder => {
      const log = join(folder, logFile)
      const record = Buffer.concat(messageRecord(JSON.stringify(message)))
      await writeFile(log, record)
      const task = { lapId, objects: [], number, base, message, isWhole: true }
      return this.#closeWith(folder, { log, length: record.length }, task)
    })
  }

  async #inFolder(work: (folder: string) => Promise<Closing>): Promise<Closing> {
    const folder = join(this.#folder, String(++this.#closings))
    await emptyFolder(folder)
    try {
      return await work(folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }

  async #closeWith(
    folder: string,
    log: Log,
    { lapId, objects, number, base, message, isWhole }: Task,
  ): Promise<Closing> {
    if (base?.lap.path !== undefined && !(await this.#fetch(base.lap.path, folder))) return { kind: 'again' }
    const closed = await this.#desk.ask({
      ...{ ask: 'close-apart', lap_id: lapId, session_id: sessionOf(lapId), folder, ...log },
      ...(base !== undefined && { base: base.lap }),
      ...(message !== undefined && { track: trackId(message.track) }),
    })
    if (closed === undefined) {
      await this.#clear(objects)
      return { kind: 'nothing' }
    }
    if (!(await this.#agreesOnTrack(closed)) || !(await this.#commit(lapId, number + 1, closed, folder))) {
      return { kind: 'again' }
    }
    await this.#clear(objects)
    for (const old of [base?.lap.path, base?.lap.grid]) {
      const { path, grid } = closed.commit.lap
      if (old !== undefined && old !== path && old !== grid) await this.#store.remove(old)
    }
    const { rows, bytes } = closed.commit.lap
    return {
      ...{ kind: 'closed', lap_id: lapId, rows, bytes, bad: closed.bad },
      ...(closed.reason !== undefined && { reason: closed.reason }),
      ...(!isWhole && { lacks: message === undefined ? 'message' : 'frames' }),
    }
  }

  /** True when the state is the lap's by now, through us or through a hub that came to the very same. */
  async #commit(lapId: string, number: number, { commit }: ClosedApart, folder: string): Promise<boolean> {
    const keys = [commit.lap.path, commit.lap.grid].flatMap(key => key ?? [])
    const files = keys.map(key => ({ from: join(folder, key), key }))
    for (const { from, key } of files) await this.#store.put(key, await bytesOf(from))
    const text = JSON.stringify(commit)
    const key = commitKey(lapId, number)
    if (!(await this.#store.putIfAbsent(key, Buffer.from(text)))) {
      const other = await this.#store.get(key)
      const standing = other === undefined ? '' : Buffer.from(other).toString()
      if (standing !== text) {
        // Files that no commit names would be counted twice by readers that look into the folders.
        for (const own of keys) if (!standing.includes(JSON.stringify(own))) await this.#store.remove(own)
        return false
      }
    }
    await this.#desk.ask({ ask: 'adopt', commit, number, files })
    return true
  }

  /** The first lap that shows a track says for all how its corners are counted. */
  async #agreesOnTrack({ shown }: ClosedApart): Promise<boolean> {
    if (shown === undefined) return true
    const { track, shape } = shown
    const key = trackKey(track)
    const isFirst = await this.#store.putIfAbsent(key, Buffer.from(JSON.stringify(shape)))
    const bytes = isFirst ? undefined : await this.#store.get(key)
    const kept = bytes === undefined ? shape : JSON.parse(Buffer.from(bytes).toString())
    await this.#desk.ask({ ask: 'keep-shape', track, shape: kept })
    return isFirst || JSON.stringify(kept) === JSON.stringify(shape)
  }

  /** Objects as one landing log; undefined when one of them is gone, because another hub has closed the lap. */
  async #fetchLog(folder: string, objects: readonly Landed[]): Promise<Log | undefined> {
    const log = join(folder, logFile)
    const file = await open(log, 'w')
    let length = 0
    try {
      for (let at = 0; at < objects.length; at += atATime) {
        const some = objects.slice(at, at + atATime)
        const bodies = await Promise.all(some.map(({ key }) => this.#store.get(key)))
        for (const body of bodies) {
          if (body === undefined) return undefined
          await file.write(body)
          length += body.length
        }
      }
    } finally {
      await file.close()
    }
    return { log, length }
  }

  async #fetch(key: string, folder: string): Promise<boolean> {
    const bytes = await this.#store.get(key)
    if (bytes === undefined) return false
    const path = join(folder, key)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, bytes)
    return true
  }

  /** Of all messages of a lap, and the one that the bucket has, the one that is believed. */
  async #message(objects: readonly Landed[], base: Commit | undefined): Promise<LapMessage | undefined> {
    let believed = messageOf(base?.lap.message)
    for (const { key, seqs } of objects) {
      const bytes = seqs.length === 0 ? await this.#store.get(key) : undefined
      const [record] = bytes === undefined ? [] : scanRecords(Buffer.from(bytes)).records
      const message = record && messageOf(Buffer.from(record.body).toString())
      if (message !== undefined) believed = believedLap(believed, message)
    }
    return believed
  }

  async #clear(objects: readonly Landed[]): Promise<void> {
    for (let at = 0; at < objects.length; at += atATime) {
      await Promise.all(objects.slice(at, at + atATime).map(({ key }) => this.#store.remove(key)))
    }
  }
}

/** A lap's message as a record of its landing log. */
export const messageRecord = (message: string): readonly Uint8Array[] =>
  encodeRecord('lap', Buffer.alloc(0), Buffer.from(message))

const messageOf = (text: string | undefined): LapMessage | undefined =>
  text === undefined ? undefined : readMessage(lapMessage, JSON.parse(text), 'lap')

/** `<session>-<car>-<lap>` */
const sessionOf = (lapId: string): string => lapId.replace(/-[^-]+-[^-]+$/, '')

async function bytesOf(path: string): Promise<Uint8Array> {
  const file = await open(path, 'r')
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}
