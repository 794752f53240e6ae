import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type TestContext, test } from 'node:test'
import { asLapId } from '../model/identity.ts'
import { sampleLap } from '../model/testing/messages.ts'
import { LapsFault } from './fault.ts'
import { receive } from './receive.ts'
import { openSqliteLapStore } from './sqlite.ts'
import { openLapStoreThread } from './sqlite-link.ts'
import type { LapStore } from './store.ts'

function folderFor(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-sqlite-'))
  context.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
const faultCode = (code: string) => (error: unknown) => error instanceof LapsFault && error.code === code

test('a listing beside a hub that writes sees what is safe, at once', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  const writer = openSqliteLapStore(path)
  await receive(sampleLap(), writer)
  const reader = openSqliteLapStore(path, { readOnly: true })
  assert.equal((await reader.laps({})).length, 1)
  await receive(sampleLap({ lap_id: asLapId('second-0-2'), lap_number: 2 }), writer)
  assert.equal((await reader.laps({})).length, 2)
  await assert.rejects(receive(sampleLap(), reader), faultCode('store-failed'))
  await reader.close()
  await writer.close()
})

test('a listing works after the hub is gone, and after it was killed', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  const writer = openSqliteLapStore(path)
  await receive(sampleLap(), writer)
  await writer.close()
  const program = `
    import { openSqliteLapStore } from ${JSON.stringify(new URL('sqlite.ts', import.meta.url).href)}
    import { receive } from ${JSON.stringify(new URL('receive.ts', import.meta.url).href)}
    import { sampleLap } from ${JSON.stringify(new URL('../model/testing/messages.ts', import.meta.url).href)}
    await receive(sampleLap({ lap_id: 'killed-0-1' }), openSqliteLapStore(${JSON.stringify(path)}))
    process.kill(process.pid, 'SIGKILL')`
  const run = spawnSync(process.execPath, ['--input-type=module-typescript', '--eval', program], {
    encoding: 'utf8',
  })
  assert.equal(run.signal, 'SIGKILL', run.stderr)
  const reader = openSqliteLapStore(path, { readOnly: true })
  assert.deepEqual((await reader.laps({})).map(lap => lap.lap_id).sort(), [
    'home-rig1-20261124T120000000Z-0-1',
    'killed-0-1',
  ])
  await reader.close()
})

test('a store on a thread says what is wrong with its file, and after its end that it is closed', async context => {
  const folder = folderFor(context)
  const text = join(folder, 'text.sqlite')
  writeFileSync(text, 'no database'.repeat(1000))
  await assert.rejects(openLapStoreThread(text), faultCode('not-a-store'))
  const store = await openLapStoreThread(join(folder, 'store.sqlite'))
  const recorded = receive(sampleLap(), store)
  await store.close()
  assert.equal((await recorded).outcome, 'recorded')
  await assert.rejects(store.laps({}), faultCode('store-failed'))
})

test('a store that is not there is a sentence, not a stack', context => {
  const path = join(folderFor(context), 'none', 'store.sqlite')
  assert.throws(() => openSqliteLapStore(path, { readOnly: true }), faultCode('no-store'))
  assert.throws(() => openSqliteLapStore(path, { readOnly: true }), /there is no lap store here; drive with/)
})

test('a file of another kind, or of a later version, is left alone', context => {
  const folder = folderFor(context)
  const text = join(folder, 'text.sqlite')
  writeFileSync(text, 'this is no database, it only has the name of one'.repeat(100))
  assert.throws(() => openSqliteLapStore(text), faultCode('not-a-store'))
  const other = join(folder, 'other.sqlite')
  const database = new DatabaseSync(other)
  database.exec('CREATE TABLE cats (name TEXT)')
  database.close()
  assert.throws(() => openSqliteLapStore(other), faultCode('not-a-store'))
  const later = join(folder, 'later.sqlite')
  void openSqliteLapStore(later).close()
  const newer = new DatabaseSync(later)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  assert.throws(() => openSqliteLapStore(later), faultCode('newer-store'))
})

test('a store stays as it is when it is opened again', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  for (let round = 0; round < 3; round++) {
    const store = openSqliteLapStore(path)
    assert.equal((await receive(sampleLap(), store)).outcome, round === 0 ? 'recorded' : 'known')
    assert.equal((await store.boards({})).length, 8)
    await store.close()
  }
})

test('a board of many drivers is read in order of its index, not sorted', context => {
  const path = join(folderFor(context), 'store.sqlite')
  void openSqliteLapStore(path).close()
  const database = new DatabaseSync(path)
  const plan = (sql: string) =>
    database
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(row => row['detail'])
      .join('; ')
  const top = plan('SELECT * FROM standings WHERE board = ? ORDER BY score, achieved_ms, lap_id LIMIT 100')
  assert.match(top, /INDEX standings_by_score/)
  assert.match(top, /^(?!.*TEMP B-TREE FOR ORDER BY)/, 'only ids of equal scores are sorted')
  assert.match(
    plan('SELECT count(*) FROM standings WHERE board = ? AND score < ?'),
    /COVERING INDEX standings_by_score/,
  )
  database.close()
})

