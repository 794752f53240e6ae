// An open lake: which laps are open, which frames of them are safe, and when each lap is closed.
import type { FrameHeader } from '../model/frame.ts'
import type { LapMessage, SessionMessage } from '../model/messages.ts'
import type { UnixMillis } from '../units/quantity.ts'
import { type Found, logName, type Span } from './desk.ts'
import type { DeskLink } from './desk-link.ts'
import { faultOf, LakeFault } from './fault.ts'
import type { Lake, LakeCounters, LakeNotice, LakeOptions } from './lake.ts'
import type { Landing } from './landing.ts'
import { type LapReader, openLapReader } from './lap-reader.ts'
import { type LakeState, Pulse, rowsIn } from './pulse.ts'
import { Ranges } from './ranges.ts'
import { encodeRecord, largestBody } from './record.ts'

type OpenLap = {
  readonly lap_id: string
  readonly session: OpenSession
  /** Whether something lies in the log that is in no file. */
  dirty: boolean
  /** Appends that are on their way to the disk. */
  inFlight: number
  /** Closing it failed: it is tried again later. */
  failed: boolean
  span: Span | undefined
  touched: UnixMillis | undefined
  closing: Promise<void> | undefined
}

type OpenSession = {
  readonly session_id: string
  /** Frames that are safe. */
  readonly frames: Ranges
  /** Laps of which a message came. */
  readonly told: Set<string>
  readonly landing: Map<number, Promise<void>>
  touched: UnixMillis | undefined
}

const minute = 60_000
const retry_ms = 10_000

export class OpenedLake implements Lake {
  readonly counters: LakeCounters = {
    landed: 0,
    duplicates: 0,
    bad_frames: 0,
    rejected: 0,
    laps_closed: 0,
    rows: 0,
    bytes: 0,
    syncs: 0,
  }
  readonly laps: LapReader
  readonly #desk: DeskLink
  readonly #landing: Landing
  readonly #report: (notice: LakeNotice) => void
  readonly #patience_ms: number
  readonly #idle_ms: number
  readonly #laps = new Map<string, OpenLap>()
  readonly #sessions = new Map<string, Promise<OpenSession>>()
  readonly #appending = new Set<Promise<void>>()
  readonly #pulse = new Pulse()
  #now: UnixMillis | undefined
  #closed = false
  /** Laps or sessions that the small tables do not have yet. */
  #hasNewRows = false

  constructor(options: LakeOptions, desk: DeskLink, landing: Landing) {
    this.#desk = desk
    this.laps = openLapReader(options.folder)
    this.#landing = landing
    this.#report = options.report ?? (() => undefined)
    this.#patience_ms = options.patience_ms ?? minute
    this.#idle_ms = options.idle_ms ?? 10 * minute
  }

  /** Goes on with a lap that a former process left in the landing log. */
  async takeUp(found: Found): Promise<void> {
    const name = logName(found.lap_id)
    this.#landing.resume(name, found.length)
    if (found.damaged > 0) {
      const message = `${found.damaged} bytes of the landing log of ${found.lap_id} were torn and cut off`
      this.#report({ code: 'damaged-log', lap_id: found.lap_id, message })
    }
    const session = await this.#session(found.session_id)
    for (const run of found.frames) session.frames.addRun(...run)
    const lap = this.#lap(found.lap_id, session)
    lap.dirty = true
    lap.span = found.span
    if (found.span !== undefined) session.told.add(found.lap_id)
    this.#closeIfWhole(lap)
  }

