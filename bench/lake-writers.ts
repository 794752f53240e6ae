// Ways to write one lap of the virtual car as Parquet, in turns, in one run: our writer and DuckDB's, channels as FLOAT
// and as scaled INT32. Times are medians of wall and CPU; DuckDB works on two threads.
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  BIGINT,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBTableFunction,
  FLOAT,
  INTEGER,
} from '@duckdb/node-api'
import duckdb from '@duckdb/node-bindings'
import type { ParquetField } from '../src/lake/parquet/column.ts'
import { noInt } from '../src/lake/parquet/column.ts'
import { ParquetFile } from '../src/lake/parquet/file.ts'
import { nothingHeld, RowBlock } from '../src/lake/rows.ts'
import { lakeTables } from '../src/lake/tables.ts'
import { driveVirtual } from '../src/lake/testing/virtual-drive.ts'
import { columnByName } from '../src/model/channels.ts'
import { decodeFrame } from '../src/model/frame-scan.ts'

type Typed =
  | { readonly type: 'int'; readonly values: Int32Array }
  | { readonly type: 'float'; readonly values: Float32Array }
  | { readonly type: 'bigint'; readonly values: Float64Array }
type Column = { readonly name: string; readonly data: Typed }

const drive = await driveVirtual({ seconds: 360, rate: 60, track: 'monza' })
const lap = drive.laps.find(({ kind }) => kind === 'flying') ?? drive.laps[0]
const block = new RowBlock()
const held = nothingHeld()
for (const bytes of drive.frames.filter(frame => Buffer.from(frame).includes(`"${lap?.lap_id}"`))) {
  const { physics, graphics } = decodeFrame(bytes)
  block.appendFrame(physics, graphics, held)
}
const rows = block.count
const floats: readonly Column[] = lakeTables.samples.columns.flatMap<Column>(({ name }) => {
  const data = block.columns().get(name)
  if (data?.type === 'int' || data?.type === 'float') return [{ name, data }]
  return data?.type === 'bigint' ? [{ name, data: { type: data.type, values: data.values } }] : []
})
const scaled = floats.map(({ name, data }): Column => {
  if (data.type !== 'float') return { name, data }
  const step = 2 ** (columnByName.get(name)?.channel.bits ?? 0)
  const values = Int32Array.from(data.values, value => (Number.isNaN(value) ? noInt : value * step))
  return { name, data: { type: 'int', values } }
})

const folder = mkdtempSync(join(tmpdir(), 'writers-'))
const path = join(folder, 'lap.parquet')

function ours(columns: readonly Column[]): void {
  const fields: readonly ParquetField[] = columns.map(({ name, data }) => ({ name, type: data.type }))
  const parts: Uint8Array[] = []
  const file = new ParquetFile(fields, bytes => parts.push(bytes))
  file.writeGroup(
    rows,
    field => columns[fields.indexOf(field)]?.data ?? { type: 'constant', value: undefined },
  )
  file.finish()
  writeFileSync(path, Buffer.concat(parts))
}

/** A table function over the columns, so that nothing is copied into a table first. */
async function duckdbOver(columns: readonly Column[]): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  const types = { float: FLOAT, int: INTEGER, bigint: BIGINT } as const
  const all = columns.map(({ name, data }) => ({
    name,
    type: types[data.type],
    known: data.values.map(value => Number(!Number.isNaN(value) && value !== noInt)),
    values:
      data.type === 'bigint' ? BigInt64Array.from(data.values, value => BigInt(value || 0)) : data.values,
  }))
  let from = 0
  connection.registerTableFunction(
    DuckDBTableFunction.create({
      name: 'lap',
      bindFunction(info) {
        for (const { name, type } of all) info.addResultColumn(name, type)
      },
      initFunction(info) {
        info.setMaxThreads(1)
        from = 0
      },
      mainFunction(_info, chunk) {
        const count = Math.min(2048, rows - from)
        chunk.rowCount = count
        all.forEach(({ values, known }, index) => {
          if (count === 0) return
          const vector = duckdb.data_chunk_get_vector(chunk.chunk, index)
          const bytes = values.slice(from, from + count)
          duckdb.copy_data_to_vector(vector, 0, bytes.buffer, 0, bytes.byteLength)
          const valid = new Uint8Array(Math.ceil(count / 64) * 8)
          for (let row = 0; row < count; row++) {
            if (known[from + row] === 1) valid[row >> 3] = (valid[row >> 3] ?? 0) | (1 << (row & 7))
          }
          duckdb.vector_ensure_validity_writable(vector)
          duckdb.copy_data_to_vector_validity(vector, 0, valid.buffer, 0, valid.byteLength)
        })
        from += count
      },
    }),
  )
  return connection
}

const [floatEngine, scaledEngine] = [await duckdbOver(floats), await duckdbOver(scaled)]
const copy = (engine: DuckDBConnection, options: string) => async () => {
  await engine.run(`COPY (SELECT * FROM lap()) TO '${path}' (FORMAT parquet, COMPRESSION zstd, ${options})`)
}
const variants: readonly (readonly [name: string, write: () => Promise<void> | void])[] = [
  ['ours, FLOAT', () => ours(floats)],
  ['ours, scaled INT32', () => ours(scaled)],
  ['DuckDB, FLOAT, V2 without dictionary', copy(floatEngine, 'PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1')],
  ['DuckDB, FLOAT, V2', copy(floatEngine, 'PARQUET_VERSION V2')],
  ['DuckDB, FLOAT, as it comes', copy(floatEngine, 'PARQUET_VERSION V1')],
  [
    'DuckDB, scaled INT32, V2 without dictionary',
    copy(scaledEngine, 'PARQUET_VERSION V2, DICTIONARY_SIZE_LIMIT 1'),
  ],
]

console.log(`\none lap, ${rows} rows × ${floats.length} columns`)
const taken = new Map<string, { readonly wall: number[]; readonly cpu: number[]; bytes: number }>()
for (let round = 0; round < 15; round++) {
  for (const [name, write] of variants) {
    const [from, before] = [performance.now(), process.cpuUsage()]
    await write()
    const { user, system } = process.cpuUsage(before)
    const entry = taken.get(name) ?? { wall: [], cpu: [], bytes: 0 }
    entry.wall.push(performance.now() - from)
    entry.cpu.push((user + system) / 1000)
    entry.bytes = statSync(path).size
    taken.set(name, entry)
  }
}
const median = (all: readonly number[]) =>
  all.toSorted((a, b) => a - b)[Math.floor(all.length / 2)] ?? Number.NaN
for (const [name, { wall, cpu, bytes }] of taken) {
  const perHour = ((bytes / rows) * 216_000) / 1e6
  console.log(
    `  ${name.padEnd(44)} ${median(wall).toFixed(1).padStart(7)} ms ${median(cpu).toFixed(1).padStart(7)} ms CPU ${perHour.toFixed(1).padStart(6)} MB/h`,
  )
}
rmSync(folder, { recursive: true })