/** What the first version of a store holds after two laps of one driver, the second of which is not valid. */
const firstVersion = `
  CREATE TABLE laps (
    lap_id TEXT NOT NULL UNIQUE, session_id TEXT NOT NULL, site TEXT NOT NULL, rig TEXT NOT NULL,
    origin TEXT NOT NULL, driver TEXT NOT NULL, car TEXT NOT NULL, car_class TEXT NOT NULL, track TEXT NOT NULL,
    lap_number INTEGER NOT NULL, kind TEXT NOT NULL, valid INTEGER, lap_time_ms INTEGER, started_at TEXT NOT NULL,
    ranked INTEGER NOT NULL, field TEXT, more TEXT NOT NULL
  ) STRICT;
  CREATE INDEX laps_by_start ON laps (started_at);
  CREATE INDEX laps_by_session ON laps (session_id, started_at);
  CREATE INDEX laps_by_driver ON laps (driver COLLATE NOCASE, started_at);
  CREATE INDEX laps_by_track ON laps (track, started_at);
  CREATE INDEX laps_by_time ON laps (track, driver, lap_time_ms) WHERE field IS NOT NULL;
  CREATE TABLE sessions (
    session_id TEXT NOT NULL PRIMARY KEY, track TEXT NOT NULL, driver TEXT NOT NULL, car TEXT NOT NULL,
    started_at TEXT NOT NULL, record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_start ON sessions (started_at);
  CREATE TABLE boards (
    board TEXT NOT NULL PRIMARY KEY, track TEXT NOT NULL, among TEXT NOT NULL, subject TEXT NOT NULL,
    field TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE best (
    board TEXT NOT NULL, driver TEXT NOT NULL, lap_time_ms INTEGER NOT NULL, achieved_at TEXT NOT NULL,
    lap_id TEXT NOT NULL, PRIMARY KEY (board, driver)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX best_by_time ON best (board, lap_time_ms, achieved_at, lap_id);
  INSERT INTO laps VALUES
    ('s1-0-1', 's1', 'home', 'rig1', 'live', 'Ada', 'ferrari_296_gt3', 'GT3', 'monza', 1, 'flying', 1, 108000,
     '2026-03-01T10:00:00.000Z', 1, 'real',
     '{"sector_times_ms":[35000,37000,36000],"samples":10,"quality":{"rate_hz":400,"gaps":0,"duplicates":0,"torn":0}}'),
    ('s1-0-2', 's1', 'home', 'rig1', 'live', 'Ada', 'ferrari_296_gt3', 'GT3', 'monza', 2, 'flying', 0, 100000,
     '2026-03-01T10:02:00.000Z', 1, NULL,
     '{"invalid_reason":"cut","sector_times_ms":[],"samples":10,"quality":{"rate_hz":400,"gaps":0,"duplicates":0,"torn":0}}');
  INSERT INTO boards VALUES ('monza/GT3', 'monza', 'car_class', 'GT3', 'real');
  INSERT INTO best VALUES ('monza/GT3', 'Ada', 108000, '2026-03-01T10:01:48.000Z', 's1-0-1');
  PRAGMA application_id = 0x7074776c;
  PRAGMA user_version = 1;`

test('a store of the first version keeps its laps, and has their boards of every kind', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  const old = new DatabaseSync(path)
  old.exec(firstVersion)
  old.close()
  assert.throws(() => openSqliteLapStore(path, { readOnly: true }), faultCode('older-store'))
  const store = openSqliteLapStore(path)
  const [second, first] = await store.laps({})
  assert.deepEqual([first?.valid, second?.valid, second?.invalid_reason], [true, false, 'cut'])
  assert.deepEqual(
    (await store.boards({ rule: 'best-lap' })).map(({ board, rows }) => [board, rows[0]?.lap_time_ms]),
    [
      ['monza/GT3', 108_000],
      ['monza/GT3/season-2026', 108_000],
      ['monza/all', 108_000],
      ['monza/all/season-2026', 108_000],
      ['monza/ferrari_296_gt3', 108_000],
      ['monza/ferrari_296_gt3/season-2026', 108_000],
    ],
  )
  await store.close()
})

test('a store whose boards were reckoned otherwise makes them anew, and they are what they would have been', async context => {
  const path = join(folderFor(context), 'store.sqlite')
  const store = openSqliteLapStore(path)
  await store.declareEvent({
    event: 'day',
    name: 'Day',
    from: '2026-11-24T00:00:00Z',
    to: '2026-11-25T00:00:00Z',
  })
  for (let lap_number = 1; lap_number <= 12; lap_number++) {
    const lap_id = asLapId(`s1-0-${lap_number}`)
    const lap_time_ms = 100_000 + ((lap_number * 7919) % 5000)
    const started_at = new Date(Date.UTC(2026, 10, 24, 12, 2 * lap_number)).toISOString()
    const conditions = lap_number % 5 === 0 ? 'wet' : 'dry'
    await receive(sampleLap({ lap_id, lap_number, lap_time_ms, started_at, conditions }), store)
  }
  const content = async (of: LapStore) => {
    const boards = await of.boards({})
    return JSON.stringify([boards, await Promise.all(boards.map(({ board }) => of.records(board)))])
  }
  const before = await content(store)
  await store.close()
  const database = new DatabaseSync(path)
  database.exec(
    "UPDATE kept SET value = 'otherwise'; DELETE FROM standings WHERE board % 2 = 0; DELETE FROM records",
  )
  database.close()
  const again = openSqliteLapStore(path)
  assert.equal(await content(again), before)
  assert.ok(before.includes('event-day/wet') && before.includes('consistency'))
  await again.close()
})
