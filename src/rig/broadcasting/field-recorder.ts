// Turns what a game broadcasts into messages: all cars, who they are, and a lap record for every lap of another car.
// It reads no clock: the same messages at the same instants give the same messages, byte for byte.

import type { FieldEntry } from '../../model/field.ts'
import {
  type LapId,
  lapIdOf,
  type RigId,
  type SessionId,
  type SiteId,
  sessionIdOf,
} from '../../model/identity.ts'
import type { LapMessage, Origin, SessionMessage } from '../../model/messages.ts'
import type { CarLap } from '../../race/field/car-laps.ts'
import { nearestOf } from '../../race/field/passes.ts'
import { broadcastSectors, countsOfficially, officialReason } from '../../race/field/reconcile.ts'
import type { UnixMillis } from '../../units/quantity.ts'
import type { BroadcastMessage } from '../../wire/acc/broadcast-v4.ts'
import type { SessionCard } from '../session-card.ts'
import type { Outgoing } from '../session-messages.ts'
import { type CompletedLap, FieldBook } from './field-book.ts'
import { entriesMessageOf, type FieldHeader, fieldMessageOf, trackCalled } from './field-messages.ts'

/** The session that the rig records of its own car. */
export type OwnSession = {
  readonly id: SessionId
  readonly card: SessionCard
  /** Broadcasting speaks of its car, and of how far in time the nearest other one is; undefined: not known. */
  readonly sees: (nearest_ms: number | undefined) => void
  /** Broadcasting has told a lap of its car. */
  readonly hear: (lap: CarLap) => void
}

export type FieldOptions = {
  readonly site: SiteId
  readonly rig: RigId
  readonly origin: Origin
  readonly game: string
  /** The most that are sent in a second; 10 if left out. */
  readonly fieldHz?: number
  /** Bytes that fields may take of the line in a second: with many cars they come less often. */
  readonly fieldBytesPerSecond?: number
  readonly send: (message: Outgoing) => void
  /** What the rig records itself at this moment, if anything. */
  readonly own: () => OwnSession | undefined
  /** The game is asked for what it says on request only. */
  readonly ask: {
    readonly entries: () => void
    readonly track: () => void
    readonly got: (what: 'entries' | 'track') => void
  }
}

/** The session as broadcasting delimits it. */
type FieldSession = {
  readonly id: SessionId
  readonly startedAt: UnixMillis
  readonly type: string
  told: boolean
}
type Pending = CompletedLap & {
  readonly at: UnixMillis
  readonly session: SessionId
  readonly aiDriven: boolean
}

/** Entries are repeated, because one may have been lost on the way. */
const repeat_ms = 5000
/** Between two messages of entries. */
const entriesPause_ms = 500
/** A lap waits so long for the name of its car. */
const nameless_ms = 15_000
/** Rounds may come this much early. */
const early = 0.6
const various = 'various'
const unknown = 'unknown'

export class FieldRecorder {
  readonly #options: FieldOptions
  readonly #book = new FieldBook()
  readonly #period_ms: number
  #pending: Pending[] = []
  #seq = 0
  #sent_ms = Number.NEGATIVE_INFINITY
  #due_ms = Number.NEGATIVE_INFINITY
  #entriesSent = { revision: -1, session: '', at_ms: Number.NEGATIVE_INFINITY }
  /** The session of the field itself: for a rig that drives no car of its own. */
  #session: FieldSession | undefined
  #now: UnixMillis | undefined
  laps = 0

  constructor(options: FieldOptions) {
    this.#options = options
    this.#period_ms = 1000 / (options.fieldHz ?? 10)
  }

  get book(): FieldBook {
    return this.#book
  }

