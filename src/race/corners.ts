// What a lap did in each corner of a track: where it braked, how slow it was, where it was on the throttle.
import type { Track } from '../model/track.ts'
import { type Kmh, kmh, type Millis, millis } from '../units/quantity.ts'
import { splineOf } from './grid.ts'

/** Columns of one lap over a grid of any number of points; NaN is not measured. `times_us` are the grid times. */
export type CornerColumns = {
  readonly times_us: Float64Array
  readonly speed_kmh: Float32Array
  readonly brake?: Float32Array
  readonly throttle?: Float32Array
}

/** One corner of one lap. Positions are shares of the centre line; absent where it did not happen or was not measured. */
export type CornerPass = {
  readonly corner: number
  readonly name: string
  readonly entry_speed_kmh: Kmh
  readonly min_speed_kmh: Kmh
  readonly min_spline: number
  readonly exit_speed_kmh: Kmh
  /** From the first to the last point of the corner. */
  readonly time_ms: Millis
  /** Where the brake that leads to the slowest point was touched, and how fast the car was there. */
  readonly brake_spline?: number
  readonly brake_speed_kmh?: Kmh
  /** Where the throttle was taken up again after the slowest point. */
  readonly throttle_spline?: number
}

/** A pedal counts as pressed beyond this. */
const brakePressed = 0.05
const throttlePressed = 0.2
/** The brake may be let go for so long within one braking. */
const flutter_us = 400_000
/** Brakings between which the car gets faster by more than this are for different corners. */
const regained_kmh = 8
/** A corner's braking begins at most this share of the track before it, its throttle at most as far behind it. */
const approach = 0.06

/** The corners that the lap drove through from end to end, in their order. */
export function cornerPasses(track: Pick<Track, 'corners'>, columns: CornerColumns): readonly CornerPass[] {
  const end = columns.times_us.length - 1
  return track.corners.flatMap(([corner, name, from, to]) => {
    const pass = passOf(columns, Math.ceil(from * end), Math.floor(to * end))
    return pass === undefined ? [] : [{ corner, name, ...pass }]
  })
}

function passOf(
  columns: CornerColumns,
  first: number,
  last: number,
): Omit<CornerPass, 'corner' | 'name'> | undefined {
  const { times_us, speed_kmh, brake, throttle } = columns
  const points = times_us.length
  const reach = Math.round(approach * points)
  const place = (point: number) => splineOf(point, points)
  const speed = (point: number) => speed_kmh[point] ?? Number.NaN
  let slowest = first
  for (let point = first; point <= last; point++) {
    if (Number.isNaN(speed(point))) return undefined
    if (speed(point) < speed(slowest)) slowest = point
  }
  const time_ms = millis(
    Math.round(((times_us[last] ?? Number.NaN) - (times_us[first] ?? Number.NaN)) / 1000),
  )
  // The corner with the start line in it.
  if (!(time_ms > 0)) return undefined
  const braked = brake === undefined ? undefined : brakePoint(columns, slowest, first - reach)
  const pressed = throttle === undefined ? undefined : throttlePoint(throttle, slowest, last + reach)
  return {
    entry_speed_kmh: kmh(speed(first)),
    min_speed_kmh: kmh(speed(slowest)),
    min_spline: place(slowest),
    exit_speed_kmh: kmh(speed(last)),
    time_ms,
    ...(braked === undefined ? {} : { brake_spline: place(braked), brake_speed_kmh: kmh(speed(braked)) }),
    ...(pressed === undefined ? {} : { throttle_spline: place(pressed) }),
  }
}

/** One use of the brake: its first and its last point, both with the pedal pressed. */
type Braking = { readonly first: number; readonly last: number }

/**
 * Where the braking began that took most of the speed, of those that lead to the slowest point: a dab before it or a foot
 * that trails after it is another use of the same pedal.
 */
function brakePoint(columns: CornerColumns, slowest: number, earliest: number): number | undefined {
  const { speed_kmh } = columns
  const lost = ({ first, last }: Braking) => (speed_kmh[first] ?? 0) - (speed_kmh[last] ?? 0)
  let main: Braking | undefined
  let reached = slowest
  for (;;) {
    const braking = brakingBefore(columns, reached, earliest)
    // Whoever got faster in between has braked for another corner.
    if (braking === undefined || risen_kmh(speed_kmh, braking.last, reached) > regained_kmh) break
    if (main === undefined || lost(braking) > lost(main)) main = braking
    reached = braking.first - 1
  }
  return main?.first
}

/**
 * The last use of the brake up to a point. A foot that leaves the pedal for a moment still brakes: the trail of a braking
 * flutters around the least pressure. Undefined when there is none after `earliest`.
 */
function brakingBefore(
  { times_us, brake }: Pick<CornerColumns, 'times_us' | 'brake'>,
  from: number,
  earliest: number,
): Braking | undefined {
  const pressed = (point: number) => (brake?.[point] ?? 0) > brakePressed
  let point = from
  while (point > earliest && !pressed(point)) point--
  if (point <= Math.max(0, earliest)) return undefined
  const last = point
  let first = last
  for (; point > earliest && point >= 0; point--) {
    if (pressed(point)) first = point
    else if (!((times_us[first] ?? 0) - (times_us[point] ?? 0) <= flutter_us)) break
  }
  return { first, last }
}

/** By how much the car got faster at most, after the point `from` and up to `to`. */
function risen_kmh(speed_kmh: Float32Array, from: number, to: number): number {
  let risen = 0
  for (let point = from + 1; point <= to; point++) {
    risen = Math.max(risen, (speed_kmh[point] ?? Number.NaN) - (speed_kmh[from] ?? Number.NaN) || 0)
  }
  return risen
}

function throttlePoint(throttle: Float32Array, slowest: number, latest: number): number | undefined {
  for (let point = slowest; point <= Math.min(latest, throttle.length - 1); point++) {
    if ((throttle[point] ?? 0) > throttlePressed) return point
  }
  return undefined
}
