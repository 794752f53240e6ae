import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { DuckDBInstance } from '@duckdb/node-api'
import { LakeFault } from './fault.ts'
import { openLake } from './lake.ts'
import { csvOf, openQueries, type Queries, type QueryPart, rowObjects } from './queries.ts'
import { openReader } from './query-engine.ts'
import { bytesOf, frameOf, lapMessageOf, lapOf, sessionMessageOf } from './testing/drive.ts'

const parent = mkdtempSync(join(tmpdir(), 'queries-'))
const folder = join(parent, "it's a lake")
const secret = join(parent, 'secret.csv')
let queries: Queries

before(async () => {
  writeFileSync(secret, 'secret,words\n1,2\n')
  const lake = await openLake({ folder })
  await lake.session(sessionMessageOf())
  for (const seq of [0, 1]) {
    const frame = frameOf(seq, 1)
    await lake.land(bytesOf(frame), frame)
  }
  await lake.closeLap(lapMessageOf(1, 0, 1))
  await lake.settle()
  await lake.close()
  queries = openQueries(folder)
})
after(async () => {
  await queries.close()
  rmSync(parent, { recursive: true })
})

const ask = async (sql: string) => rowObjects(await queries.run(sql))

/** Every file of the lake and its size. */
const contents = () =>
  readdirSync(parent, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => [path, statSync(path).size] as const)
    .filter(([path]) => !/-(wal|shm)$/.test(path))
    .sort()

test('a query that would read more than it may is refused with how much, by columns and not by whole files', async () => {
  const above = (sql: string, bytes: number) => queries.run(sql, { above: bytes })
  await assert.rejects(above('SELECT * FROM samples', 1000), {
    code: 'query-large',
    message: /found about .* MB/,
  })
  assert.equal((await above('SELECT count(*) FROM samples', 1e9)).rows.length, 1)
  const whole = contents().find(([path]) => path.includes('samples'))?.[1] ?? 0
  assert.ok(whole > 4000)
  assert.equal((await above('SELECT gear FROM samples', 2000)).rows.length, 20, 'one column is a small part')
  assert.equal((await above('SELECT range FROM range(9)', 0)).rows.length, 9)
  await assert.rejects(above('SELECT nothing FROM samples', 0), { code: 'bad-query' })
})

test('the plan of a query can be asked for, and only of one that may run', async () => {
  const { columns, rows } = await queries.run('SELECT gear FROM samples', { explain: true })
  assert.deepEqual(
    columns.map(({ name }) => name),
    ['explain_key', 'explain_value'],
  )
  assert.match(String(rows[0]?.[1]), /READ_PARQUET/)
  await assert.rejects(queries.run('DROP VIEW laps', { explain: true }), { code: 'query-refused' })
})

test('counts are plain numbers, instants are ISO, lists are arrays', async () => {
  assert.deepEqual(await ask('SELECT count(*) AS n, count(DISTINCT lap_id) AS laps FROM samples'), [
    { n: 20, laps: 1 },
  ])
  assert.deepEqual(await ask('SELECT started_at, sector_times_ms, valid FROM laps'), [
    { started_at: '2026-11-24T10:00:00.000Z', sector_times_ms: [35000, 36000, 36001], valid: true },
  ])
  assert.deepEqual(
    await ask(`SELECT sum(gear) AS gears, 12.50::DECIMAL(9, 2) AS price, 9007199254740993 AS big, 'NaN'::DOUBLE AS none,
      DATE '2026-11-24' AS day, TIMESTAMP '2026-11-24 10:00:00.000001' AS at, {a: 1, b: [true]} AS nested FROM samples`),
    [
      {
        gears: 57,
        price: 12.5,
        big: '9007199254740993',
        none: null,
        day: '2026-11-24',
        at: '2026-11-24T10:00:00.000001',
        nested: { a: 1, b: [true] },
      },
    ],
  )
})

test('a channel is printed as it was measured', async () => {
  assert.deepEqual(await ask('SELECT throttle, speed_kmh FROM samples WHERE packet = 5001'), [
    { throttle: 0.0078125, speed_kmh: 100.015625 },
  ])
})

