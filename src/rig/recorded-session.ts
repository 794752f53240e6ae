// One session while it is driven: steps the lap fold, cuts frames at laps, and says what happened.
import type { SessionId } from '../model/identity.ts'
import type { EventMessage } from '../model/messages.ts'
import type { CarLap } from '../race/field/car-laps.ts'
import { type Outcome, reconcile } from '../race/field/reconcile.ts'
import type { LapEvent } from '../race/lap-event.ts'
import { endLaps, type LapState, startLaps, stepLaps } from '../race/laps.ts'
import { type Micros, micros, type UnixMillis } from '../units/quantity.ts'
import { flags, penalties } from '../wire/acc/enumerations.ts'
import { ClosingLaps } from './closing-laps.ts'
import { FrameCutter } from './frame-cutter.ts'
import { LapTally } from './lap-tally.ts'
import type { Newest } from './newest.ts'
import type { SessionCard } from './session-card.ts'
import { abandoned, type Outgoing, SessionMessages, type SessionOptions } from './session-messages.ts'
import type { SourceCounters } from './source.ts'

/** How a session begins: what is known of it, and when its first sample was taken on both clocks. */
export type Beginning = {
  readonly card: SessionCard
  readonly at: Micros
  readonly startedAt: UnixMillis
  readonly newest: Newest
  readonly counters: SourceCounters
}

/** A sampled page with its counter, and its time on the clock of the source. */
type Page = { readonly bytes: Uint8Array; readonly at: Micros; readonly packet: number }

/** More missed game steps than this are an event of their own: a quarter of a second at 400 Hz. */
const notableGap = 100

/** Where cars are was told so recently that it still holds. */
const nearFor_us = 500_000

/** What is told of when it changes, by the names of its values. */
const told = [
  ['flag', flags],
  ['penalty', penalties],
] as const

export class RecordedSession {
  readonly #messages: SessionMessages
  readonly #origin: Micros
  #period_us: number
  readonly #newest: Newest
  readonly #frames: FrameCutter
  readonly #closing = new ClosingLaps()
  readonly #tallies = new Map<number, LapTally>()
  readonly #told = new Map<string, number>()
  #card: SessionCard
  #laps: LapState
  #lap: LapTally | undefined
  #counters: SourceCounters
  #packet: number | undefined
  #now_us = micros(0)
  #liveDue_us = 0
  /** The nearest car that broadcasting told of. */
  #near: { readonly nearest_ms: number; readonly at_us: Micros } | undefined

