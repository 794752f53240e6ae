// Listings of laps and sessions out of the table. By the keys go: the newest laps, those of a session, those of a driver on
// a track. Whatever else narrows or orders them is looked for among these here, so a listing of all laps in another order
// than the newest first reads every lap.
import type { LapRemark } from '../model/lap-remark.ts'
import { sideOf } from '../model/lap-side.ts'
import type { RuledLap } from '../model/ruling.ts'
import { type DynamoItems, type Item, textIn } from './dynamodb-items.ts'
import { lapIn, ruledIn } from './dynamodb-rows.ts'
import {
  lapOrder,
  monthOf,
  monthPartition,
  type Place,
  placePartition,
  sessionPartition,
} from './dynamodb-table.ts'
import { wantedBy } from './dynamodb-wanted.ts'
import { inParallel } from './in-parallel.ts'
import { inOrder } from './listing-order.ts'
import type { LapFilter, ListedSession, SessionFilter, SessionRecord } from './store.ts'

export class DynamoListing {
  readonly #items: DynamoItems

  constructor(items: DynamoItems) {
    this.#items = items
  }

  async laps(filter: LapFilter): Promise<readonly RuledLap[]> {
    const isRemarked = await this.#remarkedBy(filter)
    const isFitting = wantedBy(filter)
    const wanted = (lap: RuledLap) => isFitting(lap) && isRemarked(lap)
    if (filter.session_id !== undefined || filter.driver !== undefined || filter.track !== undefined) {
      return inOrder(filter, (await this.#lapsWhere(filter)).filter(wanted))
    }
    if (filter.order !== undefined) {
      const { order: _order, after: _after, limit: _limit, ...all } = filter
      return inOrder(filter, await this.laps(all))
    }
    const months = await this.#items.query({ partition: 'MONTHS', newestFirst: true })
    const laps: RuledLap[] = []
    const last = filter.after && monthOf(filter.after)
    const before = filter.after === undefined ? {} : { before: lapOrder(filter.after) }
    for (const month of months) {
      if (last !== undefined && textIn(month, 'SK') > last) continue
      const left = filter.limit === undefined ? undefined : filter.limit - laps.length
      if (left !== undefined && left <= 0) break
      const isWhole = Object.keys(filter).every(name => name === 'limit' || name === 'after')
      const partition = monthPartition(textIn(month, 'SK'))
      const limit = isWhole && left !== undefined ? { limit: left } : {}
      const items = await this.#items.query({
        partition,
        of: 'index',
        newestFirst: true,
        ...before,
        ...limit,
      })
      laps.push(...items.map(lapIn).filter(wanted))
    }
    return laps.slice(0, filter.limit)
  }

  async countLaps(filter: LapFilter): Promise<number> {
    const { limit: _limit, after: _after, order: _order, ...whole } = filter
    return (await this.laps(whole)).length
  }

  async sessions(filter: SessionFilter): Promise<readonly ListedSession[]> {
    const items = await this.#items.query({ partition: 'SESSIONS', of: 'index', newestFirst: true })
    const sessions = items.map(sessionIn).filter(wantedBy(filter)).slice(0, filter.limit)
    return inParallel(sessions, async session => {
      const all = await this.#lapsOfSession(session.session_id)
      const laps = all.filter(lap => sideOf(lap) === 'rigs')
      const times = (laps.length === 0 ? all : laps).flatMap(({ valid, kind, lap_time_ms }) =>
        valid === true && kind === 'flying' && lap_time_ms !== undefined ? [lap_time_ms] : [],
      )
      const best = times.length === 0 ? {} : { best_lap_ms: Math.min(...times) }
      return { ...session, laps: laps.length, field_laps: all.length - laps.length, ...best }
    })
  }

  /** What people wrote beside laps. */
  async remarks(): Promise<readonly LapRemark[]> {
    const items = await this.#items.query({ partition: 'REMARKS' })
    return items.map((item): LapRemark => JSON.parse(textIn(item, 'record')))
  }

  /** Who drove where; a driver in any case of letters. */
  async places(of: {
    readonly driver?: string | undefined
    readonly track?: string | undefined
  }): Promise<readonly Place[]> {
    const items = await this.#items.query({ partition: 'DRIVERS' })
    const wanted = wantedBy({
      ...(of.driver !== undefined && { driver: of.driver }),
      ...(of.track !== undefined && { track: of.track }),
    })
    return items
      .map(item => ({ track: textIn(item, 'track'), driver: textIn(item, 'driver'), car: '' }))
      .filter(wanted)
  }

  async #lapsWhere({ session_id, driver, track }: LapFilter): Promise<readonly RuledLap[]> {
    if (session_id !== undefined) return this.#lapsOfSession(session_id)
    const places = await this.places({ driver, track })
    const found = await inParallel(places, place =>
      this.#items.query({ partition: placePartition(place), prefix: 'LAP#' }),
    )
    return found.flat().flatMap(item => (item['gone'] === true ? [] : [lapIn(item)]))
  }

  async #lapsOfSession(session_id: string): Promise<readonly RuledLap[]> {
    const items = await this.#items.query({ partition: sessionPartition(session_id), of: 'index' })
    return items.flatMap(item => ruledIn(item) ?? [])
  }

  /** Remarks are few: all of them are read where they narrow. */
  async #remarkedBy({ tag, leftOut }: LapFilter): Promise<(lap: RuledLap) => boolean> {
    if (tag === undefined && leftOut === undefined) return () => true
    const remarks = new Map((await this.remarks()).map(remark => [remark.lap_id, remark]))
    return ({ lap_id }) => {
      const remark = remarks.get(lap_id)
      return (
        (tag === undefined || remark?.tags.includes(tag) === true) &&
        (leftOut === undefined || (remark?.hidden ?? false) === leftOut)
      )
    }
  }
}

export const sessionIn = (item: Item): SessionRecord => JSON.parse(textIn(item, 'record'))
