import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { unixMillis } from '../units/quantity.ts'
import { type Lake, type LakeNotice, type LakeOptions, openLake } from './lake.ts'
import { openForWriting } from './landing.ts'
import { openQueries, type Queries, rowObjects } from './queries.ts'
import { openSizes } from './sizes.ts'
import { lakeTables } from './tables.ts'
import {
  bytesOf,
  frameOf,
  lapMessageOf,
  lapOf,
  sessionMessageOf,
  sessionOf,
  valueAt,
} from './testing/drive.ts'

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'lake-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function lakeFor(t: TestContext, options: Partial<LakeOptions> = {}) {
  const folder = options.folder ?? folderFor(t)
  const notices: LakeNotice[] = []
  const lake = await openLake({ folder, report: notice => notices.push(notice), ...options })
  t.after(() => lake.close())
  return { lake, folder, notices }
}

const land = (lake: Lake, seq: number, lapNumber: number) => {
  const frame = frameOf(seq, lapNumber)
  return lake.land(bytesOf(frame), frame)
}

const readers = new Map<string, Queries>()

async function ask(t: TestContext, folder: string, sql: string) {
  let queries = readers.get(folder)
  if (queries === undefined) {
    queries = openQueries(folder)
    readers.set(folder, queries)
    t.after(queries.close)
  }
  return rowObjects(await queries.run(sql))
}

/** Every sample of the session is there once, in its lap, with the values that were driven. */
async function assertSamples(
  t: TestContext,
  folder: string,
  laps: readonly (readonly [number | null, number, number])[],
) {
  const rows = await ask(
    t,
    folder,
    'SELECT lap_id, packet, t_us, speed_kmh, gear, throttle, spline, position FROM samples ORDER BY t_us',
  )
  const expected = laps.flatMap(([lap, first, last]) =>
    Array.from({ length: (last - first + 1) * 10 }, (_, index) => {
      const row = first * 10 + index
      const held = row - (row % 5)
      return {
        lap_id: lap === null ? null : lapOf(lap),
        packet: 5000 + row,
        t_us: row * 10_000,
        speed_kmh: Math.fround(Math.round(valueAt('speed_kmh', row) * 64) / 64),
        gear: valueAt('gear', row) - 1,
        throttle: valueAt('throttle', row),
        spline: valueAt('spline', held),
        position: valueAt('position', held),
      }
    }),
  )
  assert.deepEqual(rows, expected)
}

test('a lap without frames, as broadcasting tells of other cars, is in the table at once and waits for nothing', async t => {
  const { lake, folder } = await lakeFor(t)
  await lake.session(sessionMessageOf())
  await lake.closeLap(lapMessageOf(1, 0, -1))
  await lake.closeLap(lapMessageOf(1, 0, -1))
  await lake.settle()
  assert.deepEqual(await ask(t, folder, 'SELECT lap_number, lap_time_ms FROM laps'), [
    { lap_number: 1, lap_time_ms: 107_001 },
  ])
  assert.deepEqual(await ask(t, folder, 'SELECT count(*) AS n FROM samples'), [{ n: 0 }])
  assert.deepEqual(readdirSync(join(folder, 'landing')), [])
})

test('frames that landed become one Parquet file when their lap is over', async t => {
  const { lake, folder } = await lakeFor(t)
  await lake.session(sessionMessageOf())
  for (const seq of [0, 1, 2]) await land(lake, seq, 1)
  await lake.closeLap(lapMessageOf(1, 0, 2))
  for (const seq of [3, 4]) await land(lake, seq, 2)
  await lake.closeLap(lapMessageOf(2, 3, 4))
  await lake.settle()
  await assertSamples(t, folder, [
    [1, 0, 2],
    [2, 3, 4],
  ])
  const files = readdirSync(join(folder, 'samples/site=home/day=2026-11-24'))
  assert.deepEqual(files.sort(), [`${lapOf(1)}.parquet`, `${lapOf(2)}.parquet`])
  assert.deepEqual(readdirSync(join(folder, 'landing')), [])
  const laps = await ask(
    t,
    folder,
    'SELECT lap_number, lap_time_ms, sector_times_ms, valid, started_at, tyre_pressure_psi_rr, fuel_l FROM laps ORDER BY 1',
  )
  assert.deepEqual(laps[1], {
    lap_number: 2,
    lap_time_ms: 107_002,
    sector_times_ms: [35_000, 36_000, 36_002],
    valid: true,
    started_at: '2026-11-24T10:00:00.000Z',
    tyre_pressure_psi_rr: 26.25,
    fuel_l: null,
  })
  const [session] = await ask(t, folder, 'SELECT track, driver, ended_at FROM sessions')
  assert.deepEqual(session, { track: 'monza', driver: 'Ada', ended_at: null })
  assert.equal(lake.counters.rows, 50)
  const sizes = openSizes(folder)
  t.after(sizes.close)
  for (const { name } of Object.values(lakeTables)) {
    const [counted] = await ask(t, folder, `SELECT count(*) AS n FROM ${name}`)
    assert.equal(sizes.tables()[name]?.rows, counted?.['n'], `the catalogue knows how many ${name} there are`)
  }
  assert.equal(sizes.tables()['samples']?.files, 2)
})

