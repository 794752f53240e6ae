// The lake against InfluxDB and PostgreSQL, where they are installed: the same laps, in turns, in one run. The lake's
// clock runs from the JSON of the frames to synced Parquet files; the others are handed text that was made before.
// `node bench/lake.ts 33` drives a whole hour; eight laps are the default.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { type Lake, openLake } from '../src/lake/lake.ts'
import { numericColumns } from '../src/lake/read.ts'
import { lakeTables } from '../src/lake/tables.ts'
import { driveVirtual } from '../src/lake/testing/virtual-drive.ts'
import { type LapMessage, readFrame } from '../src/model/messages.ts'
import { startInflux } from './peers/influxdb.ts'
import { startPostgres } from './peers/postgresql.ts'
import { measuredChannels, numbers, type Peer, type PeerLap, timed } from './peers/rows.ts'
import { folderBytes } from './peers/system.ts'

const rowsPerHour = 216_000
const wanted = Number(process.argv[2] ?? 8)
const channels = ['speed_kmh', 'throttle', 'brake', 'spline']

console.log(`\n${wanted} laps of the virtual car at 60 Hz`)
const drive = await driveVirtual({ seconds: 135 + 109 * wanted, rate: 60, track: 'monza' })
const frames = drive.frames.map(bytes => ({
  bytes,
  header: readFrame(JSON.parse(Buffer.from(bytes).toString())),
}))
const framesOf = ({ lap_id }: LapMessage) => frames.filter(({ header }) => header.lap_id === lap_id)

/** A thread that does nothing, to know how long the system alone keeps a thread waiting. */
const idle = new Worker(
  `const { monitorEventLoopDelay } = require('node:perf_hooks')
   const { parentPort } = require('node:worker_threads')
   const turns = monitorEventLoopDelay({ resolution: 1 })
   turns.enable()
   parentPort.on('message', () => parentPort.postMessage(turns.max / 1e6))`,
  { eval: true },
)
const idleTurn_ms = (): Promise<number> =>
  new Promise(resolve => {
    idle.once('message', resolve)
    idle.postMessage('how long')
  })

/** What the main thread is kept from: by single calls, by turns of its loop, in all. */
const mainThread = { longestCall_ms: 0, longestTurn_ms: 0, cpu_ms: 0 }

/** Lands the frames of laps and closes them, as a rig sends them: the next lap does not wait for the one before. */
async function fill(lake: Lake, laps: readonly LapMessage[]): Promise<number> {
  const ready = laps.map(lap => ({ lap, own: framesOf(lap) }))
  const before = process.threadCpuUsage()
  const turns = monitorEventLoopDelay({ resolution: 1 })
  turns.enable()
  const ms = await timed(async () => {
    for (const { lap, own } of ready) {
      const landed: Promise<void>[] = []
      for (const { bytes, header } of own) {
        const from = performance.now()
        landed.push(lake.land(bytes, header))
        mainThread.longestCall_ms = Math.max(mainThread.longestCall_ms, performance.now() - from)
        // Each message comes in a turn of its own.
        await nextTurn()
      }
      await Promise.all(landed)
      await lake.closeLap(lap)
    }
    await lake.settle()
  })
  turns.disable()
  mainThread.longestTurn_ms = Math.max(mainThread.longestTurn_ms, turns.max / 1e6)
  const { user, system } = process.threadCpuUsage(before)
  mainThread.cpu_ms += (user + system) / 1000
  return ms
}

const folder = mkdtempSync(join(tmpdir(), 'bench-lake-'))
const peers: Peer[] = []
const times = new Map<string, number>()
const add = (name: string, ms: number) => times.set(name, (times.get(name) ?? 0) + ms)

// The first laps of a process cost several times as much: they go into a lake of their own.
const warm = await openLake({ folder: join(folder, 'warm') })
await fill(warm, drive.laps)
await warm.close()
Object.assign(mainThread, { longestCall_ms: 0, longestTurn_ms: 0, cpu_ms: 0 })

