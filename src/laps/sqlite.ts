// The lap store in one SQLite file: written by one hub, read beside it by any number of processes.
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Board, BoardRecord, BoardRow, Theoretical } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import { type ScoreRule, scoreRules } from '../model/board-name.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import type { LapId } from '../model/identity.ts'
import { isBlank, type LapRemark } from '../model/lap-remark.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import { trackId } from '../model/track.ts'
import type { TrackCuts } from '../model/track-cuts.ts'
import { placed, rowOf } from './boards.ts'
import { recordOf } from './records.ts'
import { compareRulings } from './ruled.ts'
import { conditions, countOfLaps, pageOfLaps } from './sqlite-listing.ts'
import {
  cutsOf,
  eventOf,
  hiddenOf,
  lapOf,
  listedSessionOf,
  number,
  type Row,
  remarkOf,
  ruledLapOf,
  rulingOf,
  standingOf,
  text,
} from './sqlite-rows.ts'
import { faultOf, type OpenOptions, openDatabase } from './sqlite-schema.ts'
import { SqliteWriter } from './sqlite-writer.ts'
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

/** Opens the store at `path`, or makes it. Throws LapsFault with a sentence for the user. */
export const openSqliteLapStore = (path: string, options: OpenOptions = {}): LapStore =>
  new SqliteLapStore(path, options)

/** More in one transaction would hold up the process for too long: a record takes about a tenth of a millisecond. */
const mostTogether = 32

type Write = {
  readonly work: () => void
  readonly done: () => void
  readonly failed: (error: unknown) => void
}

class SqliteLapStore implements LapStore {
  readonly #path: string
  readonly #database: DatabaseSync
  readonly #writer: SqliteWriter | undefined
  readonly #statements = new Map<string, StatementSync>()
  readonly #waiting: Write[] = []
  #due = false

  constructor(path: string, options: OpenOptions) {
    this.#path = path
    this.#database = openDatabase(path, options)
    this.#writer = options.readOnly ? undefined : new SqliteWriter(this.#database)
  }

  recordLap(lap: LapRecord, ranked: boolean): Promise<Recorded> {
    return this.#write(writer => writer.recordLap(lap, ranked))
  }

  recordSession(session: SessionRecord): Promise<{ readonly changed: boolean }> {
    return this.#write(writer => writer.recordSession(session))
  }

  recordRuling(ruling: Ruling): Promise<Recorded> {
    return this.#write(writer => writer.recordRuling(ruling))
  }

  declareEvent(event: BoardEvent): Promise<Recorded> {
    return this.#write(writer => writer.declareEvent(event))
  }

  removeEvent(event: string): Promise<Recorded> {
    return this.#write(writer => writer.removeEvent(event))
  }

  async lap(id: LapId): Promise<RuledLap | undefined> {
    const row = this.#read('SELECT * FROM laps WHERE lap_id = ?').get(id)
    return row === undefined ? undefined : ruledLapOf(row)
  }

  async laps(filter: LapFilter): Promise<readonly RuledLap[]> {
    const { sql, values } = pageOfLaps(filter)
    return this.#read(sql)
      .all(...values)
      .map(ruledLapOf)
  }

  async countLaps(filter: LapFilter): Promise<number> {
    const { sql, values } = countOfLaps(filter)
    const counted = this.#read(sql).get(...values)
    return counted === undefined ? 0 : number(counted, 'laps')
  }

