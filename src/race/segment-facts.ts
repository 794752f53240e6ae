// What one lap did in each segment of its track, from its columns over the metres of the track.
import { channels } from '../model/channels.ts'
import type { Cut } from '../model/cuts.ts'
import type { LapSegments, SegmentFacts } from '../model/lap-segments.ts'
import type { Track } from '../model/track.ts'
import { type CornerPass, cornerPasses } from './corners.ts'
import type { TimedColumn } from './grid.ts'
import { elapsedOver, fromLine, type LapOverTrack, metresFromLine, valuesOver } from './lap-over-track.ts'
import { type Segment, segmentsOf } from './segments.ts'

/** The channels that the facts are made from. */
export const factChannels = ['speed_kmh', 'brake', 'throttle', 'gap_ahead_ms'] as const
type FactChannel = (typeof factChannels)[number]

/**
 * The facts of a lap from its channels; one that was not measured is not in `columns`. Its last segment ends with `lap_time_ms`, where it has one: the times of all segments together are
 * then the lap time, to the millisecond. Without `cuts` the track is cut by its corners.
 */
export function segmentFacts(
  lap_id: string,
  track: Track | undefined,
  lap: LapOverTrack,
  columns: ReadonlyMap<string, TimedColumn>,
  lap_time_ms?: number,
  cuts?: readonly Cut[],
): LapSegments {
  const { length_m, line } = lap
  const elapsed = elapsedOver(lap)
  const cutAt = (metre: number): number | null => {
    if (metre === length_m && lap_time_ms !== undefined) return lap_time_ms
    const at = elapsed[metre] ?? Number.NaN
    return Number.isNaN(at) ? null : Math.round(at)
  }
  const laid = new Map(
    factChannels.flatMap(name => {
      const column = columns.get(name)
      return column === undefined ? [] : [[name, valuesOver(lap, column, channels[name])] as const]
    }),
  )
  const passes = passesOf(track, lap, laid)
  const metres = (name: FactChannel) => {
    const values = laid.get(name)
    return values && fromLine(lap, values)
  }
  const [speed, throttle, gaps] = [metres('speed_kmh'), metres('throttle'), metres('gap_ahead_ms')]
  return {
    lap_id,
    length_m,
    line,
    brake_measured: laid.has('brake'),
    throttle_measured: laid.has('throttle'),
    segments: segmentsOf(track, length_m, line, cuts).map(segment => ({
      label: segment.label,
      name: segment.name,
      from_m: segment.from_m,
      to_m: segment.to_m,
      middle_m: segment.middle_m,
      start_ms: cutAt(segment.from_m),
      end_ms: cutAt(segment.to_m),
      ...pedals(segment, passes, lap),
      ...lowest(segment, speed),
      ...lift(segment, throttle, speed),
      ...gap(segment, gaps),
    })),
  }
}

function passesOf(
  track: Track | undefined,
  { times_us }: LapOverTrack,
  laid: ReadonlyMap<FactChannel, Float32Array>,
): readonly CornerPass[] {
  const speed_kmh = laid.get('speed_kmh')
  if (track === undefined || speed_kmh === undefined) return []
  const [brake, throttle] = [laid.get('brake'), laid.get('throttle')]
  return cornerPasses(track, { times_us, speed_kmh, ...(brake && { brake }), ...(throttle && { throttle }) })
}

/** Where the first corner was braked for, and where the throttle was taken up after the last one. */
function pedals(
  { corners, from_m, to_m }: Segment,
  passes: readonly CornerPass[],
  lap: LapOverTrack,
): Partial<SegmentFacts> {
  const metreOf = (spline: number) => Math.round(metresFromLine(lap, spline)) % lap.length_m
  const inside = (metre: number) => metre >= from_m && metre < to_m
  const own = passes.filter(({ corner }) => corners.includes(corner))
  const braked = own.find(({ brake_spline: at }) => at !== undefined && inside(metreOf(at)))
  const pressed = own.findLast(({ throttle_spline: at }) => at !== undefined && inside(metreOf(at)))
  return {
    ...(braked?.brake_spline !== undefined && { brake_m: metreOf(braked.brake_spline) }),
    ...(braked?.brake_speed_kmh !== undefined && { brake_speed_kmh: tenths(braked.brake_speed_kmh) }),
    ...(pressed?.throttle_spline !== undefined && { throttle_m: metreOf(pressed.throttle_spline) }),
  }
}

function lowest({ from_m, to_m }: Segment, speed_kmh: Float32Array | undefined): Partial<SegmentFacts> {
  const found = least(speed_kmh, from_m, to_m)
  return found === undefined ? {} : { min_speed_kmh: tenths(found.value), min_m: found.at }
}

/** Full throttle, and let go of it: in between a foot trembles. */
const full = 0.95
const lifted = 0.85
/** A foot that is off for less than this has changed gear, or slipped. */
const shortest_m = 8

/** Where the throttle was let go before the slowest point, for a while; and how far at most, in the whole segment. */
function lift(
  { from_m, to_m }: Segment,
  throttle: Float32Array | undefined,
  speed_kmh: Float32Array | undefined,
): Partial<SegmentFacts> {
  const lowest = least(throttle, from_m, to_m)
  if (throttle === undefined || lowest === undefined) return {}
  const slowest = least(speed_kmh, from_m, to_m)?.at
  const at = slowest === undefined ? undefined : liftPoint(throttle, from_m, slowest)
  return { least_throttle: Math.round(lowest.value * 100) / 100, ...(at !== undefined && { lift_m: at }) }
}

function liftPoint(throttle: Float32Array, from_m: number, to_m: number): number | undefined {
  let isFull = false
  let off: number | undefined
  for (let metre = from_m; metre <= to_m; metre++) {
    const value = throttle[metre] ?? Number.NaN
    if (value >= full) {
      isFull = true
      off = undefined
    } else if (isFull && value < lifted) off ??= metre
    if (off !== undefined && metre - off >= shortest_m) return off
  }
  return undefined
}

/** A car that is not there has no gap, and the game writes none. */
function gap({ from_m, to_m }: Segment, gap_ahead_ms: Float32Array | undefined): Partial<SegmentFacts> {
  const found = least(gap_ahead_ms, from_m, to_m)
  return found === undefined || found.value <= 0 ? {} : { gap_ahead_ms: Math.round(found.value) }
}

/** Undefined when a part of the stretch was not measured: the least may have been there. */
function least(values: Float32Array | undefined, from: number, to: number) {
  if (values === undefined) return undefined
  let at = from
  for (let metre = from; metre < to; metre++) {
    const value = values[metre] ?? Number.NaN
    if (Number.isNaN(value)) return undefined
    if (value < (values[at] ?? 0)) at = metre
  }
  return { at, value: values[at] ?? Number.NaN }
}

const tenths = (value: number): number => Math.round(value * 10) / 10
