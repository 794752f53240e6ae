// What the wall remembers of a session while it watches: laps as they were completed, stops, places won and lost, events.
// A fold over `field` messages; another session starts it anew.
import type { FieldCar, FieldEvent, FieldMessage } from '../../../../src/model/field.ts'
import { type Passing, stepPassings } from './passings.ts'
import { type Progress, stepProgress } from './progress.ts'

/** A lap that was completed while somebody watched. */
export type Crossing = {
  readonly lap: number
  /** Session time when it was seen, in ms: to a tenth of a second. */
  readonly time_ms: number
  readonly interval_ms: number | undefined
  /** The car in front, whose interval that is. */
  readonly ahead: number | undefined
}

export type Entry = { readonly time_ms: number; readonly laps: number }

export type CarBook = {
  readonly car: number
  readonly progress: Progress
  readonly laps: number
  readonly location: FieldCar['location']
  /** Position when it was first seen in this session. */
  readonly first_position: number | undefined
  readonly stops: number
  /** Where and when it left the track for the pit lane, as long as it is in there; unknown to a page that came later. */
  readonly entered: Entry | undefined
  readonly crossings: readonly Crossing[]
  readonly passings: readonly Passing[]
}

export type LogLine = {
  readonly key: string
  readonly kind: FieldEvent['kind'] | 'pit-in' | 'pit-out' | 'mark'
  readonly time_ms: number
  readonly car: number | undefined
  readonly text: string | undefined
}

export type FieldBook = {
  readonly session: string
  readonly time_ms: number
  /** The first lap that nobody had completed before the wall began to watch. */
  readonly from_lap: number
  /** How far anybody had come in the race before, in laps: what lies ahead of it is seen of everybody. */
  readonly from_laps: number
  readonly cars: ReadonlyMap<number, CarBook>
  /** Newest first. */
  readonly log: readonly LogLine[]
  readonly last_event: number
  /** What stops have cost that were seen from the way in to the way out, oldest first. */
  readonly losses_ms: readonly number[]
}

/** A day of laps, and enough events for a long evening. */
const mostCrossings = 400
const mostLines = 300
const mostLosses = 20

/** Takes the next message; `book` is undefined for the first. */
export function stepBook(book: FieldBook | undefined, field: FieldMessage): FieldBook {
  const { session_id, session } = field
  const name = `${session_id} ${session.type ?? ''}`
  // The time of a session only falls when another one begins; a second is left for what overtakes on its way.
  const isSame = book?.session === name && session.time_ms >= book.time_ms - 1000
  const before = isSame ? book : undefined
  const inFront = carsInFront(field.cars)
  const cars = new Map<number, CarBook>()
  const log: LogLine[] = []
  const losses_ms: number[] = []
  for (const car of field.cars) {
    const known = before?.cars.get(car.car)
    // A counter that falls is another car under the same index.
    const own = known !== undefined && car.laps >= known.laps ? known : undefined
    const next = stepCar(
      own,
      car,
      { time_ms: session.time_ms, before_ms: before?.time_ms },
      inFront.get(car.car),
    )
    cars.set(car.car, next)
    const lost_ms = lossOf(own, next, car, session.time_ms)
    if (lost_ms !== undefined) losses_ms.push(lost_ms)
    const move = moveOf(own, car)
    if (move !== undefined) {
      const key = `${move} ${car.car} ${session.time_ms}`
      log.push({ key, kind: move, time_ms: session.time_ms, car: car.car, text: undefined })
    }
  }
  const last_event = before?.last_event ?? 0
  for (const { n, kind, time_ms, car, text } of field.events) {
    if (n > last_event) log.push({ key: `event ${n}`, kind, time_ms, car, text })
  }
  return {
    session: name,
    time_ms: session.time_ms,
    from_lap: before?.from_lap ?? Math.max(0, ...field.cars.map(({ laps }) => laps)) + 1,
    from_laps: before?.from_laps ?? Math.max(0, ...[...cars.values()].map(({ progress }) => progress.laps)),
    cars,
    log:
      log.length === 0 ? (before?.log ?? []) : [...log.reverse(), ...(before?.log ?? [])].slice(0, mostLines),
    losses_ms: [...(before?.losses_ms ?? []), ...losses_ms].slice(-mostLosses),
    last_event: Math.max(last_event, ...field.events.map(({ n }) => n)),
  }
}