  async land(bytes: Uint8Array, header: FrameHeader): Promise<void> {
    this.#mustBeOpen()
    if (bytes.length > largestBody) {
      this.#passOver(header, `${bytes.length} bytes; at most ${largestBody} are taken`)
      return
    }
    const session = await this.#session(header.session_id)
    if (session.frames.has(header.seq)) {
      this.counters.duplicates++
      return
    }
    const before = session.landing.get(header.seq)
    if (before !== undefined) {
      this.counters.duplicates++
      return before
    }
    const { site, rig, session_id, lap_id, lap_number, seq } = header
    const head = Buffer.from(JSON.stringify({ site, rig, session_id, lap_id, lap_number, seq }))
    const lap = this.#lap(header.lap_id, session)
    if (lap.session !== session) {
      this.#passOver(header, `a lap of session ${lap.session.session_id}`)
      return
    }
    const landed = this.#append(lap, encodeRecord('frame', head, bytes))
    session.landing.set(seq, landed)
    try {
      await landed
      session.frames.add(seq)
      this.counters.landed++
      this.#pulse.landed(rowsIn(bytes))
    } catch (thrown) {
      this.counters.rejected++
      throw thrown
    } finally {
      session.landing.delete(seq)
    }
    this.#closeIfWhole(lap)
  }

  async closeLap(message: LapMessage): Promise<void> {
    this.#mustBeOpen()
    const session = await this.#session(message.session_id)
    const lap = this.#lap(message.lap_id, session)
    await this.#append(lap, encodeRecord('lap', Buffer.alloc(0), Buffer.from(JSON.stringify(message))))
    lap.span = { first_seq: message.first_seq, last_seq: message.last_seq }
    session.told.add(message.lap_id)
    this.#closeIfWhole(lap)
  }

  async session(message: SessionMessage): Promise<void> {
    this.#mustBeOpen()
    const { session_id } = message
    await this.#desk.ask({ ask: 'put-session', session_id, message: JSON.stringify(message) })
    this.#hasNewRows = true
  }

  tick(now: UnixMillis): void {
    this.#now = now
    this.#pulse.tick(now)
    for (const lap of this.#laps.values()) {
      lap.touched ??= now
      const waited_ms = now - lap.touched
      if (lap.dirty && waited_ms >= this.#patienceWith(lap)) this.#start(lap)
    }
    this.#forgetSessions(now)
    if (this.#hasNewRows) this.#writeSummaries()
  }

  state(): LakeState {
    return this.#pulse.state(this.#laps.size)
  }

  async settle(everything?: 'everything'): Promise<void> {
    await Promise.allSettled(this.#appending)
    for (;;) {
      for (const lap of this.#laps.values()) {
        if (everything !== undefined && lap.dirty && !lap.failed) this.#start(lap)
      }
      const closing = [...this.#laps.values()].flatMap(lap => lap.closing ?? [])
      if (closing.length === 0) break
      await Promise.all(closing)
    }
    this.#hasNewRows = false
    await this.#desk.ask({ ask: 'write-summaries' })
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.settle()
    this.laps.close()
    await this.#landing.close()
    await this.#desk.close()
  }

  #passOver(header: FrameHeader, found: string): void {
    this.counters.bad_frames++
    const message = `frame ${header.session_id}/${header.seq} was passed over: it has ${found}`
    this.#report({ code: 'bad-frame', lap_id: header.lap_id, message })
  }

  /** In the background; what fails is written with the next rows. */
  #writeSummaries(): void {
    this.#hasNewRows = false
    this.#desk.ask({ ask: 'write-summaries' }).catch(thrown => {
      this.#hasNewRows = true
      const { message } = faultOf(thrown, 'small tables')
      this.#report({ code: 'not-written', message: `${message}; it is tried again` })
    })
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new LakeFault('closed', 'lake', 'an open lake', 'one that was closed')
  }