  take(message: BroadcastMessage, now: UnixMillis): void {
    this.#now = now
    const { ask } = this.#options
    for (const noted of this.#book.take(message, now)) {
      switch (noted.kind) {
        case 'session':
          this.#begin(now)
          break
        case 'round':
          this.#round(now)
          break
        case 'unknown-car':
          ask.entries()
          break
        case 'entries':
          if ([...this.#book.cars.keys()].every(car => this.#book.entries.has(car))) ask.got('entries')
          this.#tellLaps(now)
          break
        case 'track':
          ask.got('track')
          break
        case 'lap':
          this.#lap(noted.completed, now)
      }
    }
  }

  /** Tells what waits, and closes a session of its own: nothing more will come. */
  end(): void {
    if (this.#now === undefined) return
    this.#tellLaps(this.#now, 'all')
    this.#closeSession(this.#now)
  }

  #begin(now: UnixMillis): void {
    this.#tellLaps(now, 'all')
    this.#closeSession(now)
    const { site, rig, ask } = this.#options
    const type = this.#book.session?.sessionType ?? unknown
    this.#session = { id: sessionIdOf(site, rig, now), startedAt: now, type, told: false }
    ask.entries()
    ask.track()
  }

  #round(now: UnixMillis): void {
    const own = this.#options.own()
    const player = own === undefined ? undefined : this.#playerOf(own)
    if (player !== undefined) own?.sees(this.#nearestTo(player))
    if (now < this.#due_ms && now >= this.#sent_ms) return
    this.#sent_ms = now
    this.#due_ms = now + this.#period_ms * early
    this.#tellLaps(now)
    const header = this.#header(now)
    if (header === undefined) return
    this.#sendEntries(header, now)
    const field = fieldMessageOf(this.#book, header, this.#seq, player)
    if (field === undefined) return
    this.#seq += 1
    const json = Buffer.from(JSON.stringify(field))
    const { fieldBytesPerSecond: budget = Number.POSITIVE_INFINITY } = this.#options
    this.#due_ms = Math.max(this.#due_ms, now + (json.byteLength / budget) * 1000)
    this.#options.send({ stream: 'field', json })
  }

  #nearestTo(player: number): number | undefined {
    const own = this.#book.cars.get(player)
    if (own?.update.location !== 'track') return undefined
    const others = [...this.#book.cars.values()].filter(car => car !== own && car.update.location === 'track')
    return nearestOf(
      own.passes,
      others.map(({ passes }) => passes),
    )
  }

  #sendEntries(header: FieldHeader, now: UnixMillis): void {
    const { revision, session, at_ms } = this.#entriesSent
    const waited_ms = now - at_ms
    const isNew = revision !== this.#book.revision || session !== header.session_id
    if (isNew ? waited_ms < entriesPause_ms : waited_ms < repeat_ms) return
    this.#entriesSent = { revision: this.#book.revision, session: header.session_id, at_ms: now }
    const entries = entriesMessageOf(this.#book, header)
    this.#options.send({ stream: 'entries', json: Buffer.from(JSON.stringify(entries)) })
  }

  #header(now: UnixMillis) {
    const { site, rig, own } = this.#options
    const session_id = own()?.id ?? this.#session?.id
    return session_id === undefined ? undefined : { site, rig, session_id, at_ms: now }
  }

  /** The car of the rig's own driver: by the game's id, or by its driver where ids are of two kinds. */
  #playerOf(own: OwnSession): number | undefined {
    const { cars, entries } = this.#book
    if (cars.has(own.card.carId) && mayBe(entries.get(own.card.carId), own.card)) return own.card.carId
    for (const [car, entry] of entries) if (cars.has(car) && isDriver(entry, own.card)) return car
    return undefined
  }

  #lap(completed: CompletedLap, now: UnixMillis): void {
    const own = this.#options.own()
    if (own !== undefined && this.#playerOf(own) === completed.car) {
      own.hear(completed.lap)
      return
    }
    const session = own?.id ?? this.#session?.id
    if (session === undefined) return
    // Against a game that is not online, everybody else is the game.
    const aiDriven = own?.card.facts.online === false
    this.#pending.push({ ...completed, at: now, session, aiDriven })
    this.#tellLaps(now)
  }

  /** Tells the laps whose cars are known by now; all of them when nothing more will be known. */
  #tellLaps(now: UnixMillis, which: 'known' | 'all' = 'known'): void {
    const waiting: Pending[] = []
    for (const pending of this.#pending) {
      const entry = this.#book.entries.get(pending.car)
      if (entry === undefined && which === 'known' && now - pending.at < nameless_ms) waiting.push(pending)
      else this.#tellLap(pending, entry)
    }
    this.#pending = waiting
  }

