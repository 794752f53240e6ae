// The rows of the timing tower, from the newest field and what the wall remembers of the session.
import type { FieldCar, FieldEntry, FieldLap, FieldMessage } from '../../../../src/model/field.ts'
import { formatLapTime } from '../../../../src/units/lap-time.ts'
import { millis } from '../../../../src/units/quantity.ts'
import { nameOf, numberOf } from '../../live-core/entrant.ts'
import { signed, unknown } from '../../live-core/format.ts'
import type { Mark } from '../../live-core/marks.ts'
import { type FieldBook, trendOf } from './field-book.ts'
import { type RunningSector, runningText } from './running.ts'

export type Time = { readonly text: string; readonly mark: Mark }
/** `estimated`: from places on the track, because no time over one place is known yet. */
export type Gap = { readonly text: string; readonly isEstimated: boolean }

export type TowerRow = {
  readonly car: number
  readonly position: number | undefined
  /** Places won since the wall first saw the car; negative are lost. */
  readonly won: number | undefined
  readonly number: string
  readonly driver: string
  readonly car_class: string | undefined
  /** Among the cars of its class, in the order of the session. */
  readonly in_class: number | undefined
  readonly laps: number
  readonly gap: Gap
  readonly interval: Gap
  /** Within a second of the car in front, on the same lap, both on the track. */
  readonly isBattle: boolean
  readonly trend_ms: number | undefined
  readonly best: Time
  readonly last: Time
  readonly sectors: readonly Time[]
  /** The sector that the car is in, counting; undefined where its beginning was not seen. */
  readonly running: { readonly sector: number; readonly text: string } | undefined
  readonly stops: number
  readonly badge: 'PIT' | 'OUT' | undefined
  /** The lap under way is struck. */
  readonly isInvalid: boolean
}

export type TowerLook = {
  /** Gaps count from this car instead of the first. */
  readonly reference: number | undefined
  /** The sector that each car is in. */
  readonly running?: ReadonlyMap<number, RunningSector>
}

export const mostSectors = 3
const none: Time = { text: unknown, mark: 'none' }
const noGap: Gap = { text: '', isEstimated: false }
const battle_ms = 1000

/** Rows in the order of the session. `entries` is by car. */
export function towerRows(
  field: FieldMessage,
  entries: ReadonlyMap<number, FieldEntry>,
  book: FieldBook,
  { reference, running }: TowerLook,
): readonly TowerRow[] {
  const isRace = field.session.type === 'race'
  const best = bestsOf(field)
  const [leader] = field.cars
  const zero = field.cars.find(({ car }) => car === reference) ?? leader
  const seen = new Map<string, number>()
  const placeIn = (car_class: string | undefined): number | undefined => {
    if (car_class === undefined) return undefined
    const place = (seen.get(car_class) ?? 0) + 1
    seen.set(car_class, place)
    return place
  }
  return field.cars.map((car, at) => {
    const own = book.cars.get(car.car)
    const entry = entries.get(car.car)
    const front = field.cars[at - 1]
    const between = (other: FieldCar | undefined) =>
      isRace ? raceGap(field, book, car, other) : timeGap(car, other)
    const interval = at === 0 ? noGap : isRace ? intervalOf(field, book, car, front) : timeGap(car, front)
    return {
      car: car.car,
      position: car.position,
      won:
        own?.first_position === undefined || car.position === undefined
          ? undefined
          : own.first_position - car.position,
      number: numberOf(entry, car.car),
      driver: nameOf(entry, car.driver) ?? `car ${car.car}`,
      car_class: entry?.car_class,
      in_class: placeIn(entry?.car_class),
      laps: car.laps,
      gap: car.car === zero?.car ? noGap : between(zero),
      interval,
      isBattle:
        isRace &&
        at > 0 &&
        car.location === 'track' &&
        front?.location === 'track' &&
        isClose(car, front, book),
      trend_ms: isRace && own !== undefined ? trendOf(own) : undefined,
      best: timeOf(car.best, car.best, best.lap_ms),
      last: timeOf(car.last, car.best, best.lap_ms),
      sectors: sectorsOf(car, best.sectors_ms),
      running: runningOf(running?.get(car.car)),
      stops: own?.stops ?? 0,
      badge: badgeOf(car),
      isInvalid: car.current?.invalid === true && badgeOf(car) === undefined,
    }
  })
}

function runningOf(running: RunningSector | undefined): TowerRow['running'] {
  const text = runningText(running)
  return running === undefined || text === undefined ? undefined : { sector: running.sector, text }
}

/** Laps that a car is behind another, as whole laps; undefined while one of them has not been seen. */
function lapsBehind(book: FieldBook, car: number, other: number): number | undefined {
  const [own, front] = [book.cars.get(car)?.progress, book.cars.get(other)?.progress]
  return own === undefined || front === undefined ? undefined : Math.trunc(front.laps - own.laps)
}

function raceGap(field: FieldMessage, book: FieldBook, car: FieldCar, zero: FieldCar | undefined): Gap {
  if (zero === undefined) return noGap
  const laps = lapsBehind(book, car.car, zero.car)
  if (laps !== undefined && laps !== 0)
    return { text: `${laps > 0 ? '+' : '−'}${Math.abs(laps)} L`, isEstimated: false }
  const [leader] = field.cars
  const at = (of: FieldCar) => (of.car === leader?.car ? 0 : of.gap_ms)
  const [own, other] = [at(car), at(zero)]
  // Of cars on different laps than the first, gaps to the first do not tell the gap between them.
  const isOfOneLap =
    leader !== undefined &&
    (lapsBehind(book, car.car, leader.car) ?? 1) === (lapsBehind(book, zero.car, leader.car) ?? 1)
  if (own !== undefined && other !== undefined && isOfOneLap)
    return { text: signed(own - other), isEstimated: false }
  return estimate(book, car, zero)
}

