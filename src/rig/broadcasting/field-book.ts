// What a game that broadcasts has said so far: the session, every car, who they are, what happened.
import { carIdOfModel, carOf } from '../../model/cars.ts'
import type { FieldEntry, FieldEvent } from '../../model/field.ts'
import { fieldEventKinds, mostCars, mostFieldEvents } from '../../model/field-bounds.ts'
import { type CarLap, type CarLapState, startCarLaps, stepCarLaps } from '../../race/field/car-laps.ts'
import { noPasses, notePass, type Passes } from '../../race/field/passes.ts'
import type { UnixMillis } from '../../units/quantity.ts'
import { isWorldPlace } from '../../wire/acc/broadcast/cars.ts'
import type { BroadcastMessage } from '../../wire/acc/broadcast-v4.ts'

type Said<Kind extends BroadcastMessage['kind']> = Extract<BroadcastMessage, { readonly kind: Kind }>
export type CarUpdate = Said<'realtime-car-update'>
export type SessionUpdate = Said<'realtime-update'>
export type TrackData = Said<'track-data'>

/** A car that is in the session. */
export type BookCar = {
  readonly update: CarUpdate
  readonly passes: Passes
  /** It was shown the flag: what it drives from here on is no lap of the race. */
  readonly finished: boolean
}
type Kept = BookCar & {
  readonly laps: CarLapState
  readonly round: number
  /** It was seen once since the session was over. */
  readonly seenOver: boolean
}

/** A lap that a car has completed. */
export type CompletedLap = { readonly car: number; readonly lap: CarLap; readonly formation: boolean }

/** What a message has changed, beyond the values. */
export type Noted =
  /** Everything that is counted in a session begins anew. */
  | { readonly kind: 'session' }
  /** A round of updates is complete: the field is worth passing on. */
  | { readonly kind: 'round' }
  /** A car came that no entry names, or its crew has changed. */
  | { readonly kind: 'unknown-car' }
  | { readonly kind: 'lap'; readonly completed: CompletedLap }
  | { readonly kind: 'entries' }
  | { readonly kind: 'track' }

/** A car that was not in so many rounds has left: there is no other word of it. */
const roundsAway = 10
/** How long an event is repeated. */
const eventAge_ms = 10_000
/** The session clock counts up; by this much downwards it was set anew. */
const clockStep_ms = 5000

export class FieldBook {
  session: SessionUpdate | undefined
  track: TrackData | undefined
  /** Grows with every change of the entries or the track. */
  revision = 0
  /** Updates that should have come in their round and did not: lost, or late. */
  missed = 0
  /** Cars beyond the number that is kept. */
  turnedAway = 0
  readonly #cars = new Map<number, Kept>()
  readonly #entries = new Map<number, FieldEntry>()
  readonly #crews = new Map<number, number>()
  #events: (FieldEvent & { readonly heard_ms: number })[] = []
  #eventCount = 0
  #round = 0
  #awaited = 0
  #metres = false
  #winnerIn = false

  get cars(): ReadonlyMap<number, BookCar> {
    return this.#cars
  }

  get entries(): ReadonlyMap<number, FieldEntry> {
    return this.#entries
  }

  /** Whether the places of cars are metres of the world: builds before 1.10 broadcast angles there. */
  get metres(): boolean {
    return this.#metres
  }

  eventsAt(now: UnixMillis): readonly FieldEvent[] {
    this.#events = this.#events.filter(({ heard_ms }) => now - heard_ms < eventAge_ms)
    return this.#events.map(({ heard_ms: _, ...event }) => event)
  }

  take(message: BroadcastMessage, now: UnixMillis): readonly Noted[] {
    switch (message.kind) {
      case 'realtime-update':
        return this.#takeSession(message)
      case 'realtime-car-update':
        return this.#takeCar(message)
      case 'entry-list': {
        const listed = new Set(message.carIndexes)
        for (const car of this.#entries.keys()) if (!listed.has(car)) this.#entries.delete(car)
        this.revision += 1
        return [{ kind: 'entries' }]
      }
      case 'entry-list-car':
        return this.#takeEntry(message)
      case 'track-data':
        this.track = message
        this.revision += 1
        return [{ kind: 'track' }]
      case 'event':
        this.#takeEvent(message, now)
        return []
      case 'registration-result':
        // It may be another game: who is who is asked anew. The session says by itself whether it is another.
        this.track = undefined
        this.#entries.clear()
        this.#crews.clear()
        this.revision += 1
        return []
    }
  }

  #begin(): void {
    this.#cars.clear()
    this.#events = []
    this.#eventCount = 0
    this.#awaited = 0
    this.#winnerIn = false
    this.revision += 1
  }

