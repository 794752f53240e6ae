// Writes records into the SQLite store: what arrives together is made safe together, in one transaction.
import type { DatabaseSync } from 'node:sqlite'
import type { BoardEvent } from '../model/board-event.ts'
import type { LapRecord } from '../model/messages.ts'
import type { Ruling } from '../model/ruling.ts'
import { lapTimeCut_ms } from '../units/lap-time.ts'
import { boardTable } from './boards.ts'
import { type Contender, contenderOf } from './contender.ts'
import { canonical, preferredLap, preferredSession } from './preference.ts'
import { latestRuling, preferredRuling, ruled } from './ruled.ts'
import { SqliteBoards } from './sqlite-boards.ts'
import { contenderIn } from './sqlite-contender.ts'
import {
  eventOf,
  lapColumns,
  lapOf,
  lapRulingOf,
  lapValues,
  type Row,
  rulingOf,
  sessionOf,
  text,
} from './sqlite-rows.ts'
import type { Recorded, SessionRecord } from './store.ts'
import { apart_ms, isToldBetter, type Told } from './told-twice.ts'

/** Names how boards are reckoned; a store whose boards were reckoned otherwise makes them anew. */
const reckoning = JSON.stringify([2, boardTable])

const unchanged: Recorded = { changed: false, boards: [] }

