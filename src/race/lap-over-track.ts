// A lap over the metres of its track, counted from the line: what laps are compared by, in the hub and on the page.
import type { Channel } from '../model/channel.ts'
import { channels } from '../model/channels.ts'
import { gridTimes, gridValues, type TimedColumn } from './grid.ts'

export type LapOverTrack = {
  /** Whole metres from line to line. The grid has a point more; both of its ends are spline 0. */
  readonly length_m: number
  /** The point of the grid at which the line lies: 0, but where the game counts positions from elsewhere. */
  readonly line: number
  /** When the car crossed the line; where that was not measured, when it was first seen. */
  readonly started_us: number
  /** When it was at each point of the grid, in the order of spline; NaN where it was not, or nobody saw it. */
  readonly times_us: Float64Array
}

type Laid = Pick<LapOverTrack, 'length_m' | 'line'>

/** A pause between two samples that is longer is a hole: nothing between them was measured. */
const hole_us = 250_000
/** More than this no track has. */
export const longest_m = 60_000

/** Lays a lap over the track by its positions; undefined when none were measured. */
export function lapOverTrack(spline: TimedColumn, length_m: number): LapOverTrack | undefined {
  const times_us = gridTimes(spline, length_m + 1)
  clearHoles(times_us, times_us, spline)
  const first = spline.t_us[0]
  if (first === undefined || times_us.every(Number.isNaN)) return undefined
  const [start = Number.NaN, end = Number.NaN] = [times_us[0], times_us[length_m]]
  const line = end <= start ? earliest(times_us) : 0
  const crossed = times_us[line] ?? Number.NaN
  // The last metres before the line that the stretch began with belong to no lap.
  for (let point = 0; point <= length_m; point++)
    if ((times_us[point] ?? Number.NaN) < crossed) times_us[point] = Number.NaN
  return { length_m, line, started_us: Number.isNaN(crossed) ? first : crossed, times_us }
}

/** The values of a channel at the points of the grid, in the order of spline; NaN where it was not measured. */
export function valuesOver({ times_us }: LapOverTrack, column: TimedColumn, channel: Channel): Float32Array {
  return clearHoles(gridValues(times_us, column, channel), times_us, column)
}

/** How far from the line a place of the track is, as one drives: 0 ≤ metres < length. */
export function metresFromLine({ length_m, line }: Laid, spline: number): number {
  return (((spline * length_m - line) % length_m) + length_m) % length_m
}

/** The place of the track at a metre from the line, 0 to 1: back from `metresFromLine`. */
export const splineAt = ({ length_m, line }: Laid, metre: number): number =>
  ((metre + line) % length_m) / length_m

/** Grid values by metres from the line: as many as the lap has metres, and one more. */
export function fromLine({ line, length_m }: LapOverTrack, values: Float32Array): Float32Array {
  if (line === 0) return values
  return Float32Array.from(
    { length: length_m + 1 },
    (_, metre) => values[(line + metre) % length_m] ?? Number.NaN,
  )
}

/** Milliseconds since the line at each metre from it. Where the line lies elsewhere, its end is known to the lap time only. */
export function elapsedOver({ line, length_m, started_us, times_us }: LapOverTrack): Float64Array {
  return Float64Array.from({ length: length_m + 1 }, (_, metre) => {
    if (line === 0) return ((times_us[metre] ?? Number.NaN) - started_us) / 1000
    if (metre === length_m) return Number.NaN
    return ((times_us[(line + metre) % length_m] ?? Number.NaN) - started_us) / 1000
  })
}

/** The way that a car drove, from its speed, in whole metres; for tracks whose length is not known. */
export function drivenLength({ count, t_us, values }: TimedColumn): number {
  let metres = 0
  for (let row = 1; row < count; row++) {
    const mean_kmh = ((values[row - 1] ?? Number.NaN) + (values[row] ?? Number.NaN)) / 2
    const passed_us = (t_us[row] ?? 0) - (t_us[row - 1] ?? 0)
    if (mean_kmh > 0) metres += (mean_kmh / 3.6) * (passed_us / 1e6)
  }
  return Math.round(metres)
}

/** Places at equal steps of time, in metres from the line; NaN where the lap has no position. */
export function metresAt(lap: LapOverTrack, times_us: Float64Array): Float32Array {
  const t_us = new Float64Array(lap.length_m + 1)
  const values = new Float32Array(lap.length_m + 1)
  let count = 0
  elapsedOver(lap).forEach((elapsed_ms, metre) => {
    if (Number.isNaN(elapsed_ms)) return
    t_us[count] = lap.started_us + elapsed_ms * 1000
    values[count] = metre
    count += 1
  })
  const column = { count, t_us, values }
  return clearHoles(gridValues(times_us, column, channels.distance_m), times_us, column)
}

/** The values of a channel at times, as `valuesOver` does at places. */
export function valuesAt(times_us: Float64Array, column: TimedColumn, channel: Channel): Float32Array {
  return clearHoles(gridValues(times_us, column, channel), times_us, column)
}

/** Takes out what lies in a hole between two samples of a column. A source that is slow throughout has no holes. */
function clearHoles<Values extends Float32Array | Float64Array>(
  values: Values,
  times_us: Float64Array,
  { count, t_us }: TimedColumn,
): Values {
  if (count < 2) return values
  const mean_us = ((t_us[count - 1] ?? 0) - (t_us[0] ?? 0)) / (count - 1)
  const widest_us = Math.max(hole_us, 4 * mean_us)
  const holes: (readonly [number, number])[] = []
  for (let row = 1; row < count; row++) {
    const [from, to] = [t_us[row - 1] ?? 0, t_us[row] ?? 0]
    if (to - from > widest_us) holes.push([from, to])
  }
  if (holes.length === 0) return values
  const before = Float64Array.from(times_us)
  for (let point = 0; point < values.length; point++) {
    const at = before[point] ?? Number.NaN
    if (holes.some(([from, to]) => at > from && at < to)) values[point] = Number.NaN
  }
  return values
}

function earliest(times: Float64Array): number {
  let first = 0
  for (let point = 0; point < times.length; point++) {
    if (!((times[point] ?? Number.NaN) >= (times[first] ?? Number.NaN))) first = point
  }
  return first
}