  constructor(options: SessionOptions, { card, at, startedAt, newest, counters }: Beginning) {
    const { site, rig, game } = options
    this.#messages = new SessionMessages(options, startedAt)
    this.#origin = at
    this.#period_us = 1e6 / options.liveHz
    this.#card = card
    this.#newest = newest
    this.#counters = counters
    const { track, sectors } = card
    this.#laps = startLaps({
      ...(track !== undefined && { track }),
      ...(sectors !== undefined && { sectors }),
    })
    this.#frames = new FrameCutter({ game, site, rig, session_id: this.id }, (json, seq) => {
      if (this.#lap !== undefined) this.#lap.lastSeq = seq
      this.#send({ stream: 'frame', json })
    })
    this.#send(this.#messages.session(card))
  }

  get id(): SessionId {
    return this.#messages.sessionId
  }

  get card(): SessionCard {
    return this.#card
  }

  /** Live messages a second, from now on. */
  liveHz(hz: number): void {
    this.#period_us = 1e6 / hz
    this.#liveDue_us = Math.min(this.#liveDue_us, this.#now_us + this.#period_us)
  }

  /** The source has counted something. */
  counted(counters: SourceCounters): void {
    this.#counters = counters
  }

  /** Somebody else sits in the car, other tyres are on, or the texts were not complete before. */
  introduce(card: SessionCard): void {
    const before = this.#card.facts
    this.#card = card
    if (JSON.stringify(before) !== JSON.stringify(card.facts)) this.#send(this.#messages.session(card))
    if (before.driver !== card.facts.driver)
      this.#say('driver-swap', this.#now_us, { value: card.facts.driver })
  }

  /** Steps the lap fold over the newest values, of which this page is part. */
  graphics({ bytes, at, packet }: Page): void {
    const t_us = this.#step(at)
    this.#tell(t_us)
    if (this.#lap !== undefined) this.#frames.push('graphics', bytes, t_us, packet)
  }

  physics({ bytes, at, packet }: Page): void {
    const t_us = this.#inSession(at)
    const missed = this.#packet === undefined ? 0 : packet - this.#packet - 1
    this.#packet = packet
    this.#now_us = t_us
    if (this.#lap === undefined) return
    if (missed > notableGap) this.#say('gap', t_us, { value: missed })
    this.#frames.push('physics', bytes, t_us, packet)
    this.#lap.add(this.#newest, t_us, missed, this.#nearest(t_us))
    // A sample that comes a little early stands for the one that would come late.
    if (t_us < this.#liveDue_us - this.#period_us / 4) return
    this.#liveDue_us = Math.max(this.#liveDue_us + this.#period_us, t_us + this.#period_us / 2)
    this.#send(this.#messages.live(this.#lap.lapId, this.#newest, t_us))
  }

  /** Nobody drives: nothing is recorded, but a lap that waits for its time is still settled. */
  idle(at: Micros): void {
    this.#frames.cut()
    this.#step(at)
  }

  /** The car is driven again, or no longer. */
  turn(driving: boolean, at: Micros): void {
    this.#say(driving ? 'resume' : 'pause', this.#inSession(at))
  }

  /** Sends what is gathered: nothing more may come for a while. */
  flush(): void {
    this.#frames.cut()
    this.#release(Number.POSITIVE_INFINITY)
  }

  /**
   * Broadcasting speaks of the car of this session: its laps wait for the official word. `nearest_ms` is how far in time
   * the nearest other car is, undefined where that is not known.
   */
  sees(nearest_ms?: number): void {
    this.#closing.sees(this.#now_us)
    this.#near = nearest_ms === undefined ? undefined : { nearest_ms, at_us: this.#now_us }
  }

  /** Broadcasting has told a lap of the car of this session. */
  hear(lap: CarLap): void {
    this.#closing.hear({ ...lap, seen_us: this.#now_us })
    this.#release(this.#now_us)
  }

  /** Closes the open lap and the session at the last sample. */
  end(): void {
    const [state, events] = endLaps(this.#laps, this.#now_us)
    this.#laps = state
    for (const event of events) this.#handle(event)
    this.#release(Number.POSITIVE_INFINITY)
    this.#send(this.#messages.session(this.#card, this.#now_us))
  }

  /**
   * Closes them without what was gathered since the last frame: the rest of a replay that was stopped may come later, and
   * its frames must be the same then.
   */
  breakOff(): void {
    this.#frames.drop()
    this.end()
  }

  /** What would close the session if nothing more came from here: for whoever finds it left behind. */
  testament(): readonly Outgoing[] {
    const [, events] = endLaps(this.#laps, this.#now_us)
    return [
      ...this.#closing.left(),
      ...events.flatMap(event => this.#testamentOf(event) ?? []),
      this.#messages.session(this.#card, this.#now_us),
    ]
  }

  #step(at: Micros): Micros {
    const t_us = this.#inSession(at)
    this.#now_us = t_us
    const [state, events] = stepLaps(this.#laps, this.#newest.sample(t_us))
    this.#laps = state
    for (const event of events) this.#handle(event)
    this.#release(t_us)
    return t_us
  }

  #handle(event: LapEvent): void {
    switch (event.kind) {
      case 'lap-started':
        this.#startLap(event.lap_number)
        return
      case 'line':
        this.#say('line', event.t_us, { value: event.lap_time_ms }, event.lap_number)
        return
      case 'sector':
        this.#say('sector', event.t_us, { value: event.sector_time_ms, sector: event.sector })
        return
      case 'lap-invalid':
        this.#say('lap-invalid', event.t_us, { value: event.reason })
        return
      case 'pit-entry':
      case 'pit-exit':
        this.#say(event.kind, event.t_us)
        return
      case 'lap-finished': {
        const lap = this.#close(event.lap.lap_number)
        if (lap === undefined) return
        const { card, figures } = this.#asOf(lap)
        this.#closing.finish(event.lap, this.#now_us, outcome =>
          this.#messages.lap(lap, outcome, event.lap.started_us, card, figures),
        )
        return
      }
      case 'lap-abandoned': {
        const lap = this.#close(event.lap_number)
        if (lap !== undefined)
          this.#closing.abandon(this.#lapMessage(lap, abandoned(event.reason), lap.started_us))
      }
    }
  }

  #startLap(lapNumber: number): void {
    const lapId = this.#messages.lapId(this.#card, lapNumber)
    this.#frames.start({ lap_id: lapId, lap_number: lapNumber })
    this.#lap = new LapTally(lapId, lapNumber, this.#frames.nextSeq, this.#now_us, this.#counters)
    this.#tallies.set(lapNumber, this.#lap)
  }

  /** Nothing more is gathered for this lap. */
  #close(lapNumber: number): LapTally | undefined {
    if (lapNumber === this.#lap?.lapNumber) this.#frames.cut()
    const lap = this.#tallies.get(lapNumber)
    this.#tallies.delete(lapNumber)
    return lap
  }

  #release(now_us: number): void {
    for (const message of this.#closing.due(now_us)) this.#send(message)
  }

  /** The message that would close a lap now; undefined for other events. */
  #testamentOf(event: LapEvent): Outgoing | undefined {
    if (event.kind === 'lap-finished') {
      const lap = this.#tallies.get(event.lap.lap_number)
      return lap && this.#lapMessage(lap, reconcile(event.lap, undefined), event.lap.started_us)
    }
    if (event.kind !== 'lap-abandoned') return undefined
    const lap = this.#tallies.get(event.lap_number)
    return lap && this.#lapMessage(lap, abandoned(event.reason), lap.started_us)
  }

  #lapMessage(lap: LapTally, outcome: Outcome, started_us: Micros): Outgoing {
    const { card, figures } = this.#asOf(lap)
    return this.#messages.lap(lap, outcome, started_us, card, figures)
  }

  /** What is known of a lap at this moment, besides its time. */
  #asOf(lap: LapTally) {
    return { card: this.#card, figures: lap.figures(this.#newest, this.#counters) }
  }

  /** What was told of the nearest car a moment ago. */
  #nearest(t_us: Micros): number | undefined {
    return this.#near === undefined || t_us - this.#near.at_us > nearFor_us
      ? undefined
      : this.#near.nearest_ms
  }

  #send(message: Outgoing): void {
    this.#messages.send(message)
  }

  #tell(t_us: Micros): void {
    for (const [name, names] of told) {
      const value = this.#newest.value(name)
      const before = this.#told.get(name)
      if (value === undefined || value === before) continue
      this.#told.set(name, value)
      const text = new Map(Object.entries(names)).get(String(value)) ?? `unknown ${value}`
      if (before !== undefined) this.#say(name, t_us, { value: text })
    }
  }

  #say(
    kind: EventMessage['kind'],
    t_us: Micros,
    more: { readonly value?: EventMessage['value']; readonly sector?: number } = {},
    lapNumber = this.#lap?.lapNumber,
  ): void {
    if (lapNumber === undefined) return
    const lap_id = this.#messages.lapId(this.#card, lapNumber)
    this.#send(this.#messages.event({ kind, lap_id, ...more }, t_us))
  }

  #inSession(at: Micros): Micros {
    return micros(Math.round(at - this.#origin))
  }
}
