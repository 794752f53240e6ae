// What is in the lake and where: SQLite beside the files. A file is part of the lake from the commit that names it here,
// and a query opens files by these paths only, so that what a crash left half done is never seen.
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite'
import type { TrackShape } from '../race/corner-detection.ts'
import { gridPoints } from '../race/grid.ts'
import { LakeFault } from './fault.ts'
import type { Run } from './ranges.ts'
import type { HeldRecord } from './rows.ts'

/** A lap, or a stretch that never became one: its file and the frames that are in it. */
export type StoredLap = {
  readonly lap_id: string
  readonly session_id: string
  readonly site: string
  readonly rig: string
  readonly lap_number: number
  /** Incomplete laps have no `lap_id` in their samples and no row in `laps`. */
  readonly complete: boolean
  /** The lap message as JSON. */
  readonly message?: string
  /** Frames, by their numbers. */
  readonly frames: readonly Run[]
  /** Relative to the lake; absent when no sample came. */
  readonly path?: string
  /** The lap over the track, of complete laps. */
  readonly grid?: string
  /** The rows of `corners` as JSON, of complete laps. */
  readonly corners?: string
  /** Of the columns in the files: those of one schema are read as one. */
  readonly schema: string
  readonly generation: number
  readonly rows: number
  readonly bytes: number
  /** The pitwall that wrote its files; absent of one that did not say. */
  readonly written_by?: string
}

/** The graphics values that hold at the end of a session's newest frame. */
export type Carry = HeldRecord & { readonly seq: number }

const version = 1
const schema = `
  CREATE TABLE laps (
    lap_id TEXT PRIMARY KEY, session_id TEXT NOT NULL, site TEXT NOT NULL, rig TEXT NOT NULL,
    lap_number INTEGER NOT NULL, complete INTEGER NOT NULL, message TEXT, frames TEXT NOT NULL, path TEXT,
    grid TEXT, corners TEXT,
    schema TEXT NOT NULL, generation INTEGER NOT NULL, rows INTEGER NOT NULL, bytes INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX laps_of_session ON laps (session_id, lap_number);
  CREATE TABLE sessions (session_id TEXT PRIMARY KEY, message TEXT, carry TEXT, stale INTEGER NOT NULL) STRICT;
  CREATE TABLE parts (name TEXT NOT NULL, session_id TEXT NOT NULL, path TEXT NOT NULL, schema TEXT NOT NULL,
    PRIMARY KEY (name, session_id)) STRICT;
  CREATE TABLE discarded (path TEXT PRIMARY KEY) STRICT;
  PRAGMA user_version = ${version};
`
/** Of a later version than the rest, and made where it is missing: what the first clean lap showed of a track. */
const tracks = 'CREATE TABLE IF NOT EXISTS tracks (track TEXT PRIMARY KEY, shape TEXT NOT NULL) STRICT'

/** Of a lake that hubs share: what of its laps is here. */
const mirrored =
  'CREATE TABLE IF NOT EXISTS mirrored (lap_id TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT'

/** `part` is the file of one session in one of the small tables. */
export type Part = {
  readonly name: string
  readonly session_id: string
  readonly path: string
  readonly schema: string
}

/** `bytes` of the files where the catalogue knows them. */
export type TableSize = { readonly rows: number; readonly files: number; readonly bytes?: number }

export class Catalogue {
  readonly #database: DatabaseSync

  /** Opens or makes the catalogue; `readOnly` for those who only look. */
  constructor(path: string, readOnly = false) {
    this.#database = new DatabaseSync(path, { readOnly, timeout: 10_000 })
    if (!readOnly) this.#database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    const found = this.#database.prepare('PRAGMA user_version').get()?.['user_version']
    if (found === 0 && !readOnly) this.transaction(() => this.#database.exec(schema))
    else if (found !== version) {
      const what = `a catalogue of version ${version}; use the pitwall that wrote it, or a newer one`
      throw new LakeFault('bad-file', path, what, String(found))
    }
    if (readOnly) return
    this.#database.exec(`${tracks}; ${mirrored}`)
    this.#addWriter()
  }

  close(): void {
    this.#database.close()
  }

  /** Older catalogues have no column for it. */
  #addWriter(): void {
    const columns = this.#database.prepare('PRAGMA table_info(laps)').all()
    if (columns.some(({ name }) => name === 'written_by')) return
    this.#database.exec('ALTER TABLE laps ADD COLUMN written_by TEXT')
  }

  transaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      work()
      this.#database.exec('COMMIT')
    } catch (thrown) {
      this.#database.exec('ROLLBACK')
      throw thrown
    }
  }

  lap(lapId: string): StoredLap | undefined {
    const row = this.#database.prepare('SELECT * FROM laps WHERE lap_id = ?').get(lapId)
    return row === undefined ? undefined : storedLap(row)
  }

  lapsOf(sessionId: string): readonly StoredLap[] {
    const rows = this.#database.prepare('SELECT * FROM laps WHERE session_id = ? ORDER BY lap_number, lap_id')
    return rows.all(sessionId).map(storedLap)
  }

  /** Takes all of a session out; its files are discarded. */
  removeSession(sessionId: string): void {
    for (const { path, grid } of this.lapsOf(sessionId)) {
      for (const file of [path, grid]) if (file !== undefined) this.discard(file)
    }
    this.#database.prepare('DELETE FROM laps WHERE session_id = ?').run(sessionId)
    this.#database.prepare('UPDATE sessions SET carry = NULL, stale = 1 WHERE session_id = ?').run(sessionId)
  }

  /** The sessions of which there is anything. */
  sessions(): readonly string[] {
    const rows = this.#database.prepare('SELECT session_id FROM sessions ORDER BY session_id').all()
    return rows.map(row => text(row['session_id']))
  }

  putLap(lap: StoredLap): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO laps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        lap.lap_id,
        lap.session_id,
        lap.site,
        lap.rig,
        lap.lap_number,
        lap.complete ? 1 : 0,
        lap.message ?? null,
        JSON.stringify(lap.frames),
        lap.path ?? null,
        lap.grid ?? null,
        lap.corners ?? null,
        lap.schema,
        lap.generation,
        lap.rows,
        lap.bytes,
        lap.written_by ?? null,
      )
    this.#touch(lap.session_id)
  }

  session(sessionId: string): string | undefined {
    const row = this.#database.prepare('SELECT message FROM sessions WHERE session_id = ?').get(sessionId)
    return optionalText(row?.['message'])
  }

  putSession(sessionId: string, message: string): void {
    this.#touch(sessionId)
    this.#database.prepare('UPDATE sessions SET message = ? WHERE session_id = ?').run(message, sessionId)
  }

  carry(sessionId: string): Carry | undefined {
    const row = this.#database.prepare('SELECT carry FROM sessions WHERE session_id = ?').get(sessionId)
    const stored = optionalText(row?.['carry'])
    return stored === undefined ? undefined : JSON.parse(stored)
  }

  putCarry(sessionId: string, carry: Carry): void {
    this.#touch(sessionId)
    const update = this.#database.prepare('UPDATE sessions SET carry = ? WHERE session_id = ?')
    update.run(JSON.stringify(carry), sessionId)
  }

  /** What a lap showed of a track; undefined before the first one. */
  shape(track: string): TrackShape | undefined {
    const made = this.#database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'tracks'").get()
    if (made === undefined) return undefined
    const row = this.#database.prepare('SELECT shape FROM tracks WHERE track = ?').get(track)
    return row === undefined ? undefined : JSON.parse(text(row['shape']))
  }

  /** Keeps the shape of a track once and for all: whoever names corners by their numbers relies on it. */
  keepShape(track: string, shape: TrackShape): void {
    this.#database.prepare('INSERT OR IGNORE INTO tracks VALUES (?, ?)').run(track, JSON.stringify(shape))
  }

  shapes(): readonly (readonly [track: string, shape: TrackShape])[] {
    const rows = this.#database.prepare('SELECT track, shape FROM tracks').all()
    return rows.map(row => [text(row['track']), JSON.parse(text(row['shape']))])
  }

  /** Which state of a lap of a shared lake is here; undefined for none. */
  mirrored(lapId: string): number | undefined {
    const row = this.#database.prepare('SELECT number FROM mirrored WHERE lap_id = ?').get(lapId)
    return row === undefined ? undefined : Number(row['number'])
  }

  keepMirrored(lapId: string, number: number): void {
    this.#database.prepare('INSERT OR REPLACE INTO mirrored VALUES (?, ?)').run(lapId, number)
  }

  /** Sessions whose small tables are older than their rows. */
  staleSessions(): readonly string[] {
    const rows = this.#database
      .prepare('SELECT session_id FROM sessions WHERE stale = 1 ORDER BY session_id')
      .all()
    return rows.map(row => text(row['session_id']))
  }

  /** Names the files that hold a session's rows now. */
  putParts(sessionId: string, parts: readonly Part[]): void {
    this.transaction(() => {
      this.#database.prepare('DELETE FROM parts WHERE session_id = ?').run(sessionId)
      const insert = this.#database.prepare('INSERT INTO parts VALUES (?, ?, ?, ?)')
      for (const part of parts) insert.run(part.name, part.session_id, part.path, part.schema)
      this.#database.prepare('UPDATE sessions SET stale = 0 WHERE session_id = ?').run(sessionId)
    })
  }

  /** Remembers a file that the lake no longer needs, until it is really gone. */
  discard(path: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO discarded VALUES (?)').run(path)
  }

  discarded(): readonly string[] {
    return this.#database
      .prepare('SELECT path FROM discarded')
      .all()
      .map(row => text(row['path']))
  }

  /** A file that was to be discarded is part of the lake now. */
  undiscard(path: string): void {
    this.#database.prepare('DELETE FROM discarded WHERE path = ?').run(path)
  }

  forgetDiscarded(): void {
    this.#database.exec('DELETE FROM discarded')
  }

  /** Every file of a table that a query may open, with the schema that it was written with. */
  filesOf(table: string): readonly { readonly path: string; readonly schema: string }[] {
    const rows = this.#database
      .prepare(fileQueries[table] ?? partQuery)
      .all(...(table in fileQueries ? [] : [table]))
    return rows.map(row => ({ path: text(row['path']), schema: text(row['schema']) }))
  }

  /** Rows and files of each table. */
  sizes(): Readonly<Record<string, TableSize>> {
    const laps = this.#database.prepare(sizesQuery).get() ?? {}
    const sessions = this.#database.prepare('SELECT count(message) AS rows FROM sessions').get()
    const parts = this.#database.prepare('SELECT name, count(*) AS files FROM parts GROUP BY name').all()
    const files = new Map(parts.map(row => [text(row['name']), Number(row['files'])]))
    const count = (name: string) => Number(laps[name] ?? 0)
    const part = (name: string, rows: number): TableSize => ({ rows, files: files.get(name) ?? 0 })
    return {
      samples: { rows: count('samples'), files: count('sample_files'), bytes: count('sample_bytes') },
      laps: part('laps', count('laps')),
      sessions: part('sessions', Number(sessions?.['rows'] ?? 0)),
      corners: part('corners', count('corners')),
      grids: { rows: count('grids') * gridPoints, files: count('grids') },
    }
  }

  /** Changes whenever anyone has committed to the catalogue. */
  stamp(): string {
    const [changes] = [this.#database.prepare('PRAGMA data_version').get()]
    return String(changes?.['data_version'])
  }

  #touch(sessionId: string): void {
    const upsert = `INSERT INTO sessions VALUES (?, NULL, NULL, 1) ON CONFLICT DO UPDATE SET stale = 1`
    this.#database.prepare(upsert).run(sessionId)
  }
}

