// The lap store in one table of DynamoDB, shared by any number of hubs and functions. It imports the SDK: load it only
// when laps lie there. Listings that go by the index may lag a moment behind on Amazon's side.
import type { Board, BoardRecord, BoardRow, Theoretical } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import type { LapId } from '../model/identity.ts'
import { isBlank, type LapRemark } from '../model/lap-remark.ts'
import { sideOf } from '../model/lap-side.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import { trackId } from '../model/track.ts'
import type { TrackCuts } from '../model/track-cuts.ts'
import { type DriverStanding, fieldOf, type NamedKey, placed, rowOf } from './boards.ts'
import { DynamoItems, type DynamoOptions, type Item, numberIn, textIn } from './dynamodb-items.ts'
import { lapIn, ruledIn } from './dynamodb-rows.ts'
import { DynamoStandings, eventIn, isDone } from './dynamodb-standings.ts'
import {
  boardKey,
  boardPartition,
  cutsKey,
  eventKey,
  hiddenKey,
  lapKey,
  lapOrder,
  monthOf,
  monthPartition,
  type Place,
  placePartition,
  remarkKey,
  rowKey,
  scoreOrder,
  sessionKey,
  sessionPartition,
} from './dynamodb-table.ts'
import { isWanted, wantedBy } from './dynamodb-wanted.ts'
import { DynamoWriter, rulingIn } from './dynamodb-writer.ts'
import { inOrder } from './listing-order.ts'
import { canonical, preferredSession } from './preference.ts'
import { type Candidate, recordOf, recordsAmong } from './records.ts'
import { compareRulings } from './ruled.ts'
import type {
  BoardFilter,
  LapFilter,
  LapStore,
  ListedSession,
  Recorded,
  SessionFilter,
  SessionRecord,
  TheoreticalFilter,
} from './store.ts'
import { theoreticalOf } from './theoretical.ts'
import { Turns } from './turns.ts'

/** Opens the store. Rejects with LapsFault `no-store` or `store-failed` and a sentence for the user. */
export async function openDynamoLapStore(options: DynamoOptions): Promise<LapStore> {
  const items = new DynamoItems(options)
  try {
    await items.open()
    return new DynamoLapStore(items)
  } catch (error) {
    items.close()
    throw error
  }
}

/** Questions that one listing asks at a time. */
const atATime = 16

class DynamoLapStore implements LapStore {
  readonly #items: DynamoItems
  readonly #standings: DynamoStandings
  readonly #writer: DynamoWriter
  readonly #turns = new Turns()

  constructor(items: DynamoItems) {
    this.#items = items
    this.#standings = new DynamoStandings(items)
    this.#writer = new DynamoWriter(items, this.#standings)
  }

  recordLap(lap: LapRecord, ranked: boolean): Promise<Recorded> {
    return this.#writer.recordLap(lap, ranked)
  }

  recordRuling(ruling: Ruling): Promise<Recorded> {
    return this.#writer.recordRuling(ruling)
  }

