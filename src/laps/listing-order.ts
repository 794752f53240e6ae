// The orders of a listing of laps, for stores that sort by themselves.
import { type LapOrder, orderValue } from '../model/lap-order.ts'
import type { RuledLap } from '../model/ruling.ts'
import { lapOrder } from './dynamodb-table.ts'
import type { LapFilter, LapPlace } from './store.ts'

/** A page of a listing: what comes after `after`, at most `limit` laps. */
export function inOrder({ order, after, limit }: LapFilter, laps: readonly RuledLap[]): readonly RuledLap[] {
  const compare = order === undefined ? newestFirst : ordered(order)
  const listed = order?.by === 'lap_time_ms' ? laps.filter(lap => lap.lap_time_ms !== undefined) : laps
  const placed = listed.toSorted(compare)
  const from = after === undefined ? 0 : placed.findIndex(lap => compare(lap, after) > 0)
  return from < 0 ? [] : placed.slice(from, limit === undefined ? undefined : from + limit)
}

type Compare = (a: LapPlace, b: LapPlace) => number

/** By the value, then by the id; both ways round. Laps without the value are last either way. */
function ordered({ by, down }: LapOrder): Compare {
  const way = down ? -1 : 1
  return (a, b) => {
    const [one, other] = [orderValue(a, by), orderValue(b, by)]
    if (one === undefined || other === undefined)
      return Number(one === undefined) - Number(other === undefined) || way * compareText(a.lap_id, b.lap_id)
    if (typeof one === 'number' && typeof other === 'number')
      return way * (one - other || compareText(a.lap_id, b.lap_id))
    return way * (compareText(String(one), String(other)) || compareText(a.lap_id, b.lap_id))
  }
}

const compareText = (a: string, b: string): number => (a < b ? -1 : Number(a > b))
const newestFirst: Compare = (a, b) => (lapOrder(a) < lapOrder(b) ? 1 : -Number(lapOrder(a) > lapOrder(b)))