  async sessions(filter: SessionFilter): Promise<readonly ListedSession[]> {
    const { where, values } = conditions({
      'track = ?': filter.track === undefined ? undefined : trackId(filter.track),
      'driver = ? COLLATE NOCASE': filter.driver,
      'car = ?': filter.car?.toLowerCase(),
    })
    const sql = `SELECT record,
        (SELECT count(*) FROM laps WHERE laps.session_id = sessions.session_id AND of_field = 0) AS laps,
        (SELECT count(*) FROM laps WHERE laps.session_id = sessions.session_id AND of_field = 1) AS field_laps,
        (SELECT lap_time_ms FROM laps WHERE laps.session_id = sessions.session_id
          AND valid = 1 AND kind = 'flying' ORDER BY of_field, lap_time_ms LIMIT 1) AS best_lap_ms
      FROM sessions ${asWhere(where)} ORDER BY started_at DESC, session_id DESC LIMIT ?`
    return this.#read(sql)
      .all(...values, filter.limit ?? -1)
      .map(listedSessionOf)
  }

  async rulings(id?: LapId): Promise<readonly Ruling[]> {
    const { where, values } = conditions({ 'lap_id = ?': id })
    return this.#read(`SELECT record FROM rulings ${asWhere(where)}`)
      .all(...values)
      .map(rulingOf)
      .sort(compareRulings)
  }

  async events(): Promise<readonly BoardEvent[]> {
    return this.#read('SELECT record FROM events ORDER BY event').all().map(eventOf)
  }

