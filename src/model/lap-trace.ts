// A window of a lap at the resolution of a screen, as the hub hands it out over HTTP: question and answer.
import { z } from 'zod'
import { traceAxes } from './trace-axis.ts'

const place = z.coerce.number().min(0).max(3_600_000)

export const traceQuery = z.object({
  /** Names with commas between. */
  channels: z.string().max(4000).default(''),
  axis: z.enum(traceAxes).default('distance'),
  /** In metres, or in milliseconds. */
  from: place.default(0),
  /** Its end is included; the end of the lap when left out. */
  to: place.exactOptional(),
  /** Columns of pixels. Where one holds several steps it has two values: the lowest and the highest, as they came. */
  points: z.coerce.number().int().min(2).max(4000).default(1000),
  /** The length of the track in metres, where the hub's table has none; the way driven when left out. */
  length: z.coerce.number().int().min(100).max(60_000).exactOptional(),
})
export type TraceQuery = Readonly<z.input<typeof traceQuery>>

const values = z.array(z.number().nullable())

export const lapTrace = z.object({
  lap_id: z.string(),
  axis: z.enum(traceAxes),
  length_m: z.int(),
  /** Steps of the axis in one column of pixels. */
  step: z.int().min(1),
  /** Where the values are: metres or milliseconds from the line. */
  at: z.array(z.number()),
  /** Since the line, at each of these places; null where the car was not seen. */
  elapsed_ms: values,
  /** From the line, at each of these places. */
  distance_m: values,
  /** By name, without those that were not measured in this lap; null is a hole. */
  columns: z.record(z.string(), values),
})
export type LapTrace = Readonly<z.infer<typeof lapTrace>>