test('any order, every frame twice, and the lap message first: each sample is there once', async t => {
  const { lake, folder } = await lakeFor(t)
  await lake.closeLap(lapMessageOf(1, 0, 3))
  const order = [2, 0, 2, 3, 1, 0, 3, 1]
  await Promise.all(order.map(seq => land(lake, seq, 1)))
  await lake.settle()
  await land(lake, 2, 1)
  await lake.closeLap(lapMessageOf(1, 0, 3))
  await lake.settle()
  await assertSamples(t, folder, [[1, 0, 3]])
  assert.equal(lake.counters.landed, 4)
  assert.equal(lake.counters.duplicates, 5)
})

test('frames that come after their lap was closed are merged into its file', async t => {
  const { lake, folder, notices } = await lakeFor(t, { patience_ms: 1000 })
  for (const seq of [0, 1, 4]) await land(lake, seq, 1)
  await lake.closeLap(lapMessageOf(1, 0, 4))
  lake.tick(unixMillis(0))
  lake.tick(unixMillis(1000))
  await lake.settle()
  assert.deepEqual(
    notices.map(({ code }) => code),
    ['frames-missing'],
  )
  assert.deepEqual(await ask(t, folder, 'SELECT count(*) AS n FROM samples'), [{ n: 30 }])
  for (const seq of [3, 2]) await land(lake, seq, 1)
  lake.tick(unixMillis(3000))
  lake.tick(unixMillis(4000))
  await lake.settle()
  assert.deepEqual(readdirSync(join(folder, 'samples/site=home/day=2026-11-24')), [`${lapOf(1)}.2.parquet`])
  await assertSamples(t, folder, [[1, 0, 4]])
})

test('a lap that nobody ends is closed as incomplete, and becomes a lap when its message comes at last', async t => {
  const { lake, folder } = await lakeFor(t, { idle_ms: 5000 })
  await lake.session(sessionMessageOf())
  for (const seq of [0, 1]) await land(lake, seq, 1)
  lake.tick(unixMillis(0))
  lake.tick(unixMillis(4999))
  await lake.settle()
  assert.deepEqual(await ask(t, folder, 'SELECT count(*) AS n FROM samples'), [{ n: 0 }])
  lake.tick(unixMillis(5000))
  await lake.settle()
  await assertSamples(t, folder, [[null, 0, 1]])
  assert.deepEqual(await ask(t, folder, 'SELECT * FROM laps'), [])
  await land(lake, 2, 1)
  await lake.closeLap(lapMessageOf(1, 0, 2))
  await lake.settle()
  await assertSamples(t, folder, [[1, 0, 2]])
  assert.deepEqual(await ask(t, folder, 'SELECT lap_id FROM laps'), [{ lap_id: lapOf(1) }])
})

test('an incomplete lap keeps its samples and is no lap', async t => {
  const { lake, folder } = await lakeFor(t)
  await land(lake, 0, 1)
  await lake.closeLap(lapMessageOf(1, 0, 0, 'incomplete'))
  await lake.settle()
  await assertSamples(t, folder, [[null, 0, 0]])
  assert.deepEqual(await ask(t, folder, 'SELECT * FROM laps'), [])
})

test('after a restart nothing is lost, and what was closed before is known', async t => {
  const folder = folderFor(t)
  const before = await openLake({ folder })
  for (const seq of [0, 1]) await land(before, seq, 1)
  await before.closeLap(lapMessageOf(1, 0, 1))
  for (const seq of [2, 3]) await land(before, seq, 2)
  await before.close()
  const { lake } = await lakeFor(t, { folder })
  for (const seq of [0, 1, 2, 3, 4]) await land(lake, seq, seq < 2 ? 1 : 2)
  assert.equal(lake.counters.duplicates, 4)
  await lake.closeLap(lapMessageOf(2, 2, 4))
  await lake.settle()
  await assertSamples(t, folder, [
    [1, 0, 1],
    [2, 2, 4],
  ])
})