/** Tables that have a file per lap; the others have one per session. */
const fileQueries: Readonly<Record<string, string>> = {
  samples: 'SELECT path, schema FROM laps WHERE path IS NOT NULL ORDER BY lap_id',
  grids: 'SELECT grid AS path, schema FROM laps WHERE grid IS NOT NULL ORDER BY lap_id',
}
const partQuery = 'SELECT path, schema FROM parts WHERE name = ? ORDER BY session_id'

/** `laps` has those that have become one. */
const sizesQuery = `SELECT coalesce(sum(rows), 0) AS samples, count(path) AS sample_files,
  coalesce(sum(bytes) FILTER (WHERE path IS NOT NULL), 0) AS sample_bytes, count(grid) AS grids,
  count(*) FILTER (WHERE complete = 1 AND message IS NOT NULL) AS laps,
  coalesce(sum(json_array_length(corners)), 0) AS corners FROM laps`

type Row = Readonly<Record<string, SQLOutputValue>>

function storedLap(row: Row): StoredLap {
  const message = optionalText(row['message'])
  const path = optionalText(row['path'])
  const grid = optionalText(row['grid'])
  const corners = optionalText(row['corners'])
  const written_by = optionalText(row['written_by'])
  return {
    lap_id: text(row['lap_id']),
    session_id: text(row['session_id']),
    site: text(row['site']),
    rig: text(row['rig']),
    lap_number: Number(row['lap_number']),
    complete: row['complete'] === 1,
    ...(message === undefined ? {} : { message }),
    frames: JSON.parse(text(row['frames'])),
    ...(path === undefined ? {} : { path }),
    ...(grid === undefined ? {} : { grid }),
    ...(corners === undefined ? {} : { corners }),
    schema: text(row['schema']),
    generation: Number(row['generation']),
    rows: Number(row['rows']),
    bytes: Number(row['bytes']),
    ...(written_by === undefined ? {} : { written_by }),
  }
}

const text = (value: SQLOutputValue | undefined): string => (typeof value === 'string' ? value : '')
const optionalText = (value: SQLOutputValue | undefined): string | undefined =>
  typeof value === 'string' ? value : undefined
