// One lap over the track, or the samples of some of its channels, as the hub hands them out over HTTP.
import { z } from 'zod'

export const lapColumns = z.object({
  lap_id: z.string(),
  rows: z.int().min(0),
  /** By name; null is what was not measured. */
  columns: z.record(z.string(), z.array(z.number().nullable())),
})
export type LapColumns = Readonly<z.infer<typeof lapColumns>>
