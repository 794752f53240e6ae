// Where a car was that logged no place: reckoned from its speed and the rate of its turning.
import { type Columns, firstAfter, type Series, sampledAt, valueAt } from './log.ts'

/**
 * The way of the car, one row per sample of its speed, in a plane of its own: the log begins at 0, 0 and looks along z;
 * turning left is positive, as in the world of the game. The errors of both channels add up along the way.
 */
export type Path = {
  readonly time_s: Float64Array
  readonly speed_ms: Float64Array
  readonly x_m: Float64Array
  readonly z_m: Float64Array
  /** Not wrapped: a lap is one turn more, or less. */
  readonly heading_rad: Float64Array
  readonly distance_m: Float64Array
}

export type PathColumn = Exclude<keyof Path, 'time_s'>

const gravity = 9.80665
/** Below this a lateral acceleration says nothing of a turn. */
const slow_ms = 5

/** Reckons the way; undefined for a log without speed, or with neither yaw rate nor lateral acceleration. */
export function reckonPath(columns: Columns): Path | undefined {
  const speed = columns.get('speed_kmh')
  if (speed === undefined || speed.time_s.length < 2) return undefined
  const { time_s } = speed
  const speed_ms = speed.values.map(value => known(value / 3.6))
  const turning = turningOf(columns, time_s, speed_ms)
  if (turning === undefined) return undefined
  const empty = () => new Float64Array(time_s.length)
  const path = { time_s, speed_ms, x_m: empty(), z_m: empty(), heading_rad: empty(), distance_m: empty() }
  const { x_m, z_m, heading_rad, distance_m } = path
  for (let row = 1; row < time_s.length; row++) {
    const step_s = (time_s[row] ?? 0) - (time_s[row - 1] ?? 0)
    const way = (((speed_ms[row - 1] ?? 0) + (speed_ms[row] ?? 0)) / 2) * step_s
    const turn = (((turning[row - 1] ?? 0) + (turning[row] ?? 0)) / 2) * step_s
    const heading = (heading_rad[row - 1] ?? 0) + turn / 2
    heading_rad[row] = (heading_rad[row - 1] ?? 0) + turn
    distance_m[row] = (distance_m[row - 1] ?? 0) + way
    x_m[row] = (x_m[row - 1] ?? 0) + way * Math.sin(heading)
    z_m[row] = (z_m[row - 1] ?? 0) + way * Math.cos(heading)
  }
  return path
}

function turningOf(columns: Columns, time_s: Float64Array, speed_ms: Float64Array): Float64Array | undefined {
  const yaw = columns.get('angular_velocity_rads_y')
  if (yaw !== undefined) return sampledAt(yaw, time_s).map(known)
  const lateral = columns.get('accel_lat_g')
  if (lateral === undefined) return undefined
  return sampledAt(lateral, time_s).map((g, row) => {
    const speed = speed_ms[row] ?? 0
    return speed > slow_ms ? known((g * gravity) / speed) : 0
  })
}

const known = (value: number): number => (Number.isFinite(value) ? value : 0)

/** One of the path's columns as a series. */
export const pathSeries = (path: Path, name: PathColumn): Series => ({
  time_s: path.time_s,
  values: path[name],
})

/** A lap of the path, closed: its ends are one place, and what was missing is spread over the way. */
export type ClosedLap = {
  readonly time_s: Float64Array
  /** 0 at the line to 1 at the line again, as shares of the driven way. */
  readonly spline: Float64Array
  readonly x_m: Float64Array
  readonly z_m: Float64Array
}

/** The lap from one instant up to another, with the line at 0, 0; undefined where the car did not move. */
export function closedLap(path: Path, from_s: number, to_s: number): ClosedLap | undefined {
  const justBefore = (instant: number) => firstAfter(path.time_s, instant - 1e-9)
  const [first, end] = [justBefore(from_s), justBefore(to_s)]
  const time_s = path.time_s.slice(first, end)
  const distance = valueAt(pathSeries(path, 'distance_m'), from_s)
  const length = valueAt(pathSeries(path, 'distance_m'), to_s) - distance
  if (time_s.length === 0 || !(length > 0)) return undefined
  const spline = path.distance_m.slice(first, end).map(way => (way - distance) / length)
  const closed = (name: 'x_m' | 'z_m') => {
    const origin = valueAt(pathSeries(path, name), from_s)
    const missing = valueAt(pathSeries(path, name), to_s) - origin
    return path[name].slice(first, end).map((place, row) => place - origin - missing * (spline[row] ?? 0))
  }
  return { time_s, spline, x_m: closed('x_m'), z_m: closed('z_m') }
}
