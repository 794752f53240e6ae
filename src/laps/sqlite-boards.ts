// The boards in the SQLite store. A lap that is new costs a look at each board that it may change; one that is no longer
// what it was has its driver's rows reckoned again.
import type { DatabaseSync } from 'node:sqlite'
import type { BoardEvent } from '../model/board-event.ts'
import { boardNameOf } from '../model/board-name.ts'
import { boardsOf, isInside, isOn, type NamedKey } from './boards.ts'
import type { Contender } from './contender.ts'
import { recordsAmong } from './records.ts'
import { contenderIn, contenderStatements } from './sqlite-contender.ts'
import { number, text } from './sqlite-rows.ts'
import {
  type Attempt,
  attemptOf,
  averageOf,
  bestLap,
  countedLaps,
  fastest,
  isSlow,
  judge,
  type Standing,
  slowestOf,
  steadiest,
} from './standing.ts'

/** All that is written of boards; each method runs within a transaction of the caller. */
export class SqliteBoards {
  events: readonly BoardEvent[] = []
  readonly #statements: ReturnType<typeof statementsOf>
  readonly #laps: ReturnType<typeof contenderStatements>
  readonly #boardIds = new Map<string, number>()
  readonly #driverIds = new Map<string, number>()

  constructor(database: DatabaseSync) {
    this.#statements = statementsOf(database)
    this.#laps = contenderStatements(database)
  }

  /** Forgets the numbers of boards and drivers: the transaction that gave them was taken back. */
  forget(): void {
    this.#boardIds.clear()
    this.#driverIds.clear()
  }

