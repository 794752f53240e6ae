import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { laidLaps } from '../../lake/laid-laps.ts'
import { type Lake, openLake } from '../../lake/lake.ts'
import { type Drive, driveVirtual } from '../../lake/testing/virtual-drive.ts'
import { lapSegments } from '../../model/lap-segments.ts'
import { lapTrace } from '../../model/lap-trace.ts'
import { type LapMessage, readFrame } from '../../model/messages.ts'
import { traceRoutes } from './trace.ts'

const folder = mkdtempSync(join(tmpdir(), 'trace-'))
let drive: Drive
let lake: Lake
let app: ReturnType<typeof traceRoutes>

before(async () => {
  drive = await driveVirtual({ seconds: 300, rate: 60, track: 'brands_hatch' })
  lake = await openLake({ folder })
  for (const bytes of drive.frames)
    await lake.land(bytes, readFrame(JSON.parse(Buffer.from(bytes).toString())))
  for (const lap of drive.laps) await lake.closeLap(lap)
  await lake.settle()
  app = traceRoutes(lake.laps)
})
after(async () => {
  await lake.close()
  rmSync(folder, { recursive: true })
})

const flying = (at = 0): LapMessage => drive.laps.filter(({ kind }) => kind === 'flying')[at] ?? assert.fail()
async function trace(query: string, lap = flying()) {
  const answer = await app.request(`/laps/${lap.lap_id}/trace?${query}`)
  assert.equal(answer.status, 200, await answer.clone().text())
  return lapTrace.parse(await answer.json())
}
const known = (values: readonly (number | null)[] | undefined) =>
  (values ?? []).filter(value => value !== null)

test('a window that fits the screen is answered metre by metre, and the times run from line to line', async () => {
  const { length_m, step, at, elapsed_ms, columns } = await trace('channels=speed_kmh,gear&points=4000')
  assert.deepEqual([length_m, step, at.length], [3877, 1, 3878])
  assert.equal(elapsed_ms[0], 0)
  const lap_time_ms = flying().lap_time_ms ?? assert.fail()
  assert.ok(
    Math.abs((elapsed_ms.at(-1) ?? 0) - lap_time_ms) < 60,
    `${elapsed_ms.at(-1)} is not ${lap_time_ms}`,
  )
  assert.ok(known(columns['gear']).every(Number.isInteger), 'a gear is never interpolated')
})

test('a whole lap on 200 columns keeps the extremes of every metre, at the same places for every lap', async () => {
  const fine = await trace('channels=speed_kmh,brake&points=4000')
  const coarse = await trace('channels=speed_kmh,brake&points=200')
  assert.ok(coarse.at.length <= 402)
  for (const name of ['speed_kmh', 'brake']) {
    assert.equal(Math.max(...known(coarse.columns[name])), Math.max(...known(fine.columns[name])))
    assert.equal(Math.min(...known(coarse.columns[name])), Math.min(...known(fine.columns[name])))
  }
  coarse.at.slice(0, -1).forEach((metre, place) => {
    assert.equal(coarse.elapsed_ms[place], fine.elapsed_ms[metre], 'a time belongs to its place')
  })
  const other = await trace('channels=speed_kmh&points=200', flying(1))
  assert.deepEqual(other.at, coarse.at)
})

test('a window over time holds steps of 10 ms, and says where the car was', async () => {
  const { at, distance_m, columns } = await trace('channels=speed_kmh&axis=time&from=20000&to=21000')
  assert.deepEqual([at[0], at[1], at.at(-1)], [20_000, 20_010, 21_000])
  const way = (distance_m.at(-1) ?? 0) - (distance_m[0] ?? 0)
  const mean = known(columns['speed_kmh']).reduce((sum, value) => sum + value, 0) / at.length
  assert.ok(Math.abs(way - mean / 3.6) < 1.5, `${way} m in a second at ${mean} km/h`)
})

test('beyond the end of the lap nothing is made up', async () => {
  const { elapsed_ms, columns } = await trace('channels=speed_kmh&from=5000&to=6000')
  assert.deepEqual([known(elapsed_ms), known(columns['speed_kmh'])], [[], []])
})

test('a channel that the game did not fill is not in the answer, a name that is none is refused', async () => {
  const { columns } = await trace('channels=speed_kmh,penalty_time_s,delta_ms&points=100')
  for (const values of Object.values(columns)) assert.ok(known(values).length > 0)
  const wrong = await app.request(`/laps/${flying().lap_id}/trace?channels=speed`)
  assert.equal(wrong.status, 400)
  assert.match(await wrong.text(), /expected names of channels, found speed/)
  assert.equal((await app.request('/laps/none/trace')).status, 404)
  assert.equal((await app.request(`/laps/${flying().lap_id}/trace?points=1e9`)).status, 400)
  assert.equal((await app.request(`/laps/${flying().lap_id}/trace?axis=width`)).status, 400)
})

test('the segments of a lap follow one another in time and end with the lap time', async () => {
  const lap = flying()
  const answer = await app.request(`/laps/${lap.lap_id}/segments`)
  const { segments, brake_measured } = lapSegments.parse(await answer.json())
  assert.equal(segments[0]?.start_ms, 0)
  assert.equal(segments.at(-1)?.end_ms, lap.lap_time_ms)
  segments.forEach((segment, at) => {
    assert.equal(segment.start_ms, segments[at - 1]?.end_ms ?? 0)
    assert.ok((segment.end_ms ?? 0) > (segment.start_ms ?? 0))
  })
  assert.ok(brake_measured)
  assert.ok(segments.filter(({ brake_m }) => brake_m !== undefined).length >= 4, 'Brands Hatch is braked for')
})

test('a lap is cut where somebody wants it cut, and its times still end with the lap time', async () => {
  const lap = flying()
  const ask = (cuts: string) => app.request(`/laps/${lap.lap_id}/segments?${new URLSearchParams({ cuts })}`)
  const { segments } = lapSegments.parse(await (await ask('0_1000-Hawthorn_2400')).json())
  assert.deepEqual(
    segments.map(({ from_m, to_m, name }) => [from_m, to_m, name === 'Hawthorn']),
    [
      [0, 1000, false],
      [1000, 2400, true],
      [2400, 3877, false],
    ],
  )
  assert.equal(segments.at(-1)?.end_ms, lap.lap_time_ms)
  assert.equal(segments[1]?.start_ms, segments[0]?.end_ms)
  assert.match(await (await ask('0_5000')).text(), /found one from 5000 to 3877 m/)
  assert.equal((await ask('here')).status, 400)
})

test('laps that were asked for long ago are forgotten before the bound is passed, and read again', async () => {
  let reads = 0
  const counting: typeof lake.laps = {
    ...lake.laps,
    lap: id => lake.laps.lap(id),
    readLap: (id, columns) => {
      reads += 1
      return lake.laps.readLap(id, columns)
    },
  }
  const [first, second] = [flying(0).lap_id, flying(1).lap_id]
  const small = laidLaps(counting, 1)
  for (const id of [first, first, second, first]) await small.lay(id, ['speed_kmh'])
  assert.equal(reads, 3)
  const large = laidLaps(counting)
  for (const id of [first, second, first, second]) await large.lay(id, ['speed_kmh'])
  assert.equal(reads, 5)
})
