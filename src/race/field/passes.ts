// When a car was where: the gap between two cars is the time from one to the other at the same place of the track.

const cells = 256
/** Between two looks a car comes less far than this; more is a jump, after which nothing is known. */
const farthest = 0.1

/** Working state of one car, changed in place. */
export type Passes = {
  /** Laps and parts of one since the first look; the game's counter and spline do not reset together. */
  progress: number
  spline: number | undefined
  t_ms: number
  /** Session time at every cell of the track, and the lap in which that was. */
  readonly at_ms: Float64Array
  readonly lap: Int32Array
}

export const noPasses = (): Passes => ({
  progress: Number.NaN,
  spline: undefined,
  t_ms: 0,
  at_ms: new Float64Array(cells),
  lap: new Int32Array(cells).fill(-1),
})

/**
 * Notes where the car is at `t_ms`. `laps` is the game's counter: it says once in which lap the car is, when that is sure
 * (in the middle of a lap, where spline and counter agree); from there on the spline alone is followed.
 */
export function notePass(passes: Passes, spline: number, laps: number, t_ms: number): void {
  const { spline: before } = passes
  const step = before === undefined ? Number.NaN : wrapped(spline - before)
  passes.spline = spline
  if (Number.isNaN(passes.progress) || !(Math.abs(step) < farthest) || t_ms < passes.t_ms) {
    passes.lap.fill(-1)
    passes.progress = spline > 0.1 && spline < 0.9 ? laps + spline : Number.NaN
    passes.t_ms = t_ms
    return
  }
  const from = passes.progress
  const to = from + step
  for (let cell = Math.floor(from * cells) + 1; cell <= Math.floor(to * cells); cell++) {
    const slot = ((cell % cells) + cells) % cells
    passes.at_ms[slot] = passes.t_ms + ((cell / cells - from) / step) * (t_ms - passes.t_ms)
    passes.lap[slot] = Math.floor(cell / cells)
  }
  passes.progress = to
  passes.t_ms = t_ms
}

/** The time to the nearest car on the track, ahead or behind, whatever its lap; undefined where the own place is not known. */
export function nearestOf(own: Passes, others: Iterable<Passes>): number | undefined {
  if (Number.isNaN(own.progress)) return undefined
  let nearest = Number.POSITIVE_INFINITY
  for (const other of others) {
    for (const between of [between_ms(other, own), between_ms(own, other)])
      if (between >= 0) nearest = Math.min(nearest, between)
  }
  return nearest
}

/** From one car to the next at the last place that the next has passed; NaN where not both were seen there. */
function between_ms(first: Passes, next: Passes): number {
  const cell = Math.floor(next.progress * cells)
  const slot = ((cell % cells) + cells) % cells
  return (first.lap[slot] ?? -1) < 0 || (next.lap[slot] ?? -1) < 0
    ? Number.NaN
    : (next.at_ms[slot] ?? Number.NaN) - (first.at_ms[slot] ?? Number.NaN)
}

/**
 * Milliseconds by which `behind` follows `ahead` at the last place that both have passed; undefined when they are a lap
 * or more apart, or when that place was not seen.
 */
export function gapBetween(ahead: Passes, behind: Passes): number | undefined {
  const lead = ahead.progress - behind.progress
  return lead >= 0 && lead < 1 ? timeApart(ahead, behind, 0) : undefined
}

/** As `gapBetween`, whole laps aside: the time between two cars on the road, whoever leads. */
export function roadGap(ahead: Passes, behind: Passes): number | undefined {
  const laps = Math.floor(ahead.progress - behind.progress)
  return Number.isNaN(laps) ? undefined : timeApart(ahead, behind, laps)
}

/** At the last place that `behind` has passed, which `ahead` has so many laps more passed before. */
function timeApart(ahead: Passes, behind: Passes, laps: number): number | undefined {
  const cell = Math.floor(behind.progress * cells)
  const slot = ((cell % cells) + cells) % cells
  const lap = Math.floor(cell / cells)
  if (ahead.lap[slot] !== lap + laps || behind.lap[slot] !== lap) return undefined
  return Math.max(0, (behind.at_ms[slot] ?? 0) - (ahead.at_ms[slot] ?? 0))
}

const wrapped = (way: number): number => (way > 0.5 ? way - 1 : way <= -0.5 ? way + 1 : way)