  /** Holds a lap that is new, and in its table, against its boards, or those that `wanted` keeps; names those that it changed. */
  enter(lap: Contender, wanted: (key: NamedKey) => boolean = () => true): readonly string[] {
    const driver = this.#driver(lap.driver)
    const attempt = attemptOf(lap)
    const changed: string[] = []
    // What is no better among few is none among more.
    const [unmoved, unbroken]: [NamedKey[], NamedKey[]] = [[], []]
    for (const key of boardsOf(lap, lap.field, this.events).filter(wanted)) {
      const board = this.#board(key)
      if (key.rule === 'best-lap') {
        if (!unbroken.some(inner => isInside(inner, key)) && !this.#offerRecord(board, driver, attempt))
          unbroken.push(key)
        if (unmoved.some(inner => isInside(inner, key))) continue
        if (this.#improve(board, driver, bestLap(attempt))) changed.push(key.board)
        else unmoved.push(key)
      } else if (this.#offer(key, board, driver, lap, attempt)) changed.push(key.board)
    }
    return changed
  }

  /** Reckons again what a lap was or is part of; its new state is in its table. Names the boards. */
  change(before: Contender | undefined, after: Contender | undefined): readonly string[] {
    const sides = [before, after].filter(side => side !== undefined)
    const keys = new Map<string, NamedKey>()
    for (const side of sides) {
      for (const key of boardsOf(side, side.field, this.events)) keys.set(key.board, key)
    }
    for (const name of new Set(sides.map(({ driver }) => driver))) this.#reckon(name, [...keys.values()])
    const raced = [...keys.values()].filter(({ rule }) => rule === 'best-lap')
    const broken = raced.filter(
      key => before !== undefined && this.#held(this.#board(key), attemptOf(before)),
    )
    this.#reckonRecords(broken)
    if (after !== undefined) {
      for (const key of raced) {
        if (after.track === key.track && after.field === key.field && isOn(key, after, this.events))
          this.#offerRecord(this.#board(key), this.#driver(after.driver), attemptOf(after))
      }
    }
    return [...keys.keys()]
  }

  /** Removes the boards of an event; names those that had rows. */
  removeEvent(event: string): readonly string[] {
    const rows = this.#statements.ofEvent.all(event)
    for (const row of rows) {
      const board = number(row, 'id')
      this.#statements.forgetStandings.run(board)
      this.#statements.forgetRecords.run(board)
      this.#statements.removeBoard.run(board)
    }
    this.#boardIds.clear()
    return rows.filter(row => row['held'] === 1).map(row => text(row, 'board'))
  }

  /** Makes the boards of an event of the laps in its span. */
  fillEvent({ event, from, to }: BoardEvent): readonly string[] {
    const changed = new Set<string>()
    const ofEvent = ({ period, label }: NamedKey) => period === 'event' && label === event
    const span = [from, to].map(instant => new Date(instant).toISOString())
    for (const row of this.#laps.inSpan.all(span[0] ?? '', span[1] ?? '')) {
      for (const board of this.enter(contenderIn(row), ofEvent)) changed.add(board)
    }
    return [...changed]
  }

  /** Makes all boards anew. */
  fillAll(): void {
    const { removeStandings, removeRecords, removeBoards } = this.#statements
    for (const statement of [removeStandings, removeRecords, removeBoards]) statement.run()
    this.forget()
    for (const row of this.#laps.all.iterate()) this.enter(contenderIn(row))
  }

  #offer(key: NamedKey, board: number, driver: number, lap: Contender, attempt: Attempt): boolean {
    switch (key.rule) {
      case 'best-lap':
        return this.#improve(board, driver, bestLap(attempt))
      case 'average-5':
        return this.#offerAverage(key, board, driver, lap, attempt)
      case 'most-laps':
        this.#statements.count.run(board, driver, attempt.achieved_ms, attempt.lap_id, attempt.lap_time_ms)
        return true
      case 'consistency':
        return this.#offerRow(key, board, driver, lap, attempt)
    }
  }

  #offerAverage(key: NamedKey, board: number, driver: number, lap: Contender, attempt: Attempt): boolean {
    const standing = this.#statements.standing.get(board, driver)
    const known: readonly Attempt[] =
      standing === undefined ? this.#fastestOf(key, lap.driver) : JSON.parse(text(standing, 'counted'))
    const slowest = known[known.length - 1]
    if (standing !== undefined && slowest !== undefined && slowest.lap_time_ms < attempt.lap_time_ms)
      return false
    const counted = fastest([...known.filter(({ lap_id }) => lap_id !== attempt.lap_id), attempt])
    const average = averageOf(counted)
    return average !== undefined && this.#put(board, driver, average)
  }

  #fastestOf(key: NamedKey, driver: string): readonly Attempt[] {
    const found: Attempt[] = []
    for (const row of this.#laps.ofDriverByTime.iterate(key.track, driver, key.field)) {
      const lap = contenderIn(row)
      // Of equal times the earlier counts: none of them is left out.
      if (found.length >= countedLaps && lap.lap_time_ms > (found.at(-1)?.lap_time_ms ?? 0)) break
      if (isOn(key, lap, this.events)) found.push(attemptOf(lap))
    }
    return fastest(found)
  }

  #offerRow(key: NamedKey, board: number, driver: number, lap: Contender, attempt: Attempt): boolean {
    const best = this.#statements.standing.get(this.#board(bestLapsOf(key)), driver)
    const best_ms = best === undefined ? attempt.lap_time_ms : number(best, 'score')
    const standing = this.#statements.standing.get(board, driver)
    // A new best may break the row that held until now.
    if (standing !== undefined && isSlow(slowestOf(JSON.parse(text(standing, 'counted'))), best_ms))
      return this.#reckonOne(key, this.#lapsOf(key, lap.driver), driver)
    const [from, to] = [lap.lap_number - countedLaps + 1, lap.lap_number + countedLaps - 1]
    const around = this.#laps.around.all(lap.session_id, from, to, lap.driver, lap.field)
    if (around.length < countedLaps) return false
    const others = around
      .map(contenderIn)
      .filter(other => other.track === key.track && isOn(key, other, this.events))
    const row = steadiest(others.map(attemptOf), best_ms)
    return row !== undefined && this.#improve(board, driver, row)
  }

