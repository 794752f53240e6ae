// Laps and rulings to items of the table and back.
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import { type Item, textIn } from './dynamodb-items.ts'
import {
  lapKey,
  lapOrder,
  monthOf,
  monthPartition,
  type Place,
  placedLapKey,
  sessionPartition,
} from './dynamodb-table.ts'
import { latestRuling, ruled } from './ruled.ts'

/** All that is known of a lap: a ruling may come before it. */
export type LapState = {
  readonly lap_id: string
  readonly lap?: LapRecord
  readonly ranked: boolean
  readonly rulings: readonly Ruling[]
  /** Where a copy of it lies or lay. */
  readonly places: readonly Place[]
}

export const nothingKnown = (lap_id: string): LapState => ({ lap_id, ranked: false, rulings: [], places: [] })

export function stateItem({ lap_id, lap, ranked, rulings, places }: LapState, rev: number): Item {
  return {
    ...lapKey(lap_id),
    ...{ rev, ranked, rulings: JSON.stringify(rulings), places: JSON.stringify(places) },
    ...(lap !== undefined && {
      lap: JSON.stringify(lap),
      ...{ GSI1PK: sessionPartition(lap.session_id), GSI1SK: lapOrder(lap) },
    }),
  }
}

export function stateIn(item: Item): LapState {
  const lap = textIn(item, 'lap')
  return {
    lap_id: textIn(item, 'PK').slice('LAP#'.length),
    ...(lap !== '' && { lap: JSON.parse(lap) }),
    ranked: item['ranked'] === true,
    rulings: JSON.parse(textIn(item, 'rulings')),
    places: JSON.parse(textIn(item, 'places')),
  }
}

/** The lap as it is listed; undefined while only rulings on it are known. */
export const ruledIn = (item: Item): RuledLap | undefined => {
  const { lap, rulings } = stateIn(item)
  return lap === undefined ? undefined : ruled(lap, latestRuling(rulings))
}

/** The copy at a place: with the lap, or a mark that it is no longer there. */
export function placedItem(place: Place, state: LapState, rev: number): Item & { readonly rev: number } {
  const { lap_id, lap, ranked, rulings } = state
  const key = { ...placedLapKey(place, lap_id), rev }
  if (lap === undefined || !isAt(place, lap)) return { ...key, gone: true }
  return {
    ...key,
    ranked,
    ruled: JSON.stringify(ruled(lap, latestRuling(rulings))),
    ...{ GSI1PK: monthPartition(monthOf(lap)), GSI1SK: lapOrder(lap) },
  }
}

/** The lap of a copy. */
export const lapIn = (item: Item): RuledLap => JSON.parse(textIn(item, 'ruled'))

export const isAt = ({ track, driver }: Place, lap: Place): boolean =>
  lap.track === track && lap.driver === driver
