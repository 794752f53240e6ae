// The lap store in one SQLite file: written by one hub, read beside it by any number of processes.
import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite'
import type { Board, BoardRow } from '../model/board.ts'
import type { LapId } from '../model/identity.ts'
import type { LapRecord } from '../model/messages.ts'
import { trackId } from '../model/track.ts'
import { placed, rowOf } from './boards.ts'
import { bestOf, lapOf, listedSessionOf, number, text } from './sqlite-rows.ts'
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
} from './store.ts'

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

  async lap(id: LapId): Promise<LapRecord | undefined> {
    const row = this.#read('SELECT * FROM laps WHERE lap_id = ?').get(id)
    return row === undefined ? undefined : lapOf(row)
  }

  async laps(filter: LapFilter): Promise<readonly LapRecord[]> {
    const { where, values } = conditions({
      'track = ?': filter.track === undefined ? undefined : trackId(filter.track),
      'driver = ? COLLATE NOCASE': filter.driver,
      'car = ?': filter.car?.toLowerCase(),
      'session_id = ?': filter.session_id,
      'valid = ?': filter.valid === undefined ? undefined : Number(filter.valid),
    })
    return this.#read(
      `SELECT * FROM laps ${where} ORDER BY started_at DESC, lap_number DESC, lap_id DESC LIMIT ?`,
    )
      .all(...values, filter.limit ?? -1)
      .map(lapOf)
  }

  async sessions(filter: SessionFilter): Promise<readonly ListedSession[]> {
    const { where, values } = conditions({
      'track = ?': filter.track === undefined ? undefined : trackId(filter.track),
      'driver = ? COLLATE NOCASE': filter.driver,
      'car = ?': filter.car?.toLowerCase(),
    })
    const sql = `SELECT record,
        (SELECT count(*) FROM laps WHERE laps.session_id = sessions.session_id) AS laps,
        (SELECT min(lap_time_ms) FROM laps WHERE laps.session_id = sessions.session_id
          AND valid = 1 AND kind = 'flying') AS best_lap_ms
      FROM sessions ${where} ORDER BY started_at DESC, session_id DESC LIMIT ?`
    return this.#read(sql)
      .all(...values, filter.limit ?? -1)
      .map(listedSessionOf)
  }

  async boards(filter: BoardFilter): Promise<readonly Board[]> {
    const { where, values } = conditions({
      'board = ?': filter.board,
      'track = ?': filter.track === undefined ? undefined : trackId(filter.track),
      "among = 'car' AND subject = ?": filter.car?.toLowerCase(),
    })
    return this.#read(`SELECT board FROM boards ${where} ORDER BY board`)
      .all(...values)
      .map(row => text(row, 'board'))
      .map(board => ({ board, rows: this.#rows(board, filter) }))
      .filter(({ rows }) => rows.length > 0)
  }

  async rank(board: string, driver: string): Promise<BoardRow | undefined> {
    return this.#rank(board, driver)
  }

  async close(): Promise<void> {
    while (this.#waiting.length > 0) this.#flush()
    if (!this.#database.isOpen) return
    if (this.#writer !== undefined) this.#database.exec('PRAGMA optimize')
    this.#database.close()
  }

  #rows(board: string, { driver, limit }: BoardFilter): readonly BoardRow[] {
    if (driver === undefined) {
      const sql = 'SELECT * FROM best WHERE board = ? ORDER BY lap_time_ms, achieved_at, lap_id LIMIT ?'
      return placed(
        this.#read(sql)
          .all(board, limit ?? -1)
          .map(bestOf),
      )
    }
    return this.#read('SELECT driver FROM best WHERE board = ? AND driver = ? COLLATE NOCASE LIMIT ?')
      .all(board, driver, limit ?? -1)
      .flatMap(row => this.#rank(board, text(row, 'driver')) ?? [])
      .sort((a, b) => a.rank - b.rank)
  }

  #rank(board: string, driver: string): BoardRow | undefined {
    const row = this.#read('SELECT * FROM best WHERE board = ? AND driver = ?').get(board, driver)
    if (row === undefined) return undefined
    const faster = this.#read('SELECT count(*) AS n FROM best WHERE board = ? AND lap_time_ms < ?')
    return rowOf(bestOf(row), 1 + number(faster.get(board, number(row, 'lap_time_ms')) ?? {}, 'n'))
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

/** The conditions that have a value, as SQL with its values. */
function conditions(all: Readonly<Record<string, SQLInputValue | undefined>>): {
  readonly where: string
  readonly values: readonly SQLInputValue[]
} {
  const kept = Object.entries(all).flatMap(([sql, value]) => (value === undefined ? [] : [{ sql, value }]))
  const where = kept.length === 0 ? '' : `WHERE ${kept.map(({ sql }) => sql).join(' AND ')}`
  return { where, values: kept.map(({ value }) => value) }
}