  #reckon(name: string, keys: readonly NamedKey[]): void {
    const driver = this.#driver(name)
    const laps = new Map<string, readonly Contender[]>()
    for (const key of keys) {
      const place = `${key.track}/${key.field}`
      const own = laps.get(place) ?? this.#lapsOf(key, name)
      laps.set(place, own)
      this.#reckonOne(key, own, driver)
    }
  }

  #reckonOne(key: NamedKey, own: readonly Contender[], driver: number): boolean {
    const attempts = own.filter(lap => isOn(key, lap, this.events)).map(attemptOf)
    const standing = judge(key.rule, attempts)
    const board = this.#board(key)
    if (standing === undefined) return this.#statements.forgetStanding.run(board, driver).changes > 0
    return this.#put(board, driver, standing)
  }

  #reckonRecords(keys: readonly NamedKey[]): void {
    const laps = new Map<string, readonly Contender[]>()
    for (const key of keys) {
      const place = `${key.track}/${key.field}`
      const all = laps.get(place) ?? this.#laps.ofTrack.all(key.track, key.field).map(contenderIn)
      laps.set(place, all)
      const board = this.#board(key)
      this.#statements.forgetRecords.run(board)
      const candidates = all.filter(lap => isOn(key, lap, this.events))
      for (const record of recordsAmong(candidates.map(lap => ({ ...attemptOf(lap), driver: lap.driver }))))
        this.#addRecord(board, this.#driver(record.driver), record)
    }
  }

  #lapsOf({ track, field }: NamedKey, driver: string): readonly Contender[] {
    return this.#laps.ofDriver.all(track, driver, field).map(contenderIn)
  }

  /** Puts a row if it is better than the one that is there. */
  #improve(board: number, driver: number, standing: Standing): boolean {
    return this.#statements.improve.run(board, driver, ...valuesOf(standing)).changes > 0
  }

  /** Puts a row whatever was there; true if that changed it. */
  #put(board: number, driver: number, standing: Standing): boolean {
    return this.#statements.put.run(board, driver, ...valuesOf(standing)).changes > 0
  }

  /** Notes a lap that no earlier one beats, and forgets the later ones that it beats. */
  #offerRecord(board: number, driver: number, attempt: Attempt): boolean {
    const { achieved_ms, lap_time_ms, lap_id } = attempt
    const { beaten, outdate } = this.#statements
    if (beaten.get(board, achieved_ms, lap_time_ms, achieved_ms, lap_time_ms, lap_id) !== undefined)
      return false
    outdate.run(board, achieved_ms, lap_time_ms)
    this.#addRecord(board, driver, attempt)
    return true
  }

  #addRecord(
    board: number,
    driver: number,
    { achieved_ms, lap_time_ms, lap_id }: Omit<Attempt, 'lap_number'>,
  ): void {
    this.#statements.addRecord.run(board, achieved_ms, lap_time_ms, lap_id, driver)
  }

  #held(board: number, { achieved_ms, lap_time_ms, lap_id }: Attempt): boolean {
    return this.#statements.held.get(board, achieved_ms, lap_time_ms, lap_id) !== undefined
  }

  #board(key: NamedKey): number {
    const known = this.#boardIds.get(key.board)
    if (known !== undefined) return known
    const { board, track, among, subject, period, label, conditions, rule, field } = key
    this.#statements.declare.run(board, track, among, subject, period, label, conditions, rule, field)
    const id = number(this.#statements.board.get(board) ?? {}, 'id')
    this.#boardIds.set(board, id)
    return id
  }

  #driver(name: string): number {
    const known = this.#driverIds.get(name)
    if (known !== undefined) return known
    this.#statements.addDriver.run(name)
    const id = number(this.#statements.driver.get(name) ?? {}, 'id')
    if (this.#driverIds.size >= mostNoted) this.#driverIds.clear()
    this.#driverIds.set(name, id)
    return id
  }
}

/** Drivers whose numbers are kept in memory. */
const mostNoted = 50_000

