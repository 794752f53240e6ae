// A board: the best lap of each driver among laps that may be compared, for example one class of cars on one track.
import { z } from 'zod'
import { asLapId } from './identity.ts'

export const boardRow = z.object({
  /** Drivers with the same time share a rank, and the next rank is skipped: 1, 2, 2, 4. */
  rank: z.int().min(1),
  driver: z.string(),
  lap_id: z.string().transform(asLapId),
  lap_time_ms: z.int().min(0),
  achieved_at: z.iso.datetime(),
})
export type BoardRow = Readonly<z.infer<typeof boardRow>>

export const board = z.object({
  /** Names what is compared: `monza/GT3`. */
  board: z.string(),
  rows: z.array(boardRow).readonly(),
})
export type Board = Readonly<z.infer<typeof board>>
