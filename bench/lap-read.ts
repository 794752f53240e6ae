// The first look of Compare at two laps of 400 Hz: four channels of each with their clocks, out of files that nobody has
// read yet. Against the library that reads all of Parquet, in turns within one run.
import { mkdtempSync, rmSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zstdDecompressSync } from 'node:zlib'
import { parquetMetadataAsync, parquetRead } from 'hyparquet'
import { laidLaps } from '../src/lake/laid-laps.ts'
import { openLake } from '../src/lake/lake.ts'
import { openLapReader } from '../src/lake/lap-reader.ts'
import { readColumns } from '../src/lake/read.ts'
import { lakeTables } from '../src/lake/tables.ts'
import { driveVirtual } from '../src/lake/testing/virtual-drive.ts'
import { frameHeader, readMessage } from '../src/model/messages.ts'

const channels = ['speed_kmh', 'throttle', 'brake', 'steer']
const columns = ['t_us', 'graphics_t_us', 'spline', ...channels]
const rounds = 25
const folder = mkdtempSync(join(tmpdir(), 'bench-lap-read-'))
try {
  const { frames, laps, sessions } = await driveVirtual({ seconds: 135 + 109 * 2, rate: 400, track: 'monza' })
  const lake = await openLake({ folder })
  for (const session of sessions) await lake.session(session)
  for (const frame of frames) {
    const header: unknown = JSON.parse(Buffer.from(frame).toString())
    await lake.land(frame, readMessage(frameHeader, header, 'frame'))
  }
  for (const lap of laps) await lake.closeLap(lap)
  await lake.settle()
  await lake.close()
  const reader = openLapReader(folder)
  const ids = laps
    .filter(({ kind }) => kind === 'flying')
    .map(({ lap_id }) => lap_id)
    .slice(0, 2)
  const paths = ids.map(id => join(folder, reader.lap(id)?.path ?? ''))
  const variants = {
    'by the library': () => Promise.all(paths.map(byLibrary)),
    'by our reader': () => Promise.all(paths.map(path => readColumns(path, lakeTables.samples, columns))),
    'and laid over the track': () => Promise.all(ids.map(id => laidLaps(reader).lay(id, channels))),
  }
  const times = new Map(Object.keys(variants).map(name => [name, [] as number[]]))
  for (let round = 0; round < rounds + 3; round++) {
    for (const [name, run] of Object.entries(variants)) {
      const before = process.cpuUsage()
      await run()
      const { user, system } = process.cpuUsage(before)
      if (round >= 3) times.get(name)?.push((user + system) / 1000)
    }
  }
  reader.close()
  const first = median(times.get('by the library') ?? [])
  console.log(`\ntwo laps × four channels at 400 Hz, processor time; budget 15 ms`)
  for (const [name, own] of times)
    console.log(
      `  ${name.padEnd(28)} ${median(own).toFixed(1).padStart(7)} ms ${(median(own) / first).toFixed(2).padStart(7)} ×`,
    )
} finally {
  rmSync(folder, { recursive: true })
}

/** What `readColumns` did before it had a reader of its own. */
async function byLibrary(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const file = {
      byteLength: size,
      async slice(start: number, end = size) {
        const bytes = new Uint8Array(end - start)
        await handle.read(bytes, 0, bytes.length, start)
        return bytes.buffer
      },
    }
    const metadata = await parquetMetadataAsync(file)
    const rows = Number(metadata.num_rows)
    const found = new Map(columns.map(name => [name, new Float64Array(rows)]))
    await parquetRead({
      ...{ file, metadata, columns },
      compressors: { ZSTD: bytes => zstdDecompressSync(bytes) },
      onChunk({ columnName, columnData, rowStart }) {
        const values = found.get(columnName)
        if (values === undefined) return
        for (let row = 0; row < columnData.length; row++) values[rowStart + row] = Number(columnData[row])
      },
    })
  } finally {
    await handle.close()
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN
}
