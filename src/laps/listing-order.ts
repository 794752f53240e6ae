// The orders of a listing of laps, for stores that sort by themselves.
import type { RuledLap } from '../model/ruling.ts'
import { lapOrder } from './dynamodb-table.ts'
import type { LapFilter, LapPlace } from './store.ts'

/** A page of a listing: what comes after `after`, at most `limit` laps. */
export function inOrder({ order, after, limit }: LapFilter, laps: readonly RuledLap[]): readonly RuledLap[] {
  const isFastest = order === 'fastest'
  const placed = (isFastest ? laps.filter(lap => lap.lap_time_ms !== undefined) : laps).toSorted(
    isFastest ? fastestFirst : newestFirst,
  )
  const from =
    after === undefined
      ? 0
      : placed.findIndex(lap => (isFastest ? fastestFirst : newestFirst)(lap, after) > 0)
  return from < 0 ? [] : placed.slice(from, limit === undefined ? undefined : from + limit)
}

const fastestFirst = (a: LapPlace, b: LapPlace): number =>
  (a.lap_time_ms ?? 0) - (b.lap_time_ms ?? 0) || (a.lap_id < b.lap_id ? -1 : Number(a.lap_id > b.lap_id))
const newestFirst = (a: LapPlace, b: LapPlace): number =>
  lapOrder(a) < lapOrder(b) ? 1 : -Number(lapOrder(a) > lapOrder(b))
