// The messages on all cars, made of what the game has said so far.
import type { EntriesMessage, FieldCar, FieldLap, FieldMessage, FieldSession } from '../../model/field.ts'
import { mostCars } from '../../model/field-bounds.ts'
import { trackId, trackOf } from '../../model/track.ts'
import { tracks } from '../../model/tracks.ts'
import { kindOf } from '../../race/field/car-laps.ts'
import { gapBetween } from '../../race/field/passes.ts'
import type { UnixMillis } from '../../units/quantity.ts'
import type { BroadcastLap } from '../../wire/acc/broadcast/lap.ts'
import type { BookCar, FieldBook, SessionUpdate } from './field-book.ts'

/** Whose messages they are. */
export type FieldHeader = Pick<FieldMessage, 'site' | 'rig' | 'session_id' | 'at_ms'>

/** The field as it is now; undefined before the first word of the session. */
export function fieldMessageOf(
  book: FieldBook,
  header: FieldHeader & { readonly at_ms: UnixMillis },
  seq: number,
  player: number | undefined,
): FieldMessage | undefined {
  const { session } = book
  if (session?.sessionTimeMs === undefined) return undefined
  const ranked = [...book.cars.values()].sort((a, b) => rankOf(a) - rankOf(b)).slice(0, mostCars)
  const race = session.sessionType === 'race'
  return {
    v: 1,
    type: 'field',
    ...header,
    seq,
    ...(player !== undefined && { player_car: player }),
    session: sessionOf(session, session.sessionTimeMs),
    cars: ranked.flatMap((car, place) => {
      const { spline } = car.update
      if (spline === undefined) return []
      return {
        ...carOf(car, spline, book.metres),
        ...(race && gapsOf(car, ranked[0], ranked[place - 1])),
      }
    }),
    events: [...book.eventsAt(header.at_ms)],
  }
}

/** Who is in the session, as far as the game has said. */
export function entriesMessageOf(book: FieldBook, header: FieldHeader): EntriesMessage {
  const { track } = book
  return {
    v: 1,
    type: 'entries',
    ...header,
    ...(track !== undefined && {
      track: trackCalled(track.trackName),
      track_name: track.trackName.slice(0, 80),
      track_length_m: track.trackLengthM,
    }),
    cars: [...book.entries.values()].sort((a, b) => a.car - b.car),
  }
}

const byName: ReadonlyMap<string, string> = new Map(
  Object.entries(tracks).map(([id, { name }]) => [name.toLowerCase(), id]),
)

/** The id of a track by the name that the game shows, such as `Red Bull Ring` or `Monza Circuit`. */
export function trackCalled(name: string): string {
  const text = name.trim().toLowerCase()
  const id = trackId(text.replaceAll(/[\s-]+/g, '_'))
  if (trackOf(id) !== undefined) return id
  const whole = byName.get(text)
  if (whole !== undefined) return whole
  const within = [...byName].filter(
    ([known]) => text !== '' && (known.includes(text) || text.includes(known)),
  )
  return within.length === 1 ? (within[0]?.[1] ?? 'unknown') : 'unknown'
}

const rankOf = ({ update }: BookCar): number => update.position ?? 1000 + update.carIndex

function gapsOf(car: BookCar, first: BookCar | undefined, before: BookCar | undefined) {
  if (first === undefined || before === undefined) return {}
  const gap_ms = gapBetween(first.passes, car.passes)
  const interval_ms = gapBetween(before.passes, car.passes)
  return {
    ...(gap_ms !== undefined && { gap_ms: Math.round(gap_ms) }),
    ...(interval_ms !== undefined && { interval_ms: Math.round(interval_ms) }),
  }
}

function carOf({ update }: BookCar, spline: number, metres: boolean): FieldCar {
  const { position, cupPosition, worldX, worldZ, yawRad } = update
  return {
    car: update.carIndex,
    driver: update.driverIndex,
    gear: update.gear,
    speed_kmh: update.speedKmh,
    spline: rounded(spline, 1e5),
    location: update.location ?? 'none',
    laps: update.laps,
    ...(position !== undefined && { position }),
    ...(cupPosition !== undefined && { cup_position: cupPosition }),
    delta_ms: update.deltaMs,
    ...(metres &&
      worldX !== undefined &&
      worldZ !== undefined && { x: rounded(worldX, 100), z: rounded(worldZ, 100) }),
    ...(yawRad !== undefined && { yaw_rad: rounded(yawRad, 1000) }),
    ...lapsOf(update),
  }
}

function lapsOf({ bestLap, lastLap, currentLap }: BookCar['update']) {
  const [best, last, current] = [bestLap, lastLap, currentLap].map(fieldLapOf)
  return {
    ...(best?.time_ms !== undefined && { best }),
    ...(last?.time_ms !== undefined && { last }),
    ...(current !== undefined && { current }),
  }
}

export function fieldLapOf(lap: BroadcastLap): FieldLap {
  const { lapTimeMs, splitsMs, isInvalid, isValidForBest, isOutLap, isInLap, driverIndex } = lap
  return {
    ...(lapTimeMs !== undefined && lapTimeMs >= 0 && { time_ms: lapTimeMs }),
    splits_ms: splitsMs.flatMap(split => (split !== undefined && split >= 0 ? [split] : [])).slice(0, 16),
    kind: kindOf(isOutLap, isInLap),
    invalid: isInvalid,
    counts: isValidForBest,
    driver: driverIndex,
  }
}

function sessionOf(session: SessionUpdate, time_ms: number): FieldSession {
  const { sessionType, phase, sessionTimeLeftMs, focusedCarIndex, timeOfDayS, bestLap } = session
  const best = fieldLapOf(bestLap)
  return {
    ...(sessionType !== undefined && { type: sessionType }),
    ...(phase !== undefined && { phase }),
    time_ms: Math.round(time_ms),
    ...(sessionTimeLeftMs !== undefined && { left_ms: Math.round(sessionTimeLeftMs) }),
    ...(focusedCarIndex !== undefined && inRange(focusedCarIndex) && { focused_car: focusedCarIndex }),
    ...(timeOfDayS !== undefined && timeOfDayS >= 0 && { time_of_day_s: Math.round(timeOfDayS) }),
    air_temp_c: session.airTempC,
    road_temp_c: session.roadTempC,
    clouds: session.clouds,
    rain: session.rain,
    wetness: session.wetness,
    ...(best.time_ms !== undefined && { best, best_car: bestLap.carIndex }),
    replay: session.replay !== undefined || sessionType === 'replay',
  }
}

const inRange = (index: number): boolean => index >= 0 && index <= 65_535
const rounded = (value: number, steps: number): number => Math.round(value * steps) / steps