  #append(lap: OpenLap, parts: readonly Uint8Array[]): Promise<void> {
    lap.inFlight++
    const work = `${lap.lap_id} lands`
    if (lap.inFlight === 1) this.#pulse.begun(work)
    const appended = this.#landing
      .append(logName(lap.lap_id), parts)
      .then(() => {
        lap.dirty = true
        lap.touched = this.#now
      })
      .finally(() => {
        lap.inFlight--
        if (lap.inFlight === 0) this.#pulse.ended(work, false)
        this.#appending.delete(appended)
        this.counters.syncs = this.#landing.syncs
      })
    this.#appending.add(appended)
    return appended
  }

  #lap(lapId: string, session: OpenSession): OpenLap {
    let lap = this.#laps.get(lapId)
    if (lap === undefined) {
      lap = {
        lap_id: lapId,
        session,
        dirty: false,
        inFlight: 0,
        failed: false,
        span: undefined,
        touched: this.#now,
        closing: undefined,
      }
      this.#laps.set(lapId, lap)
    }
    session.touched = this.#now
    return lap
  }

  /** What is safe of a session; asked of the catalogue once. */
  #session(sessionId: string): Promise<OpenSession> {
    let session = this.#sessions.get(sessionId)
    if (session === undefined) {
      session = this.#desk.ask({ ask: 'session-state', session_id: sessionId }).then(({ frames, laps }) => ({
        session_id: sessionId,
        frames: new Ranges(frames),
        told: new Set(laps),
        landing: new Map<number, Promise<void>>(),
        touched: this.#now,
      }))
      session.catch(() => this.#sessions.delete(sessionId))
      this.#sessions.set(sessionId, session)
    }
    return session
  }

  #closeIfWhole(lap: OpenLap): void {
    const { span } = lap
    if (
      span === undefined ||
      !lap.dirty ||
      lap.failed ||
      !lap.session.frames.covers(span.first_seq, span.last_seq)
    )
      return
    this.#start(lap)
  }

  #patienceWith(lap: OpenLap): number {
    if (lap.failed) return retry_ms
    return lap.session.told.has(lap.lap_id) ? this.#patience_ms : this.#idle_ms
  }

  #start(lap: OpenLap): void {
    if (lap.closing !== undefined || lap.inFlight > 0) return
    lap.failed = false
    this.#pulse.begun(lap.lap_id)
    lap.closing = this.#close(lap).finally(() => {
      lap.closing = undefined
      this.#closeIfWhole(lap)
    })
  }

  async #close(lap: OpenLap): Promise<void> {
    const name = logName(lap.lap_id)
    const length = this.#landing.lengthOf(name)
    lap.dirty = false
    this.#reportGaps(lap)
    try {
      const log = this.#landing.path(name)
      const closed = await this.#desk.ask({ ask: 'close-lap', lap_id: lap.lap_id, log, length })
      this.#pulse.ended(lap.lap_id, closed?.rows !== undefined && closed.rows > 0)
      if (closed !== undefined) {
        this.#hasNewRows = true
        this.counters.laps_closed++
        this.counters.rows += closed.rows
        this.counters.bytes += closed.bytes
        this.counters.bad_frames += closed.bad
        if (closed.reason !== undefined) {
          const message = `${closed.bad} frames of ${lap.lap_id} were passed over: ${closed.reason}`
          this.#report({ code: 'bad-frame', lap_id: lap.lap_id, message })
        }
      }
      // What landed meanwhile stays in the log, and is merged into the file later.
      if (this.#landing.lengthOf(name) === length && lap.inFlight === 0 && !lap.dirty) {
        this.#laps.delete(lap.lap_id)
        await this.#landing.drop(name)
      }
    } catch (thrown) {
      lap.dirty = true
      lap.failed = true
      lap.touched = this.#now
      const { message } = faultOf(thrown, lap.lap_id)
      this.#report({ code: 'not-written', lap_id: lap.lap_id, message: `${message}; it is tried again` })
    }
  }

  #reportGaps({ lap_id, span, session }: OpenLap): void {
    if (!session.told.has(lap_id)) {
      const message = `${lap_id} was closed as incomplete: no message said what became of it`
      this.#report({ code: 'orphan-closed', lap_id, message })
    } else if (span !== undefined && !session.frames.covers(span.first_seq, span.last_seq)) {
      const message = `${lap_id} was closed although frames between ${span.first_seq} and ${span.last_seq} are missing`
      this.#report({ code: 'frames-missing', lap_id, message })
    }
  }

  #forgetSessions(now: UnixMillis): void {
    const open = new Set([...this.#laps.values()].map(lap => lap.session.session_id))
    for (const [id, opening] of this.#sessions) {
      void opening.then(session => {
        session.touched ??= now
        if (!open.has(id) && session.landing.size === 0 && now - session.touched > 2 * this.#idle_ms) {
          this.#sessions.delete(id)
        }
      })
    }
  }
}
