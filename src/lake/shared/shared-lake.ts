// A lake in an object store that any number of hubs write to at the same time. A hub holds nothing that is not there:
// what it has said to be safe is in the store, and whatever it leaves undone another does.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { FrameHeader } from '../../model/frame.ts'
import type { LapMessage, SessionMessage } from '../../model/messages.ts'
import type { UnixMillis } from '../../units/quantity.ts'
import { DeskLink } from '../desk-link.ts'
import { faultOf, LakeFault } from '../fault.ts'
import type { Lake, LakeCounters, LakeNotice } from '../lake.ts'
import { openLapReader } from '../lap-reader.ts'
import type { ObjectStore } from '../object-store.ts'
import { type LakeState, Pulse, rowsIn } from '../pulse.ts'
import { Ranges } from '../ranges.ts'
import { encodeRecord, largestBody } from '../record.ts'
import { Closer, type Closing, messageRecord } from './closer.ts'
import { landedIn, landingPrefix, messageKey, sessionKey } from './keys.ts'
import { Mirror } from './mirror.ts'
import { ObjectLanding } from './object-landing.ts'

export type SharedLakeOptions = {
  /** A cache of what the store has: queries read here. */
  readonly folder: string
  readonly store: ObjectStore
  /** `2026-11-24`: nothing that began before this day is fetched; everything is when it is left out. */
  readonly since?: string
  readonly report?: (notice: LakeNotice) => void
  /** Of pitwall: what the rows name as their writer. */
  readonly version?: string
  /** How long a lap message waits for frames that it names and that have not come. */
  readonly patience_ms?: number
  /** How long a lap is open without a frame before it is closed as incomplete. */
  readonly idle_ms?: number
  /** How long a lap lies there whole before a hub closes it that did not take its message. */
  readonly takeover_ms?: number
  /** Between two looks at what other hubs have done. */
  readonly look_ms?: number
}

export interface SharedLake extends Lake {
  /** Resolves when the look that a tick began is over. */
  settled(): Promise<void>
}

/** A lap of which something lies in the landing, as it was last seen. */
type Lying = { what: string; since: UnixMillis; readonly hasMessage: boolean }

/** Of several hubs that close one lap each sees in a moment what another has done. */
const mostAttempts = 6
/** Laps that a look closes at a time. */
const atATime = 4
const minute = 60_000
const day_ms = 24 * 60 * minute

/** Opens the lake and fetches what the store has. Rejects with LakeFault `store-failed` and what to do. */
export async function openSharedLake(options: SharedLakeOptions): Promise<SharedLake> {
  const { folder, version = 'unknown', since } = options
  const desk = new DeskLink({ folder, version })
  try {
    // What a process that was killed has left.
    for (const name of ['.closing', '.fetched'])
      await rm(join(folder, name), { recursive: true, force: true })
    await desk.ask({ ask: 'open' })
    const mirror = new Mirror(options.store, desk, folder, since)
    await mirror.pass('all')
    await desk.ask({ ask: 'write-summaries' })
    return new OpenedSharedLake(options, desk, mirror)
  } catch (thrown) {
    await desk.close()
    throw thrown
  }
}

class OpenedSharedLake implements SharedLake {
  readonly counters: LakeCounters = {
    ...{ landed: 0, duplicates: 0, bad_frames: 0, rejected: 0 },
    ...{ laps_closed: 0, rows: 0, bytes: 0, syncs: 0 },
  }
  readonly laps
  readonly #store: ObjectStore
  readonly #desk: DeskLink
  readonly #mirror: Mirror
  readonly #closer: Closer
  readonly #landing: ObjectLanding
  readonly #report: (notice: LakeNotice) => void
  readonly #patience: { readonly [What in 'frames' | 'idle' | 'takeover' | 'look']: number }
  /** Frames that this hub has made safe, of laps that it has heard of lately. */
  readonly #safe = new Map<string, Ranges>()
  readonly #lying = new Map<string, Lying>()
  /** Laps whose message came to this hub. */
  readonly #own = new Set<string>()
  readonly #closing = new Map<string, Promise<Closing>>()
  readonly #telling = new Set<Promise<void>>()
  readonly #pulse = new Pulse()
  #looked: UnixMillis | undefined
  #looking: Promise<void> | undefined
  #complained = ''
  /** Laps were closed that the small tables do not have yet. */
  #dirty = false
  #closed = false