  #tellLap(pending: Pending, entry: FieldEntry | undefined): void {
    this.laps += 1
    this.#tellSession(pending.session)
    const message = this.#lapMessage(pending, entry)
    this.#options.send({ stream: 'lap', json: Buffer.from(JSON.stringify(message)) })
  }

  #lapMessage(
    { car, lap, formation, at, session, aiDriven }: Pending,
    entry: FieldEntry | undefined,
  ): LapMessage {
    const { site, rig, origin, own } = this.#options
    const lap_id: LapId = lapIdOf(session, car, lap.lap_number)
    const kind = formation ? 'formation' : lap.kind
    const valid = countsOfficially(lap, kind)
    return {
      v: 1,
      type: 'lap',
      // There are no frames, and nothing waits for them.
      first_seq: 0,
      last_seq: -1,
      lap_id,
      session_id: session,
      site,
      rig,
      // Nobody's laps, unless they are seen again: a replay is one before all else.
      origin: aiDriven && origin === 'live' ? 'virtual' : origin,
      driver: (entry?.drivers[lap.driver]?.name ?? `car ${car}`).slice(0, 100),
      car: entry?.model ?? unknown,
      car_class: entry?.car_class ?? unknown,
      track: this.#track() ?? own()?.card.facts.track ?? unknown,
      lap_number: lap.lap_number,
      kind,
      valid,
      ...(!valid && { invalid_reason: officialReason(lap) }),
      lap_time_ms: lap.lap_time_ms,
      sector_times_ms: [...broadcastSectors(lap.splits_ms, lap.lap_time_ms)],
      started_at: new Date(at - lap.lap_time_ms).toISOString(),
      time_source: 'broadcast',
      sectors_source: 'broadcast',
      valid_source: 'broadcast',
      samples: 0,
      quality: { rate_hz: 0, gaps: 0, duplicates: 0, torn: 0 },
    }
  }

  /** A session of the field's own is told of with its first lap. */
  #tellSession(id: SessionId): void {
    const session = this.#session
    if (session?.id !== id || session.told) return
    session.told = true
    this.#sendSession(session)
  }

  #closeSession(now: UnixMillis): void {
    if (this.#session?.told) this.#sendSession(this.#session, now)
    this.#session = undefined
  }

  #sendSession({ id, startedAt, type }: FieldSession, ended?: UnixMillis): void {
    const { site, rig, origin, game } = this.#options
    const message: SessionMessage = {
      v: 1,
      type: 'session',
      session_id: id,
      site,
      rig,
      origin,
      game,
      started_at: new Date(startedAt).toISOString(),
      ...(ended !== undefined && { ended_at: new Date(ended).toISOString() }),
      driver: various,
      car: various,
      car_class: various,
      track: this.#track() ?? unknown,
      session_type: type,
    }
    this.#options.send({ stream: 'session', json: Buffer.from(JSON.stringify(message)) })
  }

  #track(): string | undefined {
    const { track } = this.#book
    return track === undefined ? undefined : trackCalled(track.trackName)
  }
}

/** An entry whose model is another than the driven car's is another car under the same number. */
const mayBe = (entry: FieldEntry | undefined, { facts }: SessionCard): boolean =>
  entry === undefined || entry.model === unknown || facts.car === unknown || entry.model === facts.car

const isDriver = (entry: FieldEntry, { facts }: SessionCard): boolean =>
  facts.driver !== unknown &&
  entry.model === facts.car &&
  entry.drivers.some(({ name }) => name === facts.driver)