  async boards(filter: BoardFilter): Promise<readonly Board[]> {
    const { where, values } = conditions({
      'board = ?': filter.board,
      'track = ?': filter.track === undefined ? undefined : trackId(filter.track),
      "among = 'car' AND subject = ?": filter.car?.toLowerCase(),
      'among = ?': filter.among,
      'period = ?': filter.period,
      'label = ?': filter.label,
      'conditions = ?': filter.conditions,
      'rule = ?': filter.rule,
      'field = ?': filter.field,
    })
    return this.#read(`SELECT id, board, rule FROM boards ${asWhere(where)} ORDER BY board`)
      .all(...values)
      .map(row => ({ board: text(row, 'board'), rows: this.#rows(row, filter) }))
      .filter(({ rows }) => rows.length > 0)
  }

  async rank(board: string, driver: string): Promise<BoardRow | undefined> {
    const found = this.#board(board)
    return found === undefined ? undefined : this.#rank(found, driver)
  }

  async records(board: string): Promise<readonly BoardRecord[]> {
    return this.#read(
      `SELECT records.*, drivers.driver AS driver FROM records JOIN boards ON boards.id = records.board
       JOIN drivers ON drivers.id = records.driver
       WHERE boards.board = ? ORDER BY records.achieved_ms DESC, records.lap_time_ms`,
    )
      .all(board)
      .map(row => recordOf(standingOf(row)))
  }

  async theoretical({
    track,
    driver,
    car,
    field = 'real',
  }: TheoreticalFilter): Promise<Theoretical | undefined> {
    const who = { driver, track: trackId(track), car: car.toLowerCase() }
    const laps = this.#read('SELECT * FROM laps WHERE track = ? AND driver = ? AND car = ? AND field = ?')
      .all(who.track, driver, who.car, field)
      .map(lapOf)
    return theoreticalOf(who, laps)
  }

  async cuts(track: string): Promise<TrackCuts | undefined> {
    const row = this.#read("SELECT record FROM by_hand WHERE kind = 'cuts' AND id = ?").get(trackId(track))
    return row === undefined ? undefined : cutsOf(row)
  }

  async putCuts(cuts: TrackCuts): Promise<void> {
    await this.#write(writer => writer.keep('cuts', trackId(cuts.track), cuts))
  }

  removeCuts(track: string): Promise<boolean> {
    return this.#write(writer => writer.keep('cuts', trackId(track), undefined))
  }

  async remarks(): Promise<readonly LapRemark[]> {
    return this.#read("SELECT record FROM by_hand WHERE kind = 'remark' ORDER BY id").all().map(remarkOf)
  }

  async putRemark(remark: LapRemark): Promise<void> {
    await this.#write(writer => writer.keep('remark', remark.lap_id, isBlank(remark) ? undefined : remark))
  }

  async hiddenDrivers(): Promise<readonly HiddenDriver[]> {
    return this.#read("SELECT record FROM by_hand WHERE kind = 'hidden' ORDER BY id").all().map(hiddenOf)
  }

  async putHidden(hidden: HiddenDriver): Promise<void> {
    await this.#write(writer => writer.keep('hidden', hidden.driver, hidden))
  }

  removeHidden(driver: string): Promise<boolean> {
    return this.#write(writer => writer.keep('hidden', driver, undefined))
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#flush()
    if (!this.#database.isOpen) return
    if (this.#writer !== undefined) this.#database.exec('PRAGMA optimize')
    this.#database.close()
  }

  #board(name: string): Row | undefined {
    return this.#read('SELECT id, rule FROM boards WHERE board = ?').get(name)
  }

  #rows(board: Row, { driver, limit }: BoardFilter): readonly BoardRow[] {
    const id = number(board, 'id')
    if (driver === undefined) {
      const sql = `SELECT standings.*, drivers.driver AS driver
        FROM standings JOIN drivers ON drivers.id = standings.driver
        WHERE board = ? ORDER BY score, achieved_ms, lap_id LIMIT ?`
      return placed(
        this.#read(sql)
          .all(id, limit ?? -1)
          .map(standingOf),
        ruleOf(board),
      )
    }
    return this.#read('SELECT driver FROM drivers WHERE driver = ? COLLATE NOCASE')
      .all(driver)
      .flatMap(row => this.#rank(board, text(row, 'driver')) ?? [])
      .sort((a, b) => a.rank - b.rank)
      .slice(0, limit)
  }

  #rank(board: Row, driver: string): BoardRow | undefined {
    const id = number(board, 'id')
    const sql = `SELECT standings.*, drivers.driver AS driver
      FROM standings JOIN drivers ON drivers.id = standings.driver
      WHERE board = ? AND drivers.driver = ?`
    const row = this.#read(sql).get(id, driver)
    if (row === undefined) return undefined
    const better = this.#read('SELECT count(*) AS n FROM standings WHERE board = ? AND score < ?')
    const rank = 1 + number(better.get(id, number(row, 'score')) ?? {}, 'n')
    return rowOf(standingOf(row), rank, ruleOf(board))
  }

  /** A prepared statement; the filters make few different ones. */
  #read(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const prepared = this.#database.prepare(sql)
    this.#statements.set(sql, prepared)
    return prepared
  }

  #write<Result>(work: (writer: SqliteWriter) => Result): Promise<Result> {
    const writer = this.#writer
    if (writer === undefined) {
      return Promise.reject(faultOf(this.#path, new Error('it was opened to be read only')))
    }
    return new Promise((resolve, reject) => {
      let result: Result
      this.#waiting.push({
        work: () => {
          result = work(writer)
        },
        done: () => resolve(result),
        failed: error => reject(faultOf(this.#path, error)),
      })
      if (!this.#due) setImmediate(() => this.#flush())
      this.#due = true
    })
  }

  /** One transaction for all that waits; should one record spoil it, each gets its own. */
  #flush(): void {
    this.#due = false
    const writes = this.#waiting.splice(0, mostTogether)
    try {
      this.#writer?.transaction(() => {
        for (const { work } of writes) work()
      })
      for (const { done } of writes) done()
    } catch {
      for (const write of writes) this.#commit(write)
    }
    if (this.#waiting.length > 0 && !this.#due) {
      this.#due = true
      setImmediate(() => this.#flush())
    }
  }

  #commit({ work, done, failed }: Write): void {
    try {
      this.#writer?.transaction(work)
      done()
    } catch (error) {
      failed(error)
    }
  }
}

const ruleOf = (row: Row): ScoreRule => scoreRules.find(rule => rule === row['rule']) ?? 'best-lap'

const asWhere = (conditions: string): string => (conditions === '' ? '' : `WHERE ${conditions}`)
