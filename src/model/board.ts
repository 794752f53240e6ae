// A board: a row for each driver, of laps that may be compared, for example the best laps of one class on one track.
import { z } from 'zod'
import { asLapId } from './identity.ts'

const lapId = z.string().transform(asLapId)
const ms = z.int().min(0)

export const boardRow = z.object({
  /** Drivers with the same score share a rank, and the next rank is skipped: 1, 2, 2, 4. */
  rank: z.int().min(1),
  driver: z.string(),
  /** The lap with which the score was reached, and its time: on a board of best laps the score itself. */
  lap_id: lapId,
  lap_time_ms: ms,
  achieved_at: z.iso.datetime(),
  /** Of `average-5`: the mean of the five best laps. */
  average_ms: z.number().min(0).optional(),
  /** Of `most-laps`: valid flying laps. Of `race`: laps that were completed. */
  laps: z.int().min(1).optional(),
  /** Of `consistency`: by how much five laps in a row differ at most. */
  spread_ms: ms.optional(),
  /** Of `team-relay`: the best laps of all drivers of the team, one after the other. Of `race`: the time that its laps took. */
  total_ms: ms.optional(),
})
export type BoardRow = Readonly<z.infer<typeof boardRow>>

export const board = z.object({
  /** Names what is compared: `monza/GT3`, `monza/GT3/season-2026/wet`. */
  board: z.string(),
  rows: z.array(boardRow).readonly(),
})
export type Board = Readonly<z.infer<typeof board>>

/** A lap that was the best of its board when it was driven. */
export const boardRecord = boardRow.pick({ driver: true, lap_id: true, lap_time_ms: true, achieved_at: true })
export type BoardRecord = Readonly<z.infer<typeof boardRecord>>

/** The lap that a driver would have driven with the best of each own valid sector. */
export const theoretical = z.object({
  driver: z.string(),
  track: z.string(),
  car: z.string(),
  lap_time_ms: ms,
  sectors: z.array(z.object({ sector: z.int().min(1), time_ms: ms, lap_id: lapId })).readonly(),
  /** Laps that were looked at, and the best of them. */
  laps: z.int().min(1),
  best_lap_ms: ms,
})
export type Theoretical = Readonly<z.infer<typeof theoretical>>