  constructor(options: SharedLakeOptions, desk: DeskLink, mirror: Mirror) {
    const { folder, store, report = () => undefined } = options
    const { patience_ms = minute, idle_ms = 10 * minute, takeover_ms = 20_000, look_ms = 5_000 } = options
    this.laps = openLapReader(folder)
    this.#store = store
    this.#desk = desk
    this.#mirror = mirror
    this.#closer = new Closer(store, desk, mirror, join(folder, '.closing'))
    this.#landing = new ObjectLanding(store)
    this.#report = report
    this.#patience = { frames: patience_ms, idle: idle_ms, takeover: takeover_ms, look: look_ms }
  }

  async land(bytes: Uint8Array, header: FrameHeader): Promise<void> {
    this.#mustBeOpen()
    const { site, rig, session_id, lap_id, lap_number, seq } = header
    if (bytes.length > largestBody) {
      this.counters.bad_frames++
      const message = `a frame of ${lap_id} was passed over: ${bytes.length} bytes; at most ${largestBody} are taken`
      this.#report({ code: 'bad-frame', lap_id, message })
      return
    }
    const safe = this.#safe.get(lap_id) ?? new Ranges()
    if (safe.has(seq)) {
      this.counters.duplicates++
      return
    }
    const head = Buffer.from(JSON.stringify({ site, rig, session_id, lap_id, lap_number, seq }))
    try {
      await this.#landing.append(lap_id, seq, encodeRecord('frame', head, bytes))
    } catch (thrown) {
      this.counters.rejected++
      throw thrown
    }
    this.#remember(lap_id, safe, seq)
    this.counters.landed++
    this.#pulse.landed(rowsIn(bytes))
    this.counters.syncs = this.#landing.puts
  }

  async closeLap(message: LapMessage): Promise<void> {
    this.#mustBeOpen()
    // Nothing has landed of it, and nothing will: other cars' laps are many, and must not wait in line with frames.
    if (message.first_seq > message.last_seq) return this.#tell(message)
    const text = JSON.stringify(message)
    await this.#store.put(messageKey(message.lap_id, text), Buffer.concat(messageRecord(text)))
    this.#own.add(message.lap_id)
    void this.#close(message.lap_id, false)
  }

  async session(message: SessionMessage): Promise<void> {
    this.#mustBeOpen()
    const text = JSON.stringify(message)
    await this.#store.put(sessionKey(message, text), Buffer.from(text))
  }