  #takeSession(update: SessionUpdate): readonly Noted[] {
    const before = this.session
    this.session = update
    if (before === undefined || !isSame(before, update)) {
      this.#begin()
      this.#round += 1
      return [{ kind: 'session' }]
    }
    // The round before is over: who was not in it was lost on the way, or has left.
    const complete = this.#awaited > 0
    for (const [index, car] of this.#cars) {
      if (car.round < this.#round) this.missed += 1
      if (this.#round - car.round >= roundsAway) this.#cars.delete(index)
    }
    this.#round += 1
    this.#awaited = this.#cars.size
    return complete ? [{ kind: 'round' }] : []
  }

  #takeCar(update: CarUpdate): readonly Noted[] {
    const { session } = this
    // A car before the first word of the session cannot be timed.
    if (session === undefined) return []
    const { carIndex } = update
    const before = this.#cars.get(carIndex)
    if (before === undefined && this.#cars.size >= mostCars) {
      this.turnedAway += 1
      return []
    }
    if (isWorldPlace(update.worldX, update.worldZ)) this.#metres = true
    const noted: Noted[] = []
    if (!this.#entries.has(carIndex) || this.#crews.get(carIndex) !== update.driverCount) {
      noted.push({ kind: 'unknown-car' })
    }
    const [kept, completed] = this.#step(before, update, session)
    this.#cars.set(carIndex, kept)
    if (completed !== undefined) noted.push({ kind: 'lap', completed })
    if (before !== undefined && before.round < this.#round) {
      this.#awaited -= 1
      if (this.#awaited === 0) noted.push({ kind: 'round' })
    }
    return noted
  }

  #step(
    before: Kept | undefined,
    update: CarUpdate,
    session: SessionUpdate,
  ): readonly [Kept, CompletedLap | undefined] {
    const t_ms = session.sessionTimeMs ?? 0
    const over = session.sessionType === 'race' && session.phase !== undefined && after.has(session.phase)
    const moment = {
      t_ms,
      laps: update.laps,
      lastLap: update.lastLap,
      location: update.location ?? 'none',
      over,
      ...(this.track !== undefined && { track_m: this.track.trackLengthM }),
    }
    const passes = before?.passes ?? noPasses()
    const round = this.#round
    const replayed = session.replay !== undefined || session.sessionType === 'replay'
    if (before !== undefined && replayed) return [{ ...before, update, round }, undefined]
    if (before === undefined) {
      return [
        { update, passes, laps: startCarLaps(moment), round, seenOver: over, finished: false },
        undefined,
      ]
    }
    if (update.spline !== undefined) notePass(passes, update.spline, update.laps, t_ms)
    const [laps, lap] = stepCarLaps(before.laps, moment)
    // A lap that came with the end itself was completed before it: the flag waits for one look in between.
    const flagged = over && before.seenOver && laps.laps > before.laps.laps
    const finishes = flagged && (this.#winnerIn || update.position === 1)
    if (finishes) this.#winnerIn = true
    const kept = { update, passes, laps, round, seenOver: over, finished: before.finished || finishes }
    // The lap that is told after the flag may still be the one that ended at it.
    const after_flag = before.finished && before.laps.waiting === undefined
    if (lap === undefined || after_flag) return [kept, undefined]
    const formation = session.phase === 'formation-lap' || session.phase === 'pre-formation'
    return [kept, { car: update.carIndex, lap, formation }]
  }

  #takeEntry(said: Said<'entry-list-car'>): readonly Noted[] {
    const { carIndex, drivers } = said
    if (!this.#entries.has(carIndex) && this.#entries.size >= mostCars) {
      this.turnedAway += 1
      return []
    }
    this.#crews.set(carIndex, drivers.length)
    this.#entries.set(carIndex, entryOf(said))
    this.revision += 1
    return [{ kind: 'entries' }]
  }

  #takeEvent({ event, message, sessionTimeMs, carIndex }: Said<'event'>, now: UnixMillis): void {
    const kind = fieldEventKinds.find(known => known === event)
    if (kind === undefined) return
    this.#eventCount += 1
    const text = message.slice(0, 200)
    this.#events = [
      ...this.#events,
      {
        n: this.#eventCount,
        kind,
        time_ms: sessionTimeMs,
        ...(carIndex !== undefined && carIndex >= 0 && carIndex <= 65_535 && { car: carIndex }),
        ...(text !== '' && { text }),
        heard_ms: now,
      },
    ].slice(-mostFieldEvents)
  }
}

/** Phases in which the time of the session is over. */
const after: ReadonlySet<string> = new Set(['session-over', 'post-session', 'results'])

function isSame(before: SessionUpdate, now: SessionUpdate): boolean {
  if (before.eventIndex !== now.eventIndex || before.sessionIndex !== now.sessionIndex) return false
  if (before.sessionType !== now.sessionType) return false
  return (now.sessionTimeMs ?? 0) > (before.sessionTimeMs ?? 0) - clockStep_ms
}

function entryOf(said: Said<'entry-list-car'>): FieldEntry {
  const { carIndex, carModel, teamName, raceNumber, cupCategory, nationality, drivers } = said
  const model = carIdOfModel(carModel) ?? 'unknown'
  return {
    car: carIndex,
    number: raceNumber,
    ...(teamName !== '' && { team: teamName.slice(0, 80) }),
    model,
    car_class: carOf(model)?.car_class ?? 'unknown',
    ...(cupCategory !== undefined && { cup: cupCategory }),
    ...(nationality !== undefined && { nationality }),
    drivers: drivers.slice(0, 12).map(driver => ({
      name: (`${driver.firstName} ${driver.lastName}`.trim() || driver.shortName || 'unknown').slice(0, 80),
      short: driver.shortName.slice(0, 16),
      ...(driver.category !== undefined && { category: driver.category }),
      ...(driver.nationality !== undefined && { nationality: driver.nationality }),
    })),
  }
}