/** All that is written; each method but `transaction` runs within a transaction of the caller. */
export class SqliteWriter {
  readonly #database: DatabaseSync
  readonly #statements: ReturnType<typeof statementsOf>
  readonly #boards: SqliteBoards

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = statementsOf(database)
    this.#boards = new SqliteBoards(database)
    this.transaction(() => {
      this.#readEvents()
      const kept = this.#statements.reckoning.get()
      if (kept !== undefined && text(kept, 'value') === reckoning) return
      for (const row of this.#statements.seenOnly.all()) {
        const { lap, ruling, ranked } = stateOf(row)
        const field = this.#contender({ lap, ruling, ranked })?.field
        this.#statements.replace.run(...lapValues(lap, ruling, ranked, field))
      }
      this.#boards.fillAll()
      this.#statements.keepReckoning.run(reckoning)
    })
  }

  /** Runs `work` in one transaction; nothing of it stays when it throws. */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      this.#boards.forget()
      this.#readEvents()
      throw error
    }
  }

  recordLap(lap: LapRecord, ranked: boolean): Recorded {
    const stored = this.#statements.lap.get(lap.lap_id)
    if (stored === undefined) return { changed: true, boards: this.#add(lap, ranked) }
    const before = lapOf(stored)
    const wasRanked = stored['ranked'] === 1
    const after = preferredLap(before, lap)
    const isRanked = wasRanked || ranked
    if (wasRanked === isRanked && canonical(before) === canonical(after)) return unchanged
    return this.#replace(stored, { lap: after, ruling: lapRulingOf(stored), ranked: isRanked })
  }

  recordSession(session: SessionRecord): { readonly changed: boolean } {
    const stored = this.#statements.session.get(session.session_id)
    const before = stored === undefined ? undefined : sessionOf(stored)
    const after = before === undefined ? session : preferredSession(before, session)
    if (before !== undefined && canonical(before) === canonical(after)) return { changed: false }
    const { session_id, track, driver, car, started_at } = after
    this.#statements.putSession.run(session_id, track, driver, car, started_at, JSON.stringify(after))
    return { changed: true }
  }

  /**
   * Makes these the laps of a session, whatever was known of it: the same ids stay ranked as they were, what is none
   * any more leaves the boards. `ranked` is of laps that are new.
   */
  replaceSession(session: SessionRecord, laps: readonly LapRecord[], ranked: boolean): Recorded {
    const { session_id, track, driver, car, started_at } = session
    this.#statements.putSession.run(session_id, track, driver, car, started_at, JSON.stringify(session))
    const boards: string[] = []
    const kept = new Set<string>(laps.map(({ lap_id }) => lap_id))
    for (const stored of this.#statements.lapsOf.all(session_id)) {
      const before = lapOf(stored)
      // A lap without samples was told by others: cars that were only seen.
      if (kept.has(before.lap_id) || before.samples === 0) continue
      const was = contenderWas(stored)
      this.#statements.removeLap.run(before.lap_id)
      if (was !== undefined) boards.push(...this.#boards.change(was, undefined))
      boards.push(...this.#seatAround(before))
    }
    for (const lap of laps) {
      const stored = this.#statements.lap.get(lap.lap_id)
      if (stored === undefined) {
        boards.push(...this.#add(lap, ranked))
        continue
      }
      const before = lapOf(stored)
      if (canonical(before) === canonical(lap)) continue
      const state = { ruling: lapRulingOf(stored), ranked: stored['ranked'] === 1 }
      boards.push(...this.#replace(stored, { ...state, lap }).boards)
    }
    return { changed: true, boards: [...new Set(boards)] }
  }

  recordRuling(ruling: Ruling): Recorded {
    const stored = this.#statements.ruling.get(ruling.ruling_id)
    const before = stored === undefined ? undefined : rulingOf(stored)
    const after = before === undefined ? ruling : preferredRuling(before, ruling)
    if (before !== undefined && canonical(before) === canonical(after)) return unchanged
    this.#statements.putRuling.run(after.ruling_id, after.lap_id, JSON.stringify(after))
    const laps = new Set([after.lap_id, ...(before === undefined ? [] : [before.lap_id])])
    return { changed: true, boards: [...laps].flatMap(lap_id => this.#rule(lap_id)) }
  }

  declareEvent(event: BoardEvent): Recorded {
    const before = this.#boards.events.find(known => known.event === event.event)
    if (before !== undefined && canonical(before) === canonical(event)) return unchanged
    const removed = this.#boards.removeEvent(event.event)
    this.#statements.putEvent.run(event.event, JSON.stringify(event))
    this.#readEvents()
    return { changed: true, boards: [...new Set([...removed, ...this.#boards.fillEvent(event)])] }
  }

  removeEvent(event: string): Recorded {
    if (this.#statements.removeEvent.run(event).changes === 0) return unchanged
    this.#readEvents()
    return { changed: true, boards: this.#boards.removeEvent(event) }
  }

  /** Keeps what somebody wrote of a thing, or takes it away; whether there was something to take away. */
  keep(kind: 'cuts' | 'remark' | 'hidden', id: string, record: object | undefined): boolean {
    if (record === undefined) return this.#statements.removeByHand.run(kind, id).changes > 0
    this.#statements.putByHand.run(kind, id, JSON.stringify(record))
    return true
  }

  #add(lap: LapRecord, ranked: boolean): readonly string[] {
    const state = { lap, ranked, ruling: this.#rulingOn(lap.lap_id) }
    const contender = this.#contender(state)
    this.#statements.add.run(...lapValues(lap, state.ruling, ranked, contender?.field))
    const boards = contender === undefined ? [] : this.#boards.enter(contender)
    return [...new Set([...boards, ...this.#seatAround(lap)])]
  }

  /** Lets a lap follow the latest ruling on it. */
  #rule(lap_id: string): readonly string[] {
    const stored = this.#statements.lap.get(lap_id)
    if (stored === undefined) return []
    const [lap, ranked] = [lapOf(stored), stored['ranked'] === 1]
    return this.#replace(stored, { lap, ranked, ruling: this.#rulingOn(lap_id) }).boards
  }

  #replace(stored: Row, after: State): Recorded {
    const before = lapOf(stored)
    const boards = new Set(this.#seat(contenderWas(stored), after))
    for (const board of this.#seatAround(before)) boards.add(board)
    if (canonical(before) !== canonical(after.lap)) {
      for (const board of this.#seatAround(after.lap)) boards.add(board)
    }
    return { changed: true, boards: [...boards] }
  }

  /** Lets laps that others have told follow a change of the lap that they tell of. */
  #seatAround(lap: LapRecord): readonly string[] {
    return this.#near(lap).flatMap(row => {
      const told = stateOf(row)
      const was = contenderWas(row)
      return told.lap.samples > 0 || (this.#contender(told) === undefined) === (was === undefined)
        ? []
        : this.#seat(was, told)
    })
  }

  /** Stores what a lap is now; names the boards that this changes. */
  #seat(was: Contender | undefined, now: State): readonly string[] {
    const is = this.#contender(now)
    this.#statements.replace.run(...lapValues(now.lap, now.ruling, now.ranked, is?.field))
    return JSON.stringify(was) === JSON.stringify(is) ? [] : this.#boards.change(was, is)
  }

  /** The lap as boards see it; undefined when it may not compete, or another tells it better. */
  #contender({ lap, ruling, ranked }: State): Contender | undefined {
    const contender = contenderOf(ruled(lap, ruling), ranked)
    if (contender === undefined || lap.samples > 0) return contender
    const others = this.#near(lap).map(row => toldOf(stateOf(row)))
    return isToldBetter({ lap, ranked }, others) ? undefined : contender
  }

  /** Laps of other sessions that may be the same one. */
  #near({ session_id, track, driver, lap_time_ms, started_at }: LapRecord): readonly Row[] {
    if (lap_time_ms === undefined) return []
    const began = Date.parse(started_at)
    const [from, to] = [began - apart_ms, began + apart_ms].map(instant => new Date(instant).toISOString())
    return this.#statements.near.all(
      ...[
        track,
        from ?? '',
        to ?? '',
        driver,
        lap_time_ms - lapTimeCut_ms,
        lap_time_ms + lapTimeCut_ms,
        session_id,
      ],
    )
  }

  #rulingOn(lap_id: string): Ruling | undefined {
    return latestRuling(this.#statements.rulings.all(lap_id).map(rulingOf))
  }

  #readEvents(): void {
    this.#boards.events = this.#statements.events.all().map(eventOf)
  }
}

/** A lap with all that decides where it stands. */
type State = { readonly lap: LapRecord; readonly ruling: Ruling | undefined; readonly ranked: boolean }

const stateOf = (row: Row): State => ({
  lap: lapOf(row),
  ruling: lapRulingOf(row),
  ranked: row['ranked'] === 1,
})

const toldOf = ({ lap, ruling, ranked }: State): Told => ({ lap: ruled(lap, ruling), ranked })

/** What boards hold of a row. */
const contenderWas = (row: Row): Contender | undefined =>
  row['field'] === null ? undefined : contenderIn(row)

function statementsOf(database: DatabaseSync) {
  const columns = lapColumns.join(', ')
  const places = lapColumns.map(() => '?').join(', ')
  return {
    lap: database.prepare('SELECT * FROM laps WHERE lap_id = ?'),
    lapsOf: database.prepare('SELECT * FROM laps WHERE session_id = ? ORDER BY lap_number'),
    near: database.prepare(
      `SELECT * FROM laps WHERE track = ? AND started_at BETWEEN ? AND ? AND driver = ?
       AND lap_time_ms BETWEEN ? AND ? AND session_id <> ?`,
    ),
    seenOnly: database.prepare("SELECT * FROM laps WHERE ranked = 1 AND more ->> '$.samples' = 0"),
    removeLap: database.prepare('DELETE FROM laps WHERE lap_id = ?'),
    add: database.prepare(`INSERT INTO laps (${columns}) VALUES (${places})`),
    replace: database.prepare(
      `INSERT INTO laps (${columns}) VALUES (${places}) ON CONFLICT (lap_id) DO UPDATE SET
       ${lapColumns.map(column => `${column} = excluded.${column}`).join(', ')}`,
    ),
    session: database.prepare('SELECT record FROM sessions WHERE session_id = ?'),
    putSession: database.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)'),
    ruling: database.prepare('SELECT record FROM rulings WHERE ruling_id = ?'),
    rulings: database.prepare('SELECT record FROM rulings WHERE lap_id = ?'),
    putRuling: database.prepare('INSERT OR REPLACE INTO rulings VALUES (?, ?, ?)'),
    events: database.prepare('SELECT record FROM events ORDER BY event'),
    putEvent: database.prepare('INSERT OR REPLACE INTO events VALUES (?, ?)'),
    removeEvent: database.prepare('DELETE FROM events WHERE event = ?'),
    putByHand: database.prepare('INSERT OR REPLACE INTO by_hand VALUES (?, ?, ?)'),
    removeByHand: database.prepare('DELETE FROM by_hand WHERE kind = ? AND id = ?'),
    reckoning: database.prepare("SELECT value FROM kept WHERE name = 'reckoning'"),
    keepReckoning: database.prepare("INSERT OR REPLACE INTO kept VALUES ('reckoning', ?)"),
  }
}
