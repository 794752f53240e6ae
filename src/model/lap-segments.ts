// What one lap did in each stretch of its track, as the hub hands it out over HTTP.
import { z } from 'zod'
import { traceQuery } from './lap-trace.ts'

const metre = z.number()
const elapsed = z.int().nullable()

const segment = z.object({
  /** `T4-5`; of a stretch without corners the metres, `0–2519 m`. */
  label: z.string(),
  name: z.string(),
  from_m: metre,
  to_m: metre,
  /** The middle of its corners. */
  middle_m: metre,
  /** Whole milliseconds since the line at both ends; null where the car was not seen. */
  start_ms: elapsed,
  end_ms: elapsed,
  /** Absent is what did not happen, or was not measured. */
  brake_m: metre.optional(),
  brake_speed_kmh: z.number().optional(),
  min_speed_kmh: z.number().optional(),
  min_m: metre.optional(),
  throttle_m: metre.optional(),
  /** Where the throttle was first let go on the way to the slowest point. */
  lift_m: metre.optional(),
  /** The least throttle, 0 to 1; absent where it was not measured throughout. */
  least_throttle: z.number().optional(),
  /** The least time to the car ahead. */
  gap_ahead_ms: z.number().optional(),
})
export type SegmentFacts = Readonly<z.infer<typeof segment>>

export const lapSegments = z.object({
  lap_id: z.string(),
  length_m: z.int(),
  /** The metre of the track's own count, which begins at spline 0, at which the line lies. */
  line: z.int(),
  /** Which pedals were measured: only then an absent brake point says that the brake was not touched. */
  brake_measured: z.boolean(),
  throttle_measured: z.boolean(),
  segments: z.array(segment),
})
export type LapSegments = Readonly<z.infer<typeof lapSegments>>

export const segmentQuery = traceQuery.pick({ length: true }).extend({
  /** Where somebody cuts the track, as in `0_640-Curva Grande_1500`: metres from the line, and names. By its corners when left out. */
  cuts: z.string().max(4000).exactOptional(),
})
