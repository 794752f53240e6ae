// Writes records into the SQLite store: what arrives together is made safe together, in one transaction.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { LapRecord } from '../model/messages.ts'
import { achievedAt, type BoardKey, boardsOf, type Field, fieldOf } from './boards.ts'
import { canonical, preferredLap, preferredSession } from './preference.ts'
import { lapColumns, lapOf, lapValues, sessionOf } from './sqlite-rows.ts'
import type { Recorded, SessionRecord } from './store.ts'

/** All that is written; each method runs within a transaction of the caller. */
export class SqliteWriter {
  readonly #database: DatabaseSync
  readonly #statements: ReturnType<typeof statementsOf>
  readonly #known = new Set<string>()

  constructor(database: DatabaseSync) {
    this.#database = database
    this.#statements = statementsOf(database)
  }

  /** Runs `work` in one transaction; nothing of it stays when it throws. */
  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (error) {
      this.#known.clear()
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
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
    if (wasRanked === isRanked && canonical(before) === canonical(after))
      return { changed: false, boards: [] }
    const field = fieldOf(after, isRanked)
    this.#statements.replace.run(...lapValues(after, isRanked, field))
    const old = keysOf(before, fieldOf(before, wasRanked))
    const boards = new Map([...old, ...keysOf(after, field)].map(key => [key.board, key]))
    for (const driver of new Set([before.driver, after.driver])) {
      for (const key of boards.values()) this.#reckonAnew(key, driver)
    }
    return { changed: true, boards: [...boards.keys()] }
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

  #add(lap: LapRecord, ranked: boolean): readonly string[] {
    const field = fieldOf(lap, ranked)
    this.#statements.add.run(...lapValues(lap, ranked, field))
    return keysOf(lap, field).flatMap(key => (this.#offer(key, lap) ? [key.board] : []))
  }

  /** Puts a lap on a board if it is the driver's best there. */
  #offer(key: BoardKey, { driver, lap_time_ms = 0, started_at, lap_id }: Contender): boolean {
    this.#declare(key)
    const achieved_at = achievedAt(started_at, lap_time_ms)
    return this.#statements.offer.run(key.board, driver, lap_time_ms, achieved_at, lap_id).changes > 0
  }

  #reckonAnew(key: BoardKey, driver: string): void {
    const { board, track, among, subject, field } = key
    this.#statements.forget.run(board, driver)
    const best = this.#statements[among].get(track, driver, subject, field)
    if (best !== undefined) this.#offer(key, lapOf(best))
  }

  #declare({ board, track, among, subject, field }: BoardKey): void {
    if (this.#known.has(board)) return
    this.#statements.declare.run(board, track, among, subject, field)
    this.#known.add(board)
  }
}

type Contender = Pick<LapRecord, 'driver' | 'lap_time_ms' | 'started_at' | 'lap_id'>

const keysOf = (lap: LapRecord, field: Field | undefined): readonly BoardKey[] =>
  field === undefined ? [] : boardsOf(lap, field)

function statementsOf(database: DatabaseSync) {
  const columns = lapColumns.join(', ')
  const places = lapColumns.map(() => '?').join(', ')
  const bestAmong = (among: BoardKey['among']): StatementSync =>
    database.prepare(
      `SELECT * FROM laps WHERE track = ? AND driver = ? AND ${among} = ? AND field = ?
       ORDER BY lap_time_ms, started_at, lap_id LIMIT 1`,
    )
  return {
    lap: database.prepare('SELECT * FROM laps WHERE lap_id = ?'),
    add: database.prepare(`INSERT INTO laps (${columns}) VALUES (${places})`),
    replace: database.prepare(
      `INSERT INTO laps (${columns}) VALUES (${places}) ON CONFLICT (lap_id) DO UPDATE SET
       ${lapColumns.map(column => `${column} = excluded.${column}`).join(', ')}`,
    ),
    session: database.prepare('SELECT record FROM sessions WHERE session_id = ?'),
    putSession: database.prepare('INSERT OR REPLACE INTO sessions VALUES (?, ?, ?, ?, ?, ?)'),
    declare: database.prepare('INSERT OR IGNORE INTO boards VALUES (?, ?, ?, ?, ?)'),
    forget: database.prepare('DELETE FROM best WHERE board = ? AND driver = ?'),
    offer: database.prepare(
      `INSERT INTO best VALUES (?, ?, ?, ?, ?) ON CONFLICT (board, driver) DO UPDATE SET
       lap_time_ms = excluded.lap_time_ms, achieved_at = excluded.achieved_at, lap_id = excluded.lap_id
       WHERE (excluded.lap_time_ms, excluded.achieved_at, excluded.lap_id) <
             (best.lap_time_ms, best.achieved_at, best.lap_id)`,
    ),
    car_class: bestAmong('car_class'),
    car: bestAmong('car'),
  }
}