  tick(now: UnixMillis): void {
    this.#pulse.tick(now)
    if (this.#closed || this.#looking !== undefined) return
    if (this.#looked !== undefined && now - this.#looked < this.#patience.look) return
    this.#looked = now
    this.#looking = this.#look(now)
      .catch(thrown => this.#complain(faultOf(thrown, 'lake').message))
      .finally(() => {
        this.#looking = undefined
      })
  }

  state(): LakeState {
    return this.#pulse.state(this.#lying.size)
  }

  async settled(): Promise<void> {
    await this.#looking
  }

  async settle(everything?: 'everything'): Promise<void> {
    await this.#landing.settle()
    await this.#looking
    await Promise.allSettled([...this.#closing.values(), ...this.#telling])
    for (const lapId of (await this.#list()).keys()) await this.#close(lapId, everything !== undefined)
    await this.#mirror.pass('all')
    await this.#desk.ask({ ask: 'write-summaries' })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#landing.settle()
    await this.#looking
    await Promise.allSettled([...this.#closing.values(), ...this.#telling])
    this.laps.close()
    await this.#desk.close()
  }

  /** Takes over what others have committed, and closes what is whole or has waited long enough. */
  async #look(now: UnixMillis): Promise<void> {
    const isNew = await this.#mirror.pass([dayAt(now), dayAt(now - day_ms), 'other'])
    const seen = await this.#list()
    for (const lapId of this.#lying.keys()) if (!seen.has(lapId)) this.#lying.delete(lapId)
    const due = [...seen].flatMap(([lapId, { what, hasMessage }]) => {
      const before = this.#lying.get(lapId)
      const since = before?.what === what ? before.since : now
      this.#lying.set(lapId, { what, since, hasMessage })
      const lain_ms = now - since
      // Without a message here, the bucket may have it: then these frames have come again, or late.
      if (!this.#own.has(lapId) && lain_ms < this.#patience.takeover) return []
      return [{ lapId, anyway: lain_ms >= (hasMessage ? this.#patience.frames : this.#patience.idle) }]
    })
    const closeNext = async (): Promise<void> => {
      for (let next = due.shift(); next !== undefined; next = due.shift())
        await this.#close(next.lapId, next.anyway)
    }
    await Promise.all(Array.from({ length: atATime }, closeNext))
    if (isNew || this.#dirty) {
      this.#dirty = false
      await this.#desk.ask({ ask: 'write-summaries' })
    }
    this.#complained = ''
  }

  /** The laps that lie in the landing: what of them is there, as one text. */
  async #list(): Promise<ReadonlyMap<string, { readonly what: string; readonly hasMessage: boolean }>> {
    const laps = new Map<string, { what: string; hasMessage: boolean }>()
    for (const { key, bytes } of await this.#store.list(landingPrefix)) {
      const landed = landedIn(key)
      if (landed === undefined) continue
      const lap = laps.get(landed.lap_id) ?? { what: '', hasMessage: false }
      // Sizes and the number of objects say whether anything has come since.
      lap.what = `${Number.parseInt(lap.what || '0', 10) + 1} ${bytes} ${key}`
      lap.hasMessage ||= landed.seqs.length === 0
      laps.set(landed.lap_id, lap)
    }
    return laps
  }

  /** Resolves when the bucket has it; rejects when it has not, and the message must come again. */
  #tell(message: LapMessage): Promise<void> {
    const telling = this.#told(message).finally(() => this.#telling.delete(telling))
    this.#telling.add(telling)
    return telling
  }

  async #told(message: LapMessage): Promise<void> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const closing = await this.#closer.tell(message)
      if (closing.kind === 'again') continue
      if (closing.kind === 'closed') this.#note(closing)
      return
    }
    const found = `${mostAttempts} times another hub that did`
    throw new LakeFault('busy', message.lap_id, 'to be the one that writes what became of the lap', found)
  }

  /** One attempt at a time, and one after it for what came meanwhile; a failed one is made again with a later look. */
  #close(lapId: string, anyway: boolean): Promise<Closing> {
    const before = this.#closing.get(lapId)
    const attempt = () => this.#attempt(lapId, anyway)
    const closing = (before === undefined ? attempt() : before.then(attempt)).finally(() => {
      if (this.#closing.get(lapId) === closing) this.#closing.delete(lapId)
    })
    this.#closing.set(lapId, closing)
    return closing
  }

  async #attempt(lapId: string, anyway: boolean): Promise<Closing> {
    this.#pulse.begun(lapId)
    for (let attempt = 0; ; attempt++) {
      const closing = await this.#closer.close(lapId, anyway).catch((thrown): Closing => {
        const { message } = faultOf(thrown, lapId)
        this.#report({ code: 'not-written', lap_id: lapId, message: `${message}; it is tried again` })
        return { kind: 'waiting' }
      })
      if (closing.kind === 'again' && attempt < mostAttempts) continue
      if (closing.kind === 'closed') this.#note(closing)
      this.#pulse.ended(lapId, closing.kind === 'closed')
      if (closing.kind === 'closed' || closing.kind === 'nothing') this.#own.delete(lapId)
      return closing
    }
  }

  #note(closing: Extract<Closing, { readonly kind: 'closed' }>): void {
    const { lap_id, rows, bytes, bad, reason, lacks } = closing
    this.#dirty = true
    this.counters.laps_closed++
    this.counters.rows += rows
    this.counters.bytes += bytes
    this.counters.bad_frames += bad
    if (reason !== undefined) {
      const message = `${bad} frames of ${lap_id} were passed over: ${reason}`
      this.#report({ code: 'bad-frame', lap_id, message })
    }
    if (lacks === 'message') {
      const message = `${lap_id} was closed as incomplete: no message said what became of it`
      this.#report({ code: 'orphan-closed', lap_id, message })
    }
    if (lacks === 'frames') {
      const message = `${lap_id} was closed although frames that its message names are missing`
      this.#report({ code: 'frames-missing', lap_id, message })
    }
  }

  /** A bound for what is remembered: an older lap's frame that comes again is put again, and recognised later. */
  #remember(lapId: string, safe: Ranges, seq: number): void {
    safe.add(seq)
    this.#safe.delete(lapId)
    this.#safe.set(lapId, safe)
    for (const oldest of this.#safe.keys()) {
      if (this.#safe.size <= 256) break
      this.#safe.delete(oldest)
    }
  }

  #complain(message: string): void {
    if (message === this.#complained) return
    this.#complained = message
    this.#report({ code: 'not-written', message: `${message}; it is tried again` })
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new LakeFault('closed', 'lake', 'an open lake', 'one that was closed')
  }
}

const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