  recordSession(session: SessionRecord): Promise<{ readonly changed: boolean }> {
    const { session_id } = session
    return this.#turns.take(session_id, async () => {
      for (;;) {
        const stored = await this.#items.get(sessionKey(session_id))
        const before = stored === undefined ? undefined : sessionIn(stored)
        const after = before === undefined ? session : preferredSession(before, session)
        if (before !== undefined && canonical(before) === canonical(after)) return { changed: false }
        const rev = numberIn(stored, 'rev') + 1
        const item = {
          ...{ ...sessionKey(session_id), rev, record: JSON.stringify(after) },
          ...{ GSI1PK: 'SESSIONS', GSI1SK: `${after.started_at}#${session_id}` },
        }
        if (await this.#items.replace(item, rev - 1)) return { changed: true }
      }
    })
  }

  declareEvent(event: BoardEvent): Promise<Recorded> {
    return this.#changeEvent(event.event, before =>
      before !== undefined && canonical(before) === canonical(event) ? undefined : event,
    )
  }

  removeEvent(event: string): Promise<Recorded> {
    return this.#changeEvent(event, before => (before === undefined ? undefined : 'gone'))
  }

  async lap(id: LapId): Promise<RuledLap | undefined> {
    const item = await this.#items.get(lapKey(id))
    return item === undefined ? undefined : ruledIn(item)
  }

  async laps(filter: LapFilter): Promise<readonly RuledLap[]> {
    const wanted = wantedBy(filter)
    if (filter.session_id !== undefined || filter.driver !== undefined || filter.track !== undefined) {
      return inOrder(filter, (await this.#lapsWhere(filter)).filter(wanted))
    }
    if (filter.order === 'fastest') {
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

  async rulings(id?: LapId): Promise<readonly Ruling[]> {
    const all = (await this.#items.query({ partition: 'RULINGS', of: 'index' })).map(rulingIn)
    return all.filter(({ lap_id }) => id === undefined || lap_id === id).sort(compareRulings)
  }

  events(): Promise<readonly BoardEvent[]> {
    return this.#standings.events()
  }

  async boards(filter: BoardFilter): Promise<readonly Board[]> {
    const items = await (filter.board === undefined
      ? this.#items.query({ partition: 'BOARDS' })
      : this.#items.get(boardKey(filter.board)).then(item => (item === undefined ? [] : [item])))
    const keys = items.map(boardIn).filter(key => isWanted(key, filter))
    const places = filter.driver === undefined ? [] : await this.#places({ driver: filter.driver })
    const boards = await inParallel(keys, async key => ({
      board: key.board,
      rows: await this.#rows(key, filter, places),
    }))
    return boards.filter(({ rows }) => rows.length > 0)
  }

  async rank(board: string, driver: string): Promise<BoardRow | undefined> {
    const item = await this.#items.get(boardKey(board))
    return item === undefined ? undefined : this.#rank(boardIn(item), driver)
  }

  async records(board: string): Promise<readonly BoardRecord[]> {
    const rows = await this.#items.query({ partition: boardPartition(board), prefix: 'DRIVER#' })
    const candidates = rows.flatMap((row): readonly Candidate[] => JSON.parse(textIn(row, 'bests')))
    return recordsAmong(candidates).map(recordOf).reverse()
  }

  async theoretical({
    track,
    driver,
    car,
    field = 'real',
  }: TheoreticalFilter): Promise<Theoretical | undefined> {
    const who = { driver, track: trackId(track), car: car.toLowerCase() }
    const items = await this.#items.query({ partition: placePartition(who), prefix: 'LAP#' })
    const laps = items.flatMap(item => {
      if (item['gone'] === true) return []
      const lap = lapIn(item)
      return lap.car === who.car && fieldOf(lap, item['ranked'] === true) === field ? [lap] : []
    })
    return theoreticalOf(who, laps)
  }

  async cuts(track: string): Promise<TrackCuts | undefined> {
    const item = await this.#items.get(cutsKey(trackId(track)))
    return item === undefined ? undefined : JSON.parse(textIn(item, 'record'))
  }

  async putCuts(cuts: TrackCuts): Promise<void> {
    await this.#items.put({ ...cutsKey(trackId(cuts.track)), record: JSON.stringify(cuts) })
  }

  removeCuts(track: string): Promise<boolean> {
    return this.#items.remove(cutsKey(trackId(track)))
  }

  async remarks(): Promise<readonly LapRemark[]> {
    const items = await this.#items.query({ partition: 'REMARKS' })
    return items.map((item): LapRemark => JSON.parse(textIn(item, 'record')))
  }

  async putRemark(remark: LapRemark): Promise<void> {
    const key = remarkKey(remark.lap_id)
    if (isBlank(remark)) await this.#items.remove(key)
    else await this.#items.put({ ...key, record: JSON.stringify(remark) })
  }

  async hiddenDrivers(): Promise<readonly HiddenDriver[]> {
    const items = await this.#items.query({ partition: 'HIDDEN' })
    return items.map((item): HiddenDriver => JSON.parse(textIn(item, 'record')))
  }

  async putHidden(hidden: HiddenDriver): Promise<void> {
    await this.#items.put({ ...hiddenKey(hidden.driver), record: JSON.stringify(hidden) })
  }

  removeHidden(driver: string): Promise<boolean> {
    return this.#items.remove(hiddenKey(driver))
  }

  async close(): Promise<void> {
    this.#items.close()
  }

  /** `step` gives the event that follows, `gone`, or undefined for no change. */
  #changeEvent(
    event: string,
    step: (before: BoardEvent | undefined) => BoardEvent | 'gone' | undefined,
  ): Promise<Recorded> {
    return this.#turns.take(`event ${event}`, async () => {
      for (;;) {
        const stored = await this.#items.get(eventKey(event))
        const before = stored === undefined || stored['gone'] === true ? undefined : eventIn(stored)
        const after = step(before)
        if (after === undefined && (stored === undefined || isDone(stored)))
          return { changed: false, boards: [] }
        const { done: _done, ...kept } = stored ?? {}
        const rev = numberIn(stored, 'rev') + (after === undefined ? 0 : 1)
        const item: Item =
          after === undefined
            ? kept
            : {
                ...eventKey(event),
                rev,
                ...(after === 'gone' ? { gone: true } : { record: JSON.stringify(after) }),
              }
        if (after !== undefined && !(await this.#items.replace(item, rev - 1))) continue
        const places = await this.#places({})
        const changed = await inParallel(places, place => this.#standings.reckon(place))
        await this.#items.replace({ ...item, done: rev }, rev)
        return { changed: after !== undefined, boards: [...new Set(changed.flat())] }
      }
    })
  }

  async #lapsWhere({ session_id, driver, track }: LapFilter): Promise<readonly RuledLap[]> {
    if (session_id !== undefined) return this.#lapsOfSession(session_id)
    const places = await this.#places({ driver, track })
    const found = await inParallel(places, place =>
      this.#items.query({ partition: placePartition(place), prefix: 'LAP#' }),
    )
    return found.flat().flatMap(item => (item['gone'] === true ? [] : [lapIn(item)]))
  }

  async #lapsOfSession(session_id: string): Promise<readonly RuledLap[]> {
    const items = await this.#items.query({ partition: sessionPartition(session_id), of: 'index' })
    return items.flatMap(item => ruledIn(item) ?? [])
  }

  /** Who drove where; a driver in any case of letters. */
  async #places(of: {
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

  async #rows(
    key: NamedKey,
    { driver, limit }: BoardFilter,
    places: readonly Place[],
  ): Promise<readonly BoardRow[]> {
    if (driver === undefined) {
      const partition = boardPartition(key.board)
      const items = await this.#items.query({
        partition,
        of: 'index',
        ...(limit !== undefined && { limit }),
      })
      return placed(items.map(standingIn), key.rule)
    }
    const names = places.filter(({ track }) => track === key.track).map(place => place.driver)
    const rows = await Promise.all(names.map(name => this.#rank(key, name)))
    return rows
      .flatMap(row => row ?? [])
      .sort((a, b) => a.rank - b.rank)
      .slice(0, limit)
  }

  async #rank({ board, rule }: NamedKey, driver: string): Promise<BoardRow | undefined> {
    const item = await this.#items.get(rowKey(board, driver))
    if (item === undefined) return undefined
    const standing = standingIn(item)
    const before = scoreOrder(standing.score)
    const better = await this.#items.count({ partition: boardPartition(board), of: 'index', before })
    return rowOf(standing, 1 + better, rule)
  }
}

/** The same work for many things, some at a time, in their order. */
async function inParallel<From, To>(
  from: readonly From[],
  work: (value: From) => Promise<To>,
): Promise<readonly To[]> {
  const done: To[] = []
  for (let at = 0; at < from.length; at += atATime) {
    done.push(...(await Promise.all(from.slice(at, at + atATime).map(work))))
  }
  return done
}

const sessionIn = (item: Item): SessionRecord => JSON.parse(textIn(item, 'record'))
const boardIn = (item: Item): NamedKey => JSON.parse(textIn(item, 'key'))
const standingIn = (item: Item): DriverStanding => JSON.parse(textIn(item, 'standing'))