const lake = await openLake({ folder: join(folder, 'lake') })
try {
  for (const session of drive.sessions) await lake.session(session)
  const middle = Math.ceil(drive.laps.length / 2)
  let rows = 0
  for (const half of [drive.laps.slice(0, middle), drive.laps.slice(middle)]) {
    add('lake', await fill(lake, half))
    for (const { lap_id } of half) {
      const lap = { lap: lap_id, ...(await lake.laps.readLap(lap_id, numericColumns(lakeTables.samples))) }
      if (rows === 0) await startPeers(lap)
      rows += lap.rows
      for (const peer of peers) add(peer.name, await peer.write(lap))
    }
  }
  await tellWrites(rows)
  await compareReads()
} finally {
  await lake.close()
  for (const peer of peers) await peer.stop()
  await idle.terminate()
  rmSync(folder, { recursive: true, force: true })
}

async function startPeers(lap: PeerLap): Promise<void> {
  const measured = measuredChannels([lap])
  console.log(`${measured.length} measured channels in ${lakeTables.samples.columns.length} columns`)
  for (const start of [startInflux, startPostgres]) {
    const peer = await start(measured)
    if (peer === undefined) console.log(`  not compared, because it is not installed: ${start.name}`)
    else peers.push(peer)
  }
}

async function tellWrites(rows: number): Promise<void> {
  const rate = (name: string) => (rows / (times.get(name) ?? Number.NaN)) * 1000
  const perHour = (bytes: number) => ((bytes / rows) * rowsPerHour) / 1e6
  console.log(`\nwrite ${rows} rows`)
  for (const name of times.keys()) {
    const peer = peers.find(each => each.name === name)
    const bytes = peer === undefined ? lake.counters.bytes : await peer.bytes()
    const ratio =
      peer === undefined ? '' : `  the lake is ${(rate('lake') / rate(name)).toFixed(1)} × as fast`
    const [speed, size] = [rate(name).toFixed(0).padStart(8), perHour(bytes).toFixed(1).padStart(7)]
    console.log(`  ${name.padEnd(28)} ${speed} rows/s ${size} MB/h${ratio}`)
  }
  const all = perHour(folderBytes(join(folder, 'lake'))).toFixed(1)
  console.log(`  with grids, small tables and the catalogue the lake has ${all} MB/h`)
  const cpu = (mainThread.cpu_ms / drive.laps.length).toFixed(1)
  const [call, turn] = [mainThread.longestCall_ms.toFixed(2), mainThread.longestTurn_ms.toFixed(1)]
  const alone = (await idleTurn_ms()).toFixed(1)
  console.log(`  main thread: ${cpu} ms of CPU a lap, longest call of land ${call} ms`)
  console.log(`  longest turn of its loop ${turn} ms; of an idle thread's, meanwhile ${alone} ms`)
}

async function compareReads(): Promise<void> {
  const two = drive.laps.filter(({ kind }) => kind === 'flying').map(({ lap_id }) => lap_id)
  const questions: readonly (readonly [string, () => Promise<{ rows: number; sum: number }>])[] = [
    ['lake, readLap', () => readLaps(two.slice(0, 2))],
    ...peers.map(peer => [peer.name, () => peer.read(two.slice(0, 2), channels)] as const),
  ]
  console.log('\nread two laps × four channels')
  const taken = new Map<string, number[]>()
  for (let round = 0; round < 15; round++) {
    for (const [name, ask] of questions) {
      const from = performance.now()
      const { rows, sum } = await ask()
      const all = taken.get(name) ?? []
      taken.set(name, [...all, performance.now() - from])
      if (round === 0)
        console.log(`  ${name.padEnd(28)} ${rows} rows, the speeds sum up to ${sum.toFixed(0)}`)
    }
  }
  for (const [name, all] of taken) {
    const sorted = all.toSorted((a, b) => a - b)
    console.log(
      `  ${name.padEnd(28)} ${(sorted[7] ?? 0).toFixed(1)} ms, best ${(sorted[0] ?? 0).toFixed(1)} ms`,
    )
  }
}

async function readLaps(laps: readonly string[]): Promise<{ rows: number; sum: number }> {
  const read = await Promise.all(laps.map(lap => lake.laps.readLap(lap, ['t_us', ...channels])))
  let sum = 0
  for (const { columns } of read) for (const value of numbers(columns.get('speed_kmh'))) sum += value
  return { rows: read.reduce((all, { rows }) => all + rows, 0), sum }
}