test('what a crash tore off the end of the log is cut, and the frame can be sent again', async t => {
  const folder = folderFor(t)
  const before = await openLake({ folder })
  for (const seq of [0, 1]) await land(before, seq, 1)
  await before.close()
  const log = join(folder, 'landing', `${lapOf(1)}.log`)
  truncateSync(log, bytesOf(frameOf(0, 1)).length + 400)
  const { lake, notices } = await lakeFor(t, { folder })
  assert.equal(notices[0]?.code, 'damaged-log')
  await land(lake, 1, 1)
  assert.equal(lake.counters.landed, 1)
  await lake.closeLap(lapMessageOf(1, 0, 1))
  await lake.settle()
  await assertSamples(t, folder, [[1, 0, 1]])
})

test('frames that are none are counted, named and passed by', async t => {
  const { lake, folder, notices } = await lakeFor(t)
  const [good, unknown, short] = [frameOf(0, 1), frameOf(1, 1), frameOf(2, 1)]
  await lake.land(bytesOf(good), good)
  const spoilt = JSON.parse(JSON.stringify(unknown))
  spoilt.pages.physics.c.warp_factor = [0, 9]
  await lake.land(bytesOf(spoilt), unknown)
  const miscounted = JSON.parse(JSON.stringify(short))
  miscounted.pages.physics.n = 3
  await lake.land(bytesOf(miscounted), short)
  await lake.land(Buffer.from('{"half": '), frameOf(3, 1))
  await lake.land(Buffer.alloc(2_000_000), frameOf(4, 1))
  await lake.closeLap(lapMessageOf(1, 0, 3))
  await lake.settle()
  await assertSamples(t, folder, [[1, 0, 0]])
  assert.equal(lake.counters.bad_frames, 4)
  assert.match(notices[0]?.message ?? '', /2000000 bytes; at most/)
  assert.match(
    notices[1]?.message ?? '',
    /3 frames .* expected a channel of the physics page, found warp_factor/,
  )
})

test('a full disk is said, counted and costs nothing that was safe', async t => {
  let isFull = false
  const { lake, folder } = await lakeFor(t, {
    async openLog(path) {
      const file = await openForWriting(path)
      return {
        datasync: () => file.datasync(),
        truncate: length => file.truncate(length),
        close: () => file.close(),
        async writev(parts, position) {
          if (!isFull) return file.writev(parts, position)
          // As the system does it: what fits is written, then it says that the rest does not.
          await file.writev([Buffer.concat(parts).subarray(0, 100)], position)
          throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
        },
      }
    },
  })
  await land(lake, 0, 1)
  isFull = true
  await assert.rejects(land(lake, 1, 1), { code: 'disk-full', message: /free some, nothing stored is lost/ })
  assert.equal(lake.counters.rejected, 1)
  isFull = false
  await land(lake, 1, 1)
  await lake.closeLap(lapMessageOf(1, 0, 1))
  await lake.settle()
  await assertSamples(t, folder, [[1, 0, 1]])
})

test('sessions of many rigs do not mix', async t => {
  const { lake, folder } = await lakeFor(t)
  const sessions = Array.from({ length: 5 }, (_, rig) => sessionOf(`home-rig${rig}-20261124T100000000Z`))
  await Promise.all(
    sessions.flatMap(session =>
      [0, 1, 2].map(seq => {
        const frame = frameOf(seq, 1, session)
        return lake.land(bytesOf(frame), frame)
      }),
    ),
  )
  assert.ok(lake.counters.syncs < 15, `${lake.counters.syncs} syncs for 15 frames`)
  await Promise.all(sessions.map(session => lake.closeLap(lapMessageOf(1, 0, 2, 'flying', session))))
  await lake.settle()
  const rows = await ask(
    t,
    folder,
    'SELECT session_id, count(*) AS n, count(DISTINCT packet) AS packets FROM samples GROUP BY ALL ORDER BY 1',
  )
  assert.deepEqual(
    rows,
    sessions.map(session_id => ({ session_id, n: 30, packets: 30 })),
  )
})