test('samples know their site and day, and have every channel of the catalogue', async () => {
  assert.deepEqual(await ask('SELECT DISTINCT site, day FROM samples'), [{ site: 'home', day: '2026-11-24' }])
  const columns = await ask("SELECT column_name AS name FROM duckdb_columns() WHERE table_name = 'samples'")
  const names = columns.map(({ name }) => name)
  for (const name of 'session_id lap_id lap_number t_us spline speed_kmh throttle brake steer gear rpm'.split(
    ' ',
  )) {
    assert.ok(names.includes(name), name)
  }
  assert.ok(names.length > 200)
})

test('CSV quotes what needs it', async () => {
  const result = await queries.run(`SELECT 'a,"b"' AS x, NULL AS y, '' AS z, 1.5 AS n, [1, 2] AS l`)
  assert.equal(csvOf(result), 'x,y,z,n,l\r\n"a,""b""",,"",1.5,"[1,2]"\r\n')
})

test('a lake that does not exist yet has all tables, empty', async t => {
  const none = openQueries(join(parent, 'nothing'))
  t.after(none.close)
  assert.deepEqual(rowObjects(await none.run('SELECT count(*) AS n, max(speed_kmh) AS v FROM samples')), [
    { n: 0, v: null },
  ])
  const laps = await none.run('SELECT * FROM laps')
  assert.deepEqual([laps.rows.length, laps.columns.some(({ name }) => name === 'lap_time_ms')], [0, true])
  assert.ok(!existsSync(join(parent, 'nothing')))
})

const escapes = (): Readonly<Record<string, string>> => ({
  'reads a file outside': `SELECT * FROM read_csv('${secret}')`,
  'reads a file by its name': `SELECT * FROM '${secret}'`,
  'climbs out of a table': `SELECT * FROM read_text('${quoted(folder)}/samples/../../secret.csv')`,
  'reads the catalogue': `SELECT * FROM read_blob('${quoted(folder)}/catalogue.sqlite')`,
  'lists files': `SELECT * FROM glob('/etc/*')`,
  'copies over a file of the lake': `COPY (SELECT 1) TO '${quoted(folder)}/laps/x.parquet'`,
  'copies while it explains': `EXPLAIN ANALYZE COPY (SELECT 1) TO '${quoted(folder)}/laps/x.parquet'`,
  'writes a log by a SELECT': `SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '${quoted(folder)}/laps/log')`,
  'hides it in a lateral join': `SELECT * FROM laps, LATERAL (SELECT * FROM enable_logging('QueryLog'))`,
  'runs text as SQL': `SELECT * FROM query('SELECT 1')`,
  'runs serialised SQL': `SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))`,
  'makes a database': `ATTACH '${quoted(folder)}/laps/x.db' AS x`,
  'exports everything': `EXPORT DATABASE '${quoted(folder)}/laps/x'`,
  'opens the cage': `SET enable_external_access = true`,
  'opens the lock': `RESET lock_configuration`,
  'installs an extension': `INSTALL httpfs`,
  'loads an extension': `LOAD httpfs`,
  'calls a pragma': `PRAGMA enable_profiling`,
  'changes a table': `INSERT INTO laps SELECT * FROM laps`,
  'drops a view': `DROP VIEW samples`,
  'adds a second statement': `SELECT 1; DROP VIEW samples`,
  'reaches the network': `SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')`,
})
const quoted = (text: string) => text.replaceAll("'", "''")

test('SQL that wants more than to read the lake is refused, and nothing has changed', async t => {
  const before = contents()
  for (const [what, sql] of Object.entries(escapes())) {
    await t.test(what, async () => {
      await assert.rejects(queries.run(sql), ({ code, message }) => {
        const isRefused = code === 'query-refused' || (code === 'bad-query' && /does not exist/.test(message))
        return isRefused
      })
    })
  }
  assert.deepEqual(contents(), before)
  assert.deepEqual(await ask('SELECT lap_id FROM laps'), [{ lap_id: lapOf(1) }])
})

test('behind the gate the engine itself refuses files, writing and settings', async t => {
  // The gate is not asked here: the same engine settings must hold alone.
  const reader = await openReader(folder, 256)
  t.after(() => reader.closeSync())
  for (const sql of [
    `SELECT * FROM read_csv('${secret}')`,
    `SELECT * FROM read_text('${quoted(folder)}/samples/../../secret.csv')`,
    `SELECT * FROM glob('/etc/*')`,
    `COPY (SELECT 1) TO '${quoted(parent)}/x.csv'`,
    'SET enable_external_access = true',
    'INSTALL httpfs',
    `SELECT * FROM read_csv('http://127.0.0.1:9/x.csv')`,
  ]) {
    await assert.rejects(reader.run(sql), /Permission Error|configuration has been locked/, sql)
  }
})

