// The tables of the SQLite lap store, and how an older file becomes the newest one.
import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { LapsFault } from './fault.ts'

/** Marks the file as ours: "ptwl". */
const applicationId = 0x7074776c

/**
 * Every step from one version to the next, in order; a released one is never changed. Columns are what is searched and
 * sorted by, `more` is the rest of the record as JSON. `field` is NULL for a lap that no board holds.
 */
const migrations: readonly string[] = [
  `CREATE TABLE laps (
    lap_id TEXT NOT NULL UNIQUE,
    session_id TEXT NOT NULL,
    site TEXT NOT NULL,
    rig TEXT NOT NULL,
    origin TEXT NOT NULL,
    driver TEXT NOT NULL,
    car TEXT NOT NULL,
    car_class TEXT NOT NULL,
    track TEXT NOT NULL,
    lap_number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    valid INTEGER,
    lap_time_ms INTEGER,
    started_at TEXT NOT NULL,
    ranked INTEGER NOT NULL,
    field TEXT,
    more TEXT NOT NULL
  ) STRICT;
  CREATE INDEX laps_by_start ON laps (started_at);
  CREATE INDEX laps_by_session ON laps (session_id, started_at);
  CREATE INDEX laps_by_driver ON laps (driver COLLATE NOCASE, started_at);
  CREATE INDEX laps_by_track ON laps (track, started_at);
  CREATE INDEX laps_by_time ON laps (track, driver, lap_time_ms) WHERE field IS NOT NULL;
  CREATE TABLE sessions (
    session_id TEXT NOT NULL PRIMARY KEY,
    track TEXT NOT NULL,
    driver TEXT NOT NULL,
    car TEXT NOT NULL,
    started_at TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_start ON sessions (started_at);
  CREATE TABLE boards (
    board TEXT NOT NULL PRIMARY KEY,
    track TEXT NOT NULL,
    among TEXT NOT NULL,
    subject TEXT NOT NULL,
    field TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE best (
    board TEXT NOT NULL,
    driver TEXT NOT NULL,
    lap_time_ms INTEGER NOT NULL,
    achieved_at TEXT NOT NULL,
    lap_id TEXT NOT NULL,
    PRIMARY KEY (board, driver)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX best_by_time ON best (board, lap_time_ms, achieved_at, lap_id);`,
  // Boards and drivers by number, because a lap is on many boards; all of it is made anew from the laps.
  // `valid` becomes what is shown: as ruled, where there is a ruling.
  `ALTER TABLE laps ADD COLUMN conditions TEXT;
  ALTER TABLE laps ADD COLUMN recorded_valid INTEGER;
  ALTER TABLE laps ADD COLUMN ruling TEXT;
  UPDATE laps SET recorded_valid = valid;
  DROP INDEX laps_by_session;
  CREATE INDEX laps_by_session ON laps (session_id, lap_number);
  DROP TABLE best;
  DROP TABLE boards;
  CREATE TABLE boards (
    id INTEGER PRIMARY KEY,
    board TEXT NOT NULL UNIQUE,
    track TEXT NOT NULL,
    among TEXT NOT NULL,
    subject TEXT NOT NULL,
    period TEXT NOT NULL,
    label TEXT NOT NULL,
    conditions TEXT NOT NULL,
    rule TEXT NOT NULL,
    field TEXT NOT NULL
  ) STRICT;
  CREATE INDEX boards_by_label ON boards (period, label);
  CREATE TABLE drivers (id INTEGER PRIMARY KEY, driver TEXT NOT NULL UNIQUE) STRICT;
  CREATE INDEX drivers_by_name ON drivers (driver COLLATE NOCASE);
  CREATE TABLE standings (
    board INTEGER NOT NULL,
    driver INTEGER NOT NULL,
    score INTEGER NOT NULL,
    achieved_ms INTEGER NOT NULL,
    lap_id TEXT NOT NULL,
    lap_time_ms INTEGER NOT NULL,
    counted TEXT,
    PRIMARY KEY (board, driver)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX standings_by_score ON standings (board, score, achieved_ms);
  CREATE TABLE records (
    board INTEGER NOT NULL,
    achieved_ms INTEGER NOT NULL,
    lap_time_ms INTEGER NOT NULL,
    lap_id TEXT NOT NULL,
    driver INTEGER NOT NULL,
    PRIMARY KEY (board, achieved_ms, lap_time_ms, lap_id)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE rulings (
    ruling_id TEXT NOT NULL PRIMARY KEY,
    lap_id TEXT NOT NULL,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX rulings_by_lap ON rulings (lap_id);
  CREATE TABLE events (event TEXT NOT NULL PRIMARY KEY, record TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE kept (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  // As in model/lap-side.ts: 1 for a lap that is known from broadcasting alone. There are twenty of them for one of a rig.
  `ALTER TABLE laps ADD COLUMN of_field INTEGER GENERATED ALWAYS AS
    (json_extract(more, '$.samples') = 0 AND json_extract(more, '$.time_source') IS 'broadcast') VIRTUAL;
  CREATE INDEX laps_by_side ON laps (of_field, started_at);`,
  // What people write beside laps and tracks: one record for each thing of a kind.
  `CREATE TABLE by_hand (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    record TEXT NOT NULL,
    PRIMARY KEY (kind, id)
  ) STRICT, WITHOUT ROWID;`,
  // A page of a listing, and how many there are, out of an index alone: of 100 000 laps each row is two kilobytes.
  `DROP INDEX laps_by_side;
  CREATE INDEX laps_listed ON laps
    (of_field, started_at, lap_number, lap_id, valid, kind, conditions, track, driver COLLATE NOCASE, car);
  CREATE INDEX laps_fastest ON laps
    (of_field, lap_time_ms, lap_id, valid, kind, conditions, track, driver COLLATE NOCASE, car, started_at);`,
  // What laps are ordered by besides (model/lap-order.ts), each figure by its name there, and one index that has them all:
  // any order of 100 000 laps is found without reading their rows.
  `ALTER TABLE laps ADD COLUMN sector_1_ms INTEGER AS (json_extract(more, '$.sector_times_ms[0]')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN sector_2_ms INTEGER AS (json_extract(more, '$.sector_times_ms[1]')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN sector_3_ms INTEGER AS (json_extract(more, '$.sector_times_ms[2]')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN fuel_used_l REAL AS (json_extract(more, '$.fuel_used_l')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN fuel_l REAL AS (json_extract(more, '$.fuel_l')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN tyre_pressure_psi REAL AS (
    (json_extract(more, '$.tyre_pressure_psi[0]') + json_extract(more, '$.tyre_pressure_psi[1]')
    + json_extract(more, '$.tyre_pressure_psi[2]') + json_extract(more, '$.tyre_pressure_psi[3]')) / 4.0) VIRTUAL;
  ALTER TABLE laps ADD COLUMN tyre_core_temp_c REAL AS (
    (json_extract(more, '$.tyre_core_temp_c[0]') + json_extract(more, '$.tyre_core_temp_c[1]')
    + json_extract(more, '$.tyre_core_temp_c[2]') + json_extract(more, '$.tyre_core_temp_c[3]')) / 4.0) VIRTUAL;
  ALTER TABLE laps ADD COLUMN air_temp_c REAL AS (json_extract(more, '$.air_temp_c')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN road_temp_c REAL AS (json_extract(more, '$.road_temp_c')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN tyre_compound TEXT AS (json_extract(more, '$.tyre_compound')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN traffic_share REAL AS (json_extract(more, '$.traffic_share')) VIRTUAL;
  ALTER TABLE laps ADD COLUMN rate_hz REAL AS (json_extract(more, '$.quality.rate_hz')) VIRTUAL;
  CREATE INDEX laps_figures ON laps
    (of_field, lap_id, valid, kind, conditions, track, driver COLLATE NOCASE, car, started_at, lap_number, lap_time_ms,
    sector_1_ms, sector_2_ms, sector_3_ms, fuel_used_l, fuel_l, tyre_pressure_psi, tyre_core_temp_c, air_temp_c,
    road_temp_c, tyre_compound, traffic_share, rate_hz);`,
]

export type OpenOptions = {
  /** Only reads, beside a hub that writes; the file must exist. */
  readonly readOnly?: boolean
}

/** How long a writer waits for another process, and a reader for a writer that is just starting. */
const patience_ms = 5000

/**
 * Opens the file at `path` in its newest form; `:memory:` is a store that ends with the process. Throws LapsFault
 * `no-store`, `not-a-store`, `older-store`, `newer-store` or `store-failed`.
 */
export function openDatabase(path: string, { readOnly = false }: OpenOptions = {}): DatabaseSync {
  if (readOnly && !existsSync(path)) {
    throw new LapsFault(
      'no-store',
      path,
      'there is no lap store here; drive with "pitwall up", import a file, or name another folder with --data',
    )
  }
  let database: DatabaseSync | undefined
  try {
    if (!readOnly && path !== ':memory:') mkdirSync(dirname(path), { recursive: true })
    database = new DatabaseSync(path, { readOnly, timeout: patience_ms })
    prepare(database, path, readOnly)
    return database
  } catch (error) {
    database?.close()
    throw faultOf(path, error)
  }
}

/** The fault that an error of SQLite is to the user; one of ours stays what it is. */
export function faultOf(path: string, error: unknown): LapsFault {
  if (error instanceof LapsFault) return error
  const why = error instanceof Error ? error.message : String(error)
  return /not a database|malformed/i.test(why)
    ? new LapsFault(
        'not-a-store',
        path,
        `expected a lap store, found a file that is none (${why}); move it away`,
        error,
      )
    : new LapsFault('store-failed', path, `the lap store cannot be used: ${why}`, error)
}

function prepare(database: DatabaseSync, path: string, readOnly: boolean): void {
  const id = pragma(database, 'application_id')
  const version = pragma(database, 'user_version')
  const newest = migrations.length
  const empty =
    id === 0 && version === 0 && database.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined
  if (id !== applicationId && !empty) {
    throw new LapsFault(
      'not-a-store',
      path,
      'expected a lap store, found a database of another program; move it away',
    )
  }
  if (version > newest) {
    throw new LapsFault(
      'newer-store',
      path,
      `expected a store of version ${newest} or older, found ${version}; use the pitwall that wrote it`,
    )
  }
  if (!readOnly) migrate(database)
  else if (version < newest) {
    throw new LapsFault(
      'older-store',
      path,
      `expected a store of version ${newest}, found ${version}; "pitwall up" brings it up to date`,
    )
  }
}

function migrate(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536')
  if (pragma(database, 'user_version') === migrations.length) return
  database.exec('BEGIN IMMEDIATE')
  try {
    // Read again: another process may have been faster.
    for (const step of migrations.slice(pragma(database, 'user_version'))) database.exec(step)
    database.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA application_id = ${applicationId}`)
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}

function pragma(database: DatabaseSync, name: string): number {
  const value = database.prepare(`PRAGMA ${name}`).get()?.[name]
  return typeof value === 'number' ? value : 0
}
