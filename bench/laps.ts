// The lap store with many laps: recording one with its boards, the top of a board, the rank of one driver, a listing.
// `LAPS=1000000 npm run bench -- laps` for the size of the budgets: reads under 5 ms, a record under 1 ms.
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { receive } from '../src/laps/receive.ts'
import { openLapStoreThread } from '../src/laps/sqlite-link.ts'
import { openDatabase } from '../src/laps/sqlite-schema.ts'
import { SqliteWriter } from '../src/laps/sqlite-writer.ts'
import { cars } from '../src/model/cars.ts'
import { asLapId, asSessionId } from '../src/model/identity.ts'
import { fastestFirst } from '../src/model/lap-order.ts'
import { sampleLap } from '../src/model/testing/messages.ts'
import { tracks } from '../src/model/tracks.ts'

const laps = Number(process.env['LAPS'] ?? 200_000)
const drivers = laps / 50
const trackIds = Object.keys(tracks).slice(0, 20)
const carIds = Object.entries(cars).slice(0, 25)
const together = 32
const measured = 3200

let seed = 1
const random = (below: number): number => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 2 ** 32) * below)
}

/** Laps come in stints of 20: one driver, in one of three cars, on one of six tracks, at an own pace. */
const stint = 20
let driving = { driver: 0, car: '', car_class: '', track: '', pace_ms: 0, wet: false }

function lap(index: number) {
  if (index % stint === 0) {
    const driver = random(drivers)
    const [car = '', { car_class } = { car_class: '' }] =
      carIds[(driver * 7 + random(3)) % carIds.length] ?? []
    const track = trackIds[(driver * 3 + random(6)) % trackIds.length] ?? 'monza'
    driving = { driver, car, car_class, track, pace_ms: 98_000 + random(12_000), wet: random(10) === 0 }
  }
  const { driver, car, car_class, track, pace_ms, wet } = driving
  const session = asSessionId(`home-rig1-${Math.floor(index / stint)}`)
  return sampleLap({
    lap_id: asLapId(`${session}-7-${(index % stint) + 1}`),
    session_id: session,
    lap_number: (index % stint) + 1,
    driver: `Driver ${driver}`,
    ...{ car, car_class, track },
    lap_time_ms: pace_ms + random(4000) + random(4000),
    sector_times_ms: [33_000 + random(2000), 35_000 + random(2000), 34_000 + random(2000)],
    fuel_used_l: 2 + random(1000) / 1000,
    traffic_share: Math.max(0, random(2000) - 1000) / 1000,
    tyre_pressure_psi: [26.5, 26.6, 26.4, 26.5],
    conditions: wet ? 'wet' : 'dry',
    started_at: new Date(1.7e12 + index * 60_000).toISOString(),
  })
}

const since = (from: number) => performance.now() - from
const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const show = (what: string, ms: number, budget_ms: number, processor_ms?: number) =>
  console.log(
    `  ${what.padEnd(44)} ${ms.toFixed(3).padStart(9)} ms  ${(ms / budget_ms).toFixed(3).padStart(7)} × its budget${
      processor_ms === undefined ? '' : `  ${processor_ms.toFixed(3).padStart(9)} ms of a processor`
    }`,
  )