/** Counts for hours, in next to no memory. */
const endless = 'SELECT sum(sqrt(range)) FROM range(1000000000000)'

test('SQL that never ends is ended, and the next one is answered', async () => {
  await assert.rejects(queries.run(endless, { timeout_ms: 300 }), { code: 'query-timeout' })
  assert.deepEqual(await ask('SELECT 1 AS one'), [{ one: 1 }])
})

test('SQL that nobody waits for any more is ended at once, also before it has begun', async t => {
  const own = openQueries(folder)
  t.after(own.close)
  const stop = new AbortController()
  const asked = Array.from({ length: 4 }, () =>
    own.run(endless, { timeout_ms: 120_000, signal: stop.signal }),
  )
  setTimeout(() => stop.abort(), 200)
  const from = performance.now()
  const ended = await Promise.allSettled(asked)
  assert.ok(performance.now() - from < 60_000)
  for (const one of ended) {
    assert.equal(one.status === 'rejected' && one.reason.code, 'query-cancelled')
  }
  assert.deepEqual(rowObjects(await own.run('SELECT 1 AS one')), [{ one: 1 }])
  const late = own.run(endless, { signal: AbortSignal.abort() })
  await assert.rejects(late, { code: 'query-cancelled' })
})

test('a query that gives up its place in the queue takes nobody else with it', async t => {
  const own = openQueries(folder)
  t.after(own.close)
  const stop = new AbortController()
  const busy = Promise.allSettled([1, 2].map(() => own.run(endless, { timeout_ms: 2_000 })))
  const gone = own.run('SELECT 1 AS one', { signal: stop.signal })
  const patient = own.run('SELECT 2 AS two', { timeout_ms: 120_000 })
  stop.abort()
  await assert.rejects(gone, { code: 'query-cancelled' })
  for (const one of await busy) {
    assert.ok(one.status === 'rejected')
    assert.equal(Object(one.reason).code, 'query-timeout', String(one.reason))
  }
  assert.deepEqual(rowObjects(await patient), [{ two: 2 }])
})

test('SQL that asks for too many rows gets the first of them, and is told', async () => {
  const result = await queries.run('SELECT * FROM range(1000000)', { rows: 10 })
  assert.deepEqual([result.rows.length, result.truncated], [10, true])
})

/** For a machine that does much else. */
const unhurried = { timeout_ms: 240_000 } as const

test('rows are told while the query still runs, in order and once', async () => {
  const parts: QueryPart[] = []
  const rest = await queries.run('SELECT range AS n FROM range(50000)', {
    ...unhurried,
    part: part => parts.push(part),
  })
  assert.ok(parts.length > 0)
  const rows = [...parts, rest].flatMap(part => part.rows.map(([n]) => n))
  assert.deepEqual(
    rows,
    Array.from({ length: 50_000 }, (_, n) => n),
  )
  assert.deepEqual(parts[0]?.columns, [{ name: 'n', type: 'BIGINT' }])

  // Its first rows are there at once, and it does not end in this life.
  const stop = new AbortController()
  const endlessly = 'SELECT range AS n FROM range(1000000000000) WHERE range < 5000 OR sqrt(range) < 0'
  const running = queries.run(endlessly, {
    ...unhurried,
    signal: stop.signal,
    part: () => stop.abort(),
  })
  await assert.rejects(running, { code: 'query-cancelled' })
})

test('what a query has read is counted, and a query over nothing has read little', async t => {
  const { read_bytes: little } = await queries.run('SELECT 1 AS one', unhurried)
  if (little === undefined) {
    t.skip('this system does not count what a process reads')
    return
  }
  const { read_bytes: much = 0 } = await queries.run('SELECT * FROM samples', unhurried)
  assert.ok(much > little + 1000, `${much} and ${little}`)
  const { read_bytes: again = 0 } = await queries.run('SELECT * FROM samples', unhurried)
  assert.ok(again > little, 'reading once more is reading')
})

test('SQL that needs too much memory fails alone', async t => {
  const small = openQueries(folder, 100)
  t.after(small.close)
  await assert.rejects(small.run('SELECT list(a) FROM range(500000000) t(a)', { timeout_ms: 60_000 }), {
    code: 'bad-query',
    message: /[Mm]emory/,
  })
  assert.deepEqual(rowObjects(await small.run('SELECT count(*) AS n FROM samples')), [{ n: 20 }])
})