/** The board of the best laps among the same ones. */
const bestLapsOf = (key: NamedKey): NamedKey => {
  const best = { ...key, rule: 'best-lap' } as const
  return { ...best, board: boardNameOf(best) }
}

/** In the order of the columns of `standings`. */
const valuesOf = ({ score, achieved_ms, lap_id, lap_time_ms, counted }: Standing) =>
  [score, achieved_ms, lap_id, lap_time_ms, counted === undefined ? null : JSON.stringify(counted)] as const

function statementsOf(database: DatabaseSync) {
  const row = ['score', 'achieved_ms', 'lap_id', 'lap_time_ms', 'counted']
  const replaced = row.map(column => `${column} = excluded.${column}`).join(', ')
  const order = (of: string) => `(${of}.score, ${of}.achieved_ms, ${of}.lap_id)`
  const later = '(excluded.achieved_ms, excluded.lap_id) > (standings.achieved_ms, standings.lap_id)'
  const ofLater = (column: string) =>
    `${column} = CASE WHEN ${later} THEN excluded.${column} ELSE standings.${column} END`
  return {
    declare: database.prepare(
      `INSERT OR IGNORE INTO boards (board, track, among, subject, period, label, conditions, rule, field)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    board: database.prepare('SELECT id FROM boards WHERE board = ?'),
    removeBoard: database.prepare('DELETE FROM boards WHERE id = ?'),
    removeBoards: database.prepare('DELETE FROM boards'),
    ofEvent: database.prepare(
      `SELECT id, board, EXISTS (SELECT 1 FROM standings WHERE standings.board = boards.id) AS held
       FROM boards WHERE period = 'event' AND label = ?`,
    ),
    addDriver: database.prepare('INSERT OR IGNORE INTO drivers (driver) VALUES (?)'),
    driver: database.prepare('SELECT id FROM drivers WHERE driver = ?'),
    standing: database.prepare('SELECT score, counted FROM standings WHERE board = ? AND driver = ?'),
    improve: database.prepare(
      `INSERT INTO standings (board, driver, ${row}) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (board, driver) DO UPDATE SET ${replaced} WHERE ${order('excluded')} < ${order('standings')}`,
    ),
    put: database.prepare(
      `INSERT INTO standings (board, driver, ${row}) VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (board, driver) DO UPDATE SET ${replaced}
       WHERE ${order('excluded')} <> ${order('standings')} OR excluded.counted IS NOT standings.counted`,
    ),
    count: database.prepare(
      `INSERT INTO standings (board, driver, score, achieved_ms, lap_id, lap_time_ms) VALUES (?, ?, -1, ?, ?, ?)
       ON CONFLICT (board, driver) DO UPDATE SET score = standings.score - 1,
       ${['achieved_ms', 'lap_id', 'lap_time_ms'].map(ofLater).join(', ')}`,
    ),
    forgetStanding: database.prepare('DELETE FROM standings WHERE board = ? AND driver = ?'),
    forgetStandings: database.prepare('DELETE FROM standings WHERE board = ?'),
    removeStandings: database.prepare('DELETE FROM standings'),
    beaten: database.prepare(
      `SELECT 1 FROM records WHERE board = ? AND achieved_ms <= ? AND lap_time_ms <= ?
       AND NOT (achieved_ms = ? AND lap_time_ms = ? AND lap_id > ?) LIMIT 1`,
    ),
    outdate: database.prepare(
      'DELETE FROM records WHERE board = ? AND achieved_ms >= ? AND lap_time_ms >= ?',
    ),
    addRecord: database.prepare('INSERT OR IGNORE INTO records VALUES (?, ?, ?, ?, ?)'),
    held: database.prepare(
      'SELECT 1 FROM records WHERE board = ? AND achieved_ms = ? AND lap_time_ms = ? AND lap_id = ?',
    ),
    forgetRecords: database.prepare('DELETE FROM records WHERE board = ?'),
    removeRecords: database.prepare('DELETE FROM records'),
  }
}