/** Processor time of this process since it began, threads and all: what is left of a timing on a busy machine. */
function processor_ms(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function timed(
  what: string,
  budget_ms: number,
  run: (round: number) => Promise<unknown>,
): Promise<void> {
  const rounds: number[] = []
  const used = processor_ms()
  for (let round = 0; round < 25; round++) {
    const from = performance.now()
    await run(round)
    rounds.push(since(from))
  }
  show(what, median(rounds), budget_ms, (processor_ms() - used) / rounds.length)
}

/** Brings the store to its size without waiting for the disk after every lap. */
function fill(): void {
  const database = openDatabase(path)
  const writer = new SqliteWriter(database)
  const from = performance.now()
  const used = processor_ms()
  for (let index = 0; index < laps; index += 5000) {
    writer.transaction(() => {
      for (let next = index; next < Math.min(laps, index + 5000); next++)
        writer.recordLap(recordOf(lap(next)), true)
    })
  }
  show('record a lap, 5000 in a transaction', since(from) / laps, 1, (processor_ms() - used) / laps)
  database.close()
}

function recordOf({
  v: _v,
  type: _type,
  first_seq: _first,
  last_seq: _last,
  ...record
}: ReturnType<typeof lap>) {
  return record
}

const folder = mkdtempSync(join(tmpdir(), 'pitwall-bench-'))
const path = join(folder, 'store.sqlite')
try {
  console.log(`\n${laps} laps of ${drivers} drivers, ${trackIds.length} tracks, ${carIds.length} cars`)
  fill()
  const held = new DatabaseSync(path, { readOnly: true })
  const rows = held.prepare('SELECT count(*) AS n FROM standings').get()?.['n']
  const boards = held.prepare('SELECT count(*) AS n FROM boards').get()?.['n']
  console.log(`  ${boards} boards with ${rows} rows`)
  held.close()
  const store = await openLapStoreThread(path)
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  let from = performance.now()
  let used = processor_ms()
  for (let index = 0; index < measured; index += together) {
    await Promise.all(Array.from({ length: together }, (_, next) => receive(lap(laps + index + next), store)))
  }
  show(`record a lap, ${together} at once`, since(from) / measured, 1, (processor_ms() - used) / measured)
  from = performance.now()
  used = processor_ms()
  for (let index = laps + measured; index < laps + measured + 200; index++) await receive(lap(index), store)
  show('record a lap, one at a time', since(from) / 200, 10, (processor_ms() - used) / 200)
  show('event loop held up meanwhile, 99 of 100', loop.percentile(99) / 1e6, 10)
  loop.disable()
  await timed('top 100 of a board of a class', 5, round =>
    store.boards({ board: `${trackIds[round % 20]}/GT3`, limit: 100 }),
  )
  await timed('top 100 of a board of all, most laps', 5, round =>
    store.boards({ board: `${trackIds[round % 20]}/all/most-laps`, limit: 100 }),
  )
  await timed('rank of a driver on a board of all', 5, round =>
    store.rank(`${trackIds[round % 20]}/all`, `Driver ${round * 7}`),
  )
  await timed('the records of a board', 5, round => store.records(`${trackIds[round % 20]}/all`))
  await timed('theoretical best of a driver', 5, round => {
    const [car = ''] = carIds[(round * 49) % carIds.length] ?? []
    return store.theoretical({ track: trackIds[(round * 21) % 20] ?? '', driver: `Driver ${round * 7}`, car })
  })
  await timed('rule on a lap, boards and all', 50, round => {
    const lap_id = asLapId(`home-rig1-${round * 31}-7-3`)
    const at = '2026-11-24T12:00:00Z'
    return store.recordRuling({ ruling_id: `r${round}`, lap_id, verdict: 'invalid', by: 'x', why: 'x', at })
  })
  await timed('the last 50 laps', 5, () => store.laps({ limit: 50 }))
  await timed("a driver's last 50 laps", 5, round => store.laps({ driver: `driver ${round}`, limit: 50 }))
  await timed('the laps of a session', 5, round => store.laps({ session_id: `home-rig1-${round * 31}` }))
  // What the Laps page asks for with a filter: a page of 200, and how many there are. Everything is to be there in 200 ms.
  const counting = { of: 'rigs', valid: true, kind: 'flying' } as const
  const deep = (await store.laps({ of: 'rigs', limit: Math.floor(laps / 2) })).at(-1)
  const page = { of: 'rigs', limit: 200 } as const
  await timed('a page of 200 of all laps', 200, () => store.laps(page))
  if (deep !== undefined)
    await timed('the page after half of them', 200, () => store.laps({ ...page, after: deep }))
  await timed('200 wet laps of a track', 200, round =>
    store.laps({ ...page, track: trackIds[round % 20] ?? '', conditions: 'wet' }),
  )
  await timed('the 200 fastest valid ones', 200, () =>
    store.laps({ ...page, ...counting, order: fastestFirst }),
  )
  await timed('the 200 fastest valid ones of a track', 200, round =>
    store.laps({ ...page, ...counting, order: fastestFirst, track: trackIds[round % 20] ?? '' }),
  )
  for (const by of ['fuel_used_l', 'sector_2_ms', 'driver'] as const) {
    const order = { by, down: true }
    await timed(`200 valid ones by ${by}`, 200, () => store.laps({ ...page, ...counting, order }))
    const half = (await store.laps({ ...page, order, limit: 5000 })).at(-1)
    if (half !== undefined)
      await timed(`the page after 5000 by ${by}`, 200, () => store.laps({ ...page, order, after: half }))
  }
  await timed('how many had no traffic', 200, () => store.countLaps({ ...counting, traffic: false }))
  await timed('how many nobody left out', 200, () => store.countLaps({ ...counting, leftOut: false }))
  await timed('how many are valid, from line to line and dry', 200, () =>
    store.countLaps({ ...counting, conditions: 'dry' }),
  )
  await timed('how many of a track are', 200, round =>
    store.countLaps({ ...counting, conditions: 'dry', track: trackIds[round % 20] ?? '' }),
  )
  await store.close()
  console.log(
    `  ${'bytes per lap'.padEnd(44)} ${Math.round(statSync(path).size / laps)
      .toString()
      .padStart(9)}`,
  )
  const database = new DatabaseSync(path, { readOnly: true })
  from = performance.now()
  database
    .prepare(
      `SELECT driver, min(lap_time_ms) FROM laps WHERE track = 'monza' AND car_class = 'GT3' AND field = 'real'
       GROUP BY driver ORDER BY 2 LIMIT 100`,
    )
    .all()
  show('the same top 100 grouped from the laps', since(from), 5)
  database.close()
} finally {
  rmSync(folder, { recursive: true })
}
