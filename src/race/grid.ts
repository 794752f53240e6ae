// A lap over the track instead of over time: 2 048 points at equal steps of spline, so that laps lie upon each other.
import type { Channel } from '../model/channel.ts'

/** Points of a grid: point i lies at spline i / 2047, both ends of the track included. */
export const gridPoints = 2048

/** The share of the track at which a point lies, on a grid of so many points. */
export const splineOf = (point: number, points: number = gridPoints): number => point / (points - 1)

type Numbers = { readonly length: number; readonly [index: number]: number }

/** One page's column of a lap, or a stretch of it: row i was measured at `t_us[i]`. NaN is not measured. */
export type TimedColumn = { readonly count: number; readonly t_us: Numbers; readonly values: Numbers }

/** Positions within this of the first and the last sample are reckoned on; what lies further out was not driven. */
const reach = 8 / (gridPoints - 1)
/** A hole in the positions wider than this is not filled. */
const widest = 0.02

/**
 * When the car first reached each point of the grid, in the microseconds of `t_us`; NaN where it never was. Reversing
 * does not count twice. A lap may begin a little before spline zero, or at a start line that lies elsewhere. `points` are
 * spread evenly over the track, both ends included.
 */
export function gridTimes({ count, t_us, values }: TimedColumn, points: number = gridPoints): Float64Array {
  const times = new Float64Array(points).fill(Number.NaN)
  const way = unwrapped(count, values)
  let from = 0
  for (let row = 1; row < count; row++) {
    const here = way[row] ?? Number.NaN
    const there = way[from] ?? Number.NaN
    if (!(here > there)) {
      if (Number.isNaN(there)) from = row
      continue
    }
    if (here - there <= widest) fill(times, there, here, t_us[from] ?? 0, t_us[row] ?? 0, there, here)
    from = row
  }
  extend(times, way, t_us, count)
  // Where the start line lies elsewhere, both ends of the grid are one place in the middle of the lap.
  const [first = 0, last = 0] = [way[0], way[count - 1]]
  const end = points - 1
  if (first < -reach && Number.isNaN(times[end])) times[end] = times[0] ?? Number.NaN
  if (last > 1 + reach && Number.isNaN(times[0])) times[0] = times[end] ?? Number.NaN
  return times
}

/** The positions as one way from the line: a wrap is no jump, and the last stretch before it counts from below zero. */
function unwrapped(count: number, spline: Numbers): Float64Array {
  const way = new Float64Array(count)
  let turns = 0
  let previous = Number.NaN
  for (let row = 0; row < count; row++) {
    const position = spline[row] ?? Number.NaN
    if (Number.isNaN(previous) && position > 0.5) turns = -1
    if (position - previous < -0.5) turns += 1
    if (position - previous > 0.5) turns -= 1
    if (!Number.isNaN(position)) previous = position
    way[row] = position + turns
  }
  return way
}

/** Writes the points between `low` and `high` that are still empty, on the line through the two samples. */
function fill(
  times: Float64Array,
  from: number,
  to: number,
  fromTime: number,
  toTime: number,
  low: number,
  high: number,
): void {
  const end = times.length - 1
  const slope = (toTime - fromTime) / (to - from)
  for (let step = Math.ceil(low * end); step <= Math.floor(high * end); step++) {
    const turn = step < 0 ? 1 : step > end ? -1 : 0
    const point = step + turn * end
    if (!(point >= 0 && point <= end) || !Number.isNaN(times[point] ?? 0)) continue
    times[point] = fromTime + slope * (step / end - from)
  }
}

/** The line lies between two samples: the points at the ends of the lap follow the speed beside them. */
function extend(times: Float64Array, way: Float64Array, t_us: Numbers, count: number): void {
  const [first, second] = steps(way, count, 0, 1)
  const [last, beforeLast] = steps(way, count, count - 1, -1)
  if (first === undefined || second === undefined || last === undefined || beforeLast === undefined) return
  const at = (row: number) => [way[row] ?? 0, t_us[row] ?? 0] as const
  const [s0, t0] = at(first)
  const [s1, t1] = at(second)
  fill(times, s0, s1, t0, t1, s0 - reach, s0)
  const [sn, tn] = at(last)
  const [sm, tm] = at(beforeLast)
  fill(times, sm, sn, tm, tn, sn, sn + reach)
}

/** The outermost row with a position, and the next one that lies apart from it. */
function steps(
  way: Float64Array,
  count: number,
  start: number,
  step: 1 | -1,
): readonly (number | undefined)[] {
  let outer: number | undefined
  for (let row = start; row >= 0 && row < count; row += step) {
    const position = way[row] ?? Number.NaN
    if (Number.isNaN(position)) continue
    if (outer === undefined) outer = row
    else if ((position - (way[outer] ?? 0)) * step > 1e-6) return [outer, row]
    else if (step === 1) outer = row
  }
  return [outer, undefined]
}

/**
 * The values of a column at the times of a grid. A continuous channel is interpolated, a circular one the short way
 * round, a discrete one holds. NaN where the point was not driven or the channel not measured beside it.
 */
export function gridValues(times: Float64Array, column: TimedColumn, channel: Channel): Float32Array {
  const values = new Float32Array(times.length).fill(Number.NaN)
  if (column.count === 0) return values
  let row = 0
  for (let point = 0; point < times.length; point++) {
    const time = times[point] ?? Number.NaN
    if (Number.isNaN(time)) continue
    // Times ascend with the points, but for the jump at the start line.
    if ((column.t_us[row] ?? 0) > time) row = 0
    while (row + 1 < column.count && (column.t_us[row + 1] ?? 0) <= time) row++
    values[point] = valueAt(time, row, column, channel)
  }
  return values
}

function valueAt(time: number, row: number, { count, t_us, values }: TimedColumn, channel: Channel): number {
  const here = values[row] ?? Number.NaN
  const from = t_us[row] ?? 0
  if (channel.kind === 'discrete' || row + 1 >= count || time <= from) return here
  const to = t_us[row + 1] ?? from
  let step = (values[row + 1] ?? Number.NaN) - here
  const [low, high] = channel.range
  const circle = high - low
  if (channel.wraps && Math.abs(step) > circle / 2) step -= Math.sign(step) * circle
  const value = here + (step * (time - from)) / (to - from)
  if (!channel.wraps) return value
  return value >= high ? value - circle : value < low ? value + circle : value
}