function stepCar(
  known: CarBook | undefined,
  car: FieldCar,
  { time_ms, before_ms }: { readonly time_ms: number; readonly before_ms: number | undefined },
  ahead: number | undefined,
): CarBook {
  const isIn = isInLane(car.location)
  const isStop = known !== undefined && isIn && !isInLane(known.location) && car.laps > 0
  const isDone = known !== undefined && car.laps > known.laps
  const crossing = { lap: car.laps, time_ms, interval_ms: car.interval_ms, ahead }
  const progress = stepProgress(known?.progress, car.laps, car.spline)
  const isNewEntry = known?.location === 'track' && isOffTrack(car.location)
  return {
    car: car.car,
    progress,
    entered: isNewEntry
      ? { time_ms, laps: progress.laps }
      : isOffTrack(car.location)
        ? known?.entered
        : undefined,
    laps: car.laps,
    location: car.location,
    first_position: known?.first_position ?? car.position,
    stops: (known?.stops ?? 0) + (isStop ? 1 : 0),
    passings: stepPassings(
      known?.passings ?? [],
      known === undefined || before_ms === undefined
        ? undefined
        : { progress: known.progress, time_ms: before_ms },
      { progress, time_ms },
    ),
    crossings: isDone ? [...known.crossings, crossing].slice(-mostCrossings) : (known?.crossings ?? []),
  }
}

/** The way in and the way out are part of what a stop costs. */
const isOffTrack = (location: FieldCar['location']): boolean => isInLane(location) || location === 'pit-exit'

/** A way through the pit lane that costs more is a car that was parked, or given back by tow. */
const longestLoss_ms = 180_000

/** What the way through the pit lane has cost a car that has just come back on track, against the same way at its pace. */
function lossOf(
  known: CarBook | undefined,
  { location, progress }: CarBook,
  car: FieldCar,
  time_ms: number,
): number | undefined {
  const pace_ms = car.best?.time_ms ?? car.last?.time_ms
  if (known?.entered === undefined || location !== 'track' || pace_ms === undefined) return undefined
  const { entered } = known
  const lost_ms = time_ms - entered.time_ms - (progress.laps - entered.laps) * pace_ms
  return lost_ms > 0 && lost_ms < longestLoss_ms ? lost_ms : undefined
}

const isInLane = (location: FieldCar['location']): boolean =>
  location === 'pit-lane' || location === 'pit-entry'

function moveOf(known: CarBook | undefined, car: FieldCar): 'pit-in' | 'pit-out' | undefined {
  if (known === undefined || car.location === 'none' || known.location === 'none') return undefined
  const [was, is] = [isInLane(known.location), isInLane(car.location)]
  if (was === is) return undefined
  return is ? 'pit-in' : 'pit-out'
}

function carsInFront(cars: readonly FieldCar[]): ReadonlyMap<number, number> {
  const placed = cars.filter(({ position }) => position !== undefined)
  const inOrder = placed.toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0))
  return new Map(
    inOrder.flatMap((car, at) => {
      const front = inOrder[at - 1]
      return front === undefined ? [] : [[car.car, front.car]]
    }),
  )
}

/** How the interval to the car in front has changed over the last five laps behind that same car, in ms: negative is
 * catching it. Undefined before there are two. */
export function trendOf({ crossings }: CarBook): number | undefined {
  const newest = crossings.at(-1)
  if (newest?.interval_ms === undefined) return undefined
  const run = crossings.slice(-6)
  const from = run.findLastIndex(one => one.ahead !== newest.ahead || one.interval_ms === undefined) + 1
  const oldest = run[from]
  if (oldest === undefined || oldest === newest || oldest.interval_ms === undefined) return undefined
  return newest.interval_ms - oldest.interval_ms
}
