// Boards as values: which laps are compared with one another, and which lap of a driver counts.
import type { BoardRow } from '../model/board.ts'
import { boardName } from '../model/board-name.ts'
import { asLapId } from '../model/identity.ts'
import type { LapRecord } from '../model/messages.ts'

/** One kind of board. Every kind is per track; a lap is held against each. */
export type BoardRule = {
  /** Whose laps meet: all of one class of cars, or of one car. */
  readonly among: 'car_class' | 'car'
  /** Since when. */
  readonly period: 'ever'
  /** In which weather. */
  readonly conditions: 'any'
  /** What of a driver counts. */
  readonly rule: 'best-lap'
}

export const boardRules = [
  { among: 'car_class', period: 'ever', conditions: 'any', rule: 'best-lap' },
  { among: 'car', period: 'ever', conditions: 'any', rule: 'best-lap' },
] as const satisfies readonly BoardRule[]

/** Real drivers and virtual ones have boards of their own. */
export type Field = 'real' | 'virtual'

/** One board: its name is made of the rest. */
export type BoardKey = {
  /** `monza/GT3`, `monza/bmw_m4_gt3`, `monza/GT3/virtual`. */
  readonly board: string
  readonly track: string
  readonly among: BoardRule['among']
  /** The class or the car. */
  readonly subject: string
  readonly field: Field
}

/** Where a lap competes; undefined when it may not: only a valid flying lap that has a time does. Unknown validity is not valid. */
export function fieldOf(lap: LapRecord, ranked: boolean): Field | undefined {
  if (!ranked || lap.valid !== true || lap.kind !== 'flying' || lap.lap_time_ms === undefined)
    return undefined
  return lap.origin === 'virtual' ? 'virtual' : 'real'
}

/** The boards on which a lap of this field is held; none for a class or a track that is not known. */
export function boardsOf(
  lap: Pick<LapRecord, 'track' | 'car' | 'car_class'>,
  field: Field,
): readonly BoardKey[] {
  return boardRules.flatMap(({ among }) => {
    const { track, [among]: subject } = lap
    if (track === '' || subject === '') return []
    const board = boardName(track, subject, field === 'virtual')
    return [{ board, track, among, subject, field }]
  })
}

/** A driver's best on a board, in the order of the board. */
export type Best = {
  readonly driver: string
  readonly lap_id: string
  readonly lap_time_ms: number
  readonly achieved_at: string
}

/** When the car crossed the line that ended the lap. */
export const achievedAt = (started_at: string, lap_time_ms: number): string =>
  new Date(Date.parse(started_at) + lap_time_ms).toISOString()

/** Gives places to the best rows of a board from its first row on: equal times share one, 1, 2, 2, 4. */
export function placed(best: readonly Best[]): readonly BoardRow[] {
  let rank = 0
  return best.map((row, index) => {
    if (row.lap_time_ms !== best[index - 1]?.lap_time_ms) rank = index + 1
    return rowOf(row, rank)
  })
}

export const rowOf = ({ driver, lap_id, lap_time_ms, achieved_at }: Best, rank: number): BoardRow => ({
  rank,
  driver,
  lap_id: asLapId(lap_id),
  lap_time_ms,
  achieved_at,
})