test('SQL with a mistake says where', async () => {
  await assert.rejects(ask('SELEC 1'), { code: 'bad-query', message: /syntax error/ })
  await assert.rejects(ask('SELECT speed FROM samples'), { code: 'bad-query', message: /speed/ })
})

async function exported(queries: Queries, sql: string, kind: 'csv' | 'parquet'): Promise<Buffer> {
  const parts: Uint8Array[] = []
  for await (const part of (await queries.export?.(sql, kind)) ?? []) parts.push(part)
  return Buffer.concat(parts)
}

test('all rows of a query become a file, with numbers, times, lists and NULL as they are', async () => {
  const sql = `SELECT range AS n, (range * 1.5)::FLOAT AS f, 'lap ' || (range % 7) AS name, range % 2 = 0 AS even,
    TIMESTAMP '2026-11-24 10:00:00.5' AS at, [range::INT, 2] AS list, CASE WHEN range > 0 THEN range / 4 END AS hole
    FROM range(150000)`
  const csv = (await exported(queries, sql, 'csv')).toString().split('\r\n')
  assert.equal(csv.length, 150_002)
  assert.deepEqual(csv.slice(0, 3), [
    'n,f,name,even,at,list,hole',
    '0,0,lap 0,true,2026-11-24T10:00:00.500,"[0,2]",',
    '1,1.5,lap 1,false,2026-11-24T10:00:00.500,"[1,2]",0.25',
  ])
  const path = join(parent, 'export.parquet')
  writeFileSync(path, await exported(queries, sql, 'parquet'))
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const read = await connection.runAndReadAll(
    `SELECT count(*)::INT, sum(n)::DOUBLE, sum(f), count(hole)::INT, min(name), max("list"[1]),
      (count(*) FILTER (WHERE even))::INT, max(epoch_ms("at"))::DOUBLE FROM '${path}'`,
  )
  rmSync(path)
  assert.deepEqual(read.getRows(), [
    [
      150_000,
      11_249_925_000,
      16_874_887_500,
      149_999,
      'lap 0',
      149_999,
      75_000,
      Date.UTC(2026, 10, 24, 10, 0, 0, 500),
    ],
  ])
})

test('a file that is wrong, too large or not wanted any more ends, and the next one begins', async () => {
  const faulty = (code: string) => (fault: unknown) => fault instanceof LakeFault && fault.code === code
  await assert.rejects(exported(queries, 'SELECT nothing FROM laps', 'csv'), faulty('bad-query'))
  await assert.rejects(exported(queries, "COPY laps TO 'x.csv'", 'csv'), faulty('query-refused'))
  const large = await queries.export?.('SELECT * FROM range(9000000)', 'csv', { bytes: 1_000_000 })
  await assert.rejects(async () => {
    for await (const part of large ?? []) assert.ok(part.length > 0)
  }, faulty('query-large'))
  const stop = new AbortController()
  const endless = await queries.export?.('SELECT * FROM range(1000000000000)', 'csv', { signal: stop.signal })
  await assert.rejects(exported(queries, 'SELECT 1', 'csv'), faulty('busy'))
  await endless?.next()
  stop.abort()
  await assert.rejects(async () => {
    for await (const part of endless ?? []) assert.ok(part.length > 0)
  })
  assert.equal((await exported(queries, 'SELECT 1 AS one', 'csv')).toString(), 'one\r\n1\r\n')
})

test('an answer without rows says how many there were before its filter', async () => {
  const none = async (sql: string) => (await queries.run(sql, { why: true })).none
  const of = 'SELECT * FROM range(1284) r(n) WHERE n > 9999'
  assert.deepEqual(await none(of), { of: 1284, matched: 0 })
  assert.deepEqual(
    await none(`WITH x AS (SELECT * FROM range(9) r(n)) SELECT n FROM x WHERE n % 2 = 5 GROUP BY 1`),
    {
      of: 9,
      matched: 0,
    },
  )
  const later = 'SELECT n FROM range(10) r(n) WHERE n < 4 GROUP BY n HAVING count(*) > 1'
  assert.deepEqual(await none(later), { of: 10, matched: 4 })
  assert.equal(await none('SELECT * FROM laps LIMIT 0'), undefined)
  assert.equal(await none(`${of} UNION ALL ${of}`), undefined)
  assert.equal((await queries.run(of)).none, undefined)
})
