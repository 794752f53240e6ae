import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { readFrame } from '../model/messages.ts'
import { trackOf } from '../model/track.ts'
import { type Lake, openLake } from './lake.ts'
import type { ColumnData } from './parquet/column.ts'
import { openQueries, type Queries, rowObjects } from './queries.ts'
import { type Drive, driveVirtual } from './testing/virtual-drive.ts'

const folder = mkdtempSync(join(tmpdir(), 'grid-'))
let drive: Drive
let lake: Lake
let queries: Queries

before(async () => {
  drive = await driveVirtual({ seconds: 210, rate: 60, track: 'brands_hatch' })
  lake = await openLake({ folder })
  for (const bytes of drive.frames) {
    await lake.land(bytes, readFrame(JSON.parse(Buffer.from(bytes).toString())))
  }
  for (const lap of drive.laps) await lake.closeLap(lap)
  await lake.settle()
  queries = openQueries(folder)
})
after(async () => {
  await queries.close()
  await lake.close()
  rmSync(folder, { recursive: true })
})

const values = (column: ColumnData | undefined): readonly number[] => {
  assert.ok(column !== undefined && 'values' in column && ArrayBuffer.isView(column.values))
  return Array.from(column.values)
}
const flying = () => {
  const lap = drive.laps.find(({ kind }) => kind === 'flying')
  assert.ok(lap !== undefined, 'the virtual car drove no flying lap')
  return lap
}

test('every sample of a drive is in the lake once, and laps and samples agree', async () => {
  const rows = rowObjects(
    await queries.run(
      'SELECT lap_number, count(*) AS n, count(DISTINCT packet) AS packets FROM samples GROUP BY ALL ORDER BY 1',
    ),
  )
  assert.deepEqual(
    rows,
    drive.laps.map(({ lap_number, samples }) => ({ lap_number, n: samples, packets: samples })),
  )
})

test('a closed lap lies over the track: its grid runs from line to line in its lap time', async () => {
  const lap = flying()
  const { rows, columns } = await lake.laps.readGrid(lap.lap_id)
  const t_us = values(columns.get('t_us'))
  assert.equal(rows, 2048)
  assert.ok(t_us.every((time, point) => point === 0 || time > (t_us[point - 1] ?? 0)))
  const driven_ms = ((t_us.at(-1) ?? 0) - (t_us[0] ?? 0)) / 1000
  assert.ok(Math.abs(driven_ms - (lap.lap_time_ms ?? 0)) < 50, `${driven_ms} against ${lap.lap_time_ms}`)
  const speeds = values(columns.get('speed_kmh'))
  const samples = values((await lake.laps.readLap(lap.lap_id, ['speed_kmh'])).columns.get('speed_kmh'))
  assert.ok(Math.abs(Math.max(...speeds) - Math.max(...samples)) < 1)
  assert.ok(Math.abs(Math.min(...speeds) - Math.min(...samples)) < 1)
  assert.deepEqual(new Set(values(columns.get('gear')).map(gear => gear % 1)), new Set([0]))
})

test('its corners are in the table of corners, with their slowest points', async () => {
  const lap = flying()
  const corners = rowObjects(
    await queries.run(`SELECT * FROM corners WHERE lap_id = '${lap.lap_id}' ORDER BY corner`),
  )
  const known = trackOf('brands_hatch')?.corners ?? []
  assert.deepEqual(
    corners.map(({ corner, name }) => [corner, name]),
    known.map(([number, name]) => [number, name]),
  )
  for (const { entry_speed_kmh, min_speed_kmh, exit_speed_kmh, time_ms } of corners) {
    assert.ok(Number(min_speed_kmh) > 40 && Number(time_ms) > 500)
    assert.ok(Number(min_speed_kmh) <= Math.min(Number(entry_speed_kmh), Number(exit_speed_kmh)))
  }
  const points = rowObjects(
    await queries.run(
      `SELECT count(*) AS n, max(speed_kmh) > 200 AS fast FROM grids WHERE lap_id = '${lap.lap_id}'`,
    ),
  )
  assert.deepEqual(points, [{ n: 2048, fast: true }])
})

test('on a track that no table knows corners have the numbers that the first clean lap gave them', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
  const other = await openLake({ folder: elsewhere })
  assert.equal(other.laps.track('new_ring'), undefined)
  for (const bytes of drive.frames) {
    await other.land(bytes, readFrame(JSON.parse(Buffer.from(bytes).toString())))
  }
  for (const lap of drive.laps) await other.closeLap({ ...lap, track: 'new_ring' })
  await other.settle()
  const corners: readonly { readonly corner: number }[] = JSON.parse(
    other.laps.lap(flying().lap_id)?.corners ?? '[]',
  )
  const track = other.laps.track('New_Ring')
  assert.deepEqual(
    corners.map(({ corner }) => corner),
    track?.corners.map(([number]) => number),
  )
  assert.ok(
    corners.length >= 8 && corners.length <= 10,
    `${corners.length} of the 10 corners of Brands Hatch`,
  )
  assert.ok(Math.abs((track?.length_m ?? 0) / 3908 - 1) < 0.03, `${track?.length_m} m`)
  await other.close()
  rmSync(elsewhere, { recursive: true })
})

test('an incomplete lap has samples under its id and no grid', async () => {
  const incomplete = drive.laps.find(({ kind }) => kind === 'incomplete')
  assert.ok(incomplete !== undefined)
  const { rows } = await lake.laps.readLap(incomplete.lap_id, ['t_us'])
  assert.equal(rows, incomplete.samples)
  await assert.rejects(lake.laps.readGrid(incomplete.lap_id), { code: 'no-such-lap' })
  await assert.rejects(lake.laps.readLap('nobody', ['t_us']), {
    code: 'no-such-lap',
    message: /pitwall laps/,
  })
  await assert.rejects(lake.laps.readLap(incomplete.lap_id, ['warp']), { code: 'bad-query', message: /warp/ })
})
