// The timing of the game: laps in steps of 2.5 ms, shown cut to whole milliseconds, and shown late.
import type { Course } from './course.ts'
import type { Random } from './random.ts'

/** Changed in place. Times are counted in physics steps; undefined is a lap that was not driven yet. */
export type LapClock = {
  /** Since the line was last crossed, or since the session began. */
  steps: number
  /** Metres driven since then. */
  driven: number
  sector: number
  /** Steps from the line to the end of the last sector. */
  lastSector: number
  valid: boolean
  /** A lap that began in the pit lane or saw it can be no best lap. */
  sawPits: boolean
  completed: number
  last: number | undefined
  best: number | undefined
  /** Steps from the line to each sector line of the lap under way. */
  splits: number[]
  /** The last lap and the best as the game's own timing has them, at once and with their sectors. */
  lastLap: TimedLap | undefined
  bestLap: TimedLap | undefined
  /** What the graphics page shows; it follows some frames later. */
  shown: { completed: number; last: number | undefined; best: number | undefined }
  lagCompleted: number
  lagTimes: number
  /** Steps at every 10 m of this lap and of the best one. */
  trace: Float64Array
  bestTrace: Float64Array | undefined
}

/** A lap in steps. */
export type TimedLap = {
  readonly steps: number
  readonly sectors: readonly number[]
  readonly valid: boolean
  readonly out: boolean
  readonly into: boolean
}

const traceMetres = 10

export function startedClock(course: Course, steps: number): LapClock {
  return {
    steps,
    driven: 0,
    sector: 0,
    lastSector: 0,
    valid: true,
    sawPits: true,
    completed: 0,
    last: undefined,
    best: undefined,
    splits: [],
    lastLap: undefined,
    bestLap: undefined,
    shown: { completed: 0, last: undefined, best: undefined },
    lagCompleted: 0,
    lagTimes: 0,
    trace: new Float64Array(Math.ceil(course.length / traceMetres) + 1),
    bestTrace: undefined,
  }
}

/** Milliseconds as the game writes them. */
export const stepMillis = (steps: number): number => Math.floor(steps * 2.5)

/** One step on: the time runs, a sector may end. `distance` is where the car is now. */
export function tick(course: Course, clock: LapClock, distance: number, way: number): void {
  clock.steps++
  clock.driven += way
  const end = course.sectorEnds[clock.sector]
  if (end !== undefined && distance >= end && distance < end + 50) {
    clock.sector++
    clock.lastSector = clock.steps
    clock.splits.push(clock.steps)
  }
}

/** Remembers when the car was at a place of the lap that is under way. */
export function traceLap(clock: LapClock, distance: number): void {
  clock.trace[Math.floor(distance / traceMetres)] = clock.steps
}

/**
 * The line was crossed forwards. A way that is shorter than half a lap (out of the box, or back after a spin) is no
 * lap: the time starts anew, the counter stays. The page shows the counter and the times some frames later.
 */
export function crossLine(course: Course, clock: LapClock, inPitLane: boolean, random: Random): void {
  if (clock.driven > course.length / 2) {
    clock.completed++
    clock.last = clock.steps
    clock.lastLap = timedLap(clock, inPitLane)
    clock.lagCompleted = random.whole(0, 2)
    clock.lagTimes = clock.lagCompleted + random.whole(0, 4)
    const counts = clock.valid && !clock.sawPits && !inPitLane
    if (counts && (clock.best === undefined || clock.steps < clock.best)) {
      clock.best = clock.steps
      clock.bestLap = clock.lastLap
      clock.bestTrace = clock.trace
      clock.trace = new Float64Array(clock.trace.length)
    }
  }
  clock.steps = 0
  clock.driven = 0
  clock.sector = 0
  clock.splits = []
  clock.valid = true
  clock.sawPits = inPitLane
}

/** The sectors of a lap between the lines; a lap that has not seen every line has none. */
function timedLap({ steps, splits, valid, sawPits }: LapClock, inPitLane: boolean): TimedLap {
  const sectors = [...splits, steps].map((at, index) => at - (splits[index - 1] ?? 0))
  return { steps, sectors, valid, out: sawPits, into: inPitLane }
}

/** A frame was rendered: what is late comes nearer. */
export function showFrame(clock: LapClock): void {
  if (clock.lagCompleted-- <= 0) {
    clock.lagCompleted = 0
    clock.shown.completed = clock.completed
  }
  if (clock.lagTimes-- <= 0) {
    clock.lagTimes = 0
    clock.shown.last = clock.last
    clock.shown.best = clock.best
  }
}

/** Steps behind the best lap at this place (before it: below 0); undefined without a best lap. */
export function deltaSteps(course: Course, clock: LapClock, distance: number): number | undefined {
  if (clock.bestTrace === undefined) return undefined
  const cell = Math.min(distance, course.length - traceMetres) / traceMetres
  const low = clock.bestTrace[Math.floor(cell)] ?? 0
  const high = clock.bestTrace[Math.floor(cell) + 1] ?? low
  return clock.steps - (low + (high - low) * (cell - Math.floor(cell)))
}

/** `0:05:175`, as the game writes a time. */
export function gameTime(millis: number): string {
  const seconds = Math.floor(millis / 1000)
  const padded = (value: number, width: number) => String(value).padStart(width, '0')
  return `${Math.floor(seconds / 60)}:${padded(seconds % 60, 2)}:${padded(millis % 1000, 3)}`
}