function intervalOf(field: FieldMessage, book: FieldBook, car: FieldCar, front: FieldCar | undefined): Gap {
  if (front === undefined) return noGap
  const laps = lapsBehind(book, car.car, front.car)
  if (laps !== undefined && laps !== 0)
    return { text: `${laps > 0 ? '+' : '−'}${Math.abs(laps)} L`, isEstimated: false }
  if (car.interval_ms !== undefined) return { text: signed(car.interval_ms), isEstimated: false }
  return raceGap(field, book, car, front)
}

/** From the share of a lap between two cars and how long a lap takes them: a tenth of a second at best. */
function estimate(book: FieldBook, car: FieldCar, other: FieldCar): Gap {
  const ms = apart_ms(book, car, other)
  if (ms === undefined) return { text: unknown, isEstimated: false }
  const tenths = (Math.abs(ms) / 1000).toFixed(1)
  return { text: `${ms < 0 ? '−' : '+'}${tenths}`, isEstimated: true }
}

/** How far a car is behind another in the race, whole laps as time: measured where both are on the lap of the first, else
 * reckoned; undefined where neither can be. */
export function behind_ms(
  field: FieldMessage,
  book: FieldBook,
  car: FieldCar,
  other: FieldCar,
): number | undefined {
  const [leader] = field.cars
  const at = (of: FieldCar) => (of.car === leader?.car ? 0 : of.gap_ms)
  const [own, front] = [at(car), at(other)]
  const isOfOneLap =
    leader !== undefined &&
    lapsBehind(book, car.car, leader.car) === 0 &&
    lapsBehind(book, other.car, leader.car) === 0
  return own !== undefined && front !== undefined && isOfOneLap ? own - front : apart_ms(book, car, other)
}

/** About how far a car is behind another on the road, in ms of driving; negative is ahead. */
export function apart_ms(book: FieldBook, car: FieldCar, other: FieldCar): number | undefined {
  const [own, front] = [book.cars.get(car.car)?.progress, book.cars.get(other.car)?.progress]
  const lap_ms = car.best?.time_ms ?? car.last?.time_ms ?? other.best?.time_ms ?? other.last?.time_ms
  if (own === undefined || front === undefined || lap_ms === undefined) return undefined
  return (front.laps - own.laps) * lap_ms
}

function isClose(car: FieldCar, front: FieldCar, book: FieldBook): boolean {
  if (lapsBehind(book, car.car, front.car) !== 0) return false
  const ms = car.interval_ms ?? apart_ms(book, car, front)
  return ms !== undefined && ms >= 0 && ms < battle_ms
}

/** Outside of a race cars are apart by their best laps. */
function timeGap(car: FieldCar, other: FieldCar | undefined): Gap {
  const [own, best] = [car.best?.time_ms, other?.best?.time_ms]
  return own === undefined || best === undefined ? noGap : { text: signed(own - best), isEstimated: false }
}

type Bests = { readonly lap_ms: number | undefined; readonly sectors_ms: readonly (number | undefined)[] }

/** The fastest of everybody: laps, and sectors of whatever lap. */
export function bestsOf({ session, cars }: FieldMessage): Bests {
  const least = (values: readonly (number | undefined)[]) => {
    const known = values.filter(value => value !== undefined)
    return known.length === 0 ? undefined : Math.min(...known)
  }
  return {
    lap_ms: session.best?.time_ms ?? least(cars.map(({ best }) => best?.time_ms)),
    sectors_ms: Array.from({ length: mostSectors }, (_, at) =>
      least(cars.map(({ best }) => best?.splits_ms[at])),
    ),
  }
}

function timeOf(lap: FieldLap | undefined, best: FieldLap | undefined, fastest_ms: number | undefined): Time {
  if (lap?.time_ms === undefined) return none
  const text = formatLapTime(millis(lap.time_ms))
  if (lap.invalid) return { text, mark: 'invalid' }
  if (!lap.counts) return { text, mark: 'none' }
  if (fastest_ms !== undefined && lap.time_ms <= fastest_ms) return { text, mark: 'best' }
  // In its own column a best lap is always the best of its driver: only the newest lap is marked for that.
  const isOwnBest = lap !== best && best?.time_ms !== undefined && lap.time_ms <= best.time_ms
  return { text, mark: isOwnBest ? 'pb' : 'none' }
}

function sectorsOf({ last, best }: FieldCar, fastest_ms: readonly (number | undefined)[]): readonly Time[] {
  return Array.from({ length: mostSectors }, (_, at): Time => {
    const time_ms = last?.splits_ms[at]
    if (last === undefined || time_ms === undefined) return none
    const text = formatLapTime(millis(time_ms))
    if (last.invalid || !last.counts) return { text, mark: 'none' }
    const [fastest, own] = [fastest_ms[at], best?.splits_ms[at]]
    if (fastest !== undefined && time_ms <= fastest) return { text, mark: 'best' }
    return { text, mark: own !== undefined && time_ms <= own ? 'pb' : 'none' }
  })
}

function badgeOf({ location, current }: FieldCar): TowerRow['badge'] {
  if (location === 'pit-lane' || location === 'pit-entry') return 'PIT'
  if (location === 'pit-exit') return 'OUT'
  return current?.kind === 'out' || current?.kind === 'out-in' ? 'OUT' : undefined
}
