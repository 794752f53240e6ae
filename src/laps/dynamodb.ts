// The lap store in one table of DynamoDB, shared by any number of hubs and functions. It imports the SDK: load it only
// when laps lie there. Listings that go by the index may lag a moment behind on Amazon's side.
import type { Board, BoardRecord, BoardRow, Theoretical } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import type { LapId } from '../model/identity.ts'
import { isBlank, type LapRemark } from '../model/lap-remark.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import { trackId } from '../model/track.ts'
import type { TrackCuts } from '../model/track-cuts.ts'
import { fieldOf } from './boards.ts'
import { DynamoBoards } from './dynamodb-boards.ts'
import { DynamoItems, type DynamoOptions, type Item, numberIn, textIn } from './dynamodb-items.ts'
import { DynamoListing, sessionIn } from './dynamodb-listing.ts'
import { lapIn, ruledIn } from './dynamodb-rows.ts'
import { DynamoStandings, eventIn, isDone } from './dynamodb-standings.ts'
import {
  cutsKey,
  eventKey,
  hiddenKey,
  lapKey,
  placePartition,
  remarkKey,
  sessionKey,
} from './dynamodb-table.ts'
import { DynamoWriter, rulingIn } from './dynamodb-writer.ts'
import { inParallel } from './in-parallel.ts'
import { canonical, preferredSession } from './preference.ts'
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

class DynamoLapStore implements LapStore {
  readonly #items: DynamoItems
  readonly #standings: DynamoStandings
  readonly #writer: DynamoWriter
  readonly #listing: DynamoListing
  readonly #boards: DynamoBoards
  readonly #turns = new Turns()

  constructor(items: DynamoItems) {
    this.#items = items
    this.#standings = new DynamoStandings(items)
    this.#writer = new DynamoWriter(items, this.#standings)
    this.#listing = new DynamoListing(items)
    this.#boards = new DynamoBoards(items, this.#listing)
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

  async rulings(id?: LapId): Promise<readonly Ruling[]> {
    const all = (await this.#items.query({ partition: 'RULINGS', of: 'index' })).map(rulingIn)
    return all.filter(({ lap_id }) => id === undefined || lap_id === id).sort(compareRulings)
  }

  laps(filter: LapFilter): Promise<readonly RuledLap[]> {
    return this.#listing.laps(filter)
  }

  countLaps(filter: LapFilter): Promise<number> {
    return this.#listing.countLaps(filter)
  }

  sessions(filter: SessionFilter): Promise<readonly ListedSession[]> {
    return this.#listing.sessions(filter)
  }

  remarks(): Promise<readonly LapRemark[]> {
    return this.#listing.remarks()
  }

  boards(filter: BoardFilter): Promise<readonly Board[]> {
    return this.#boards.boards(filter)
  }

  rank(board: string, driver: string): Promise<BoardRow | undefined> {
    return this.#boards.rank(board, driver)
  }

  records(board: string): Promise<readonly BoardRecord[]> {
    return this.#boards.records(board)
  }

  events(): Promise<readonly BoardEvent[]> {
    return this.#standings.events()
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
        const places = await this.#listing.places({})
        const changed = await inParallel(places, place => this.#standings.reckon(place))
        await this.#items.replace({ ...item, done: rev }, rev)
        return { changed: after !== undefined, boards: [...new Set(changed.flat())] }
      }
    })
  }
}
