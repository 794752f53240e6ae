import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type DuckDBConnection, DuckDBInstance, type JS } from '@duckdb/node-api'
import fc from 'fast-check'
import { parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { type ColumnData, noInt, type ParquetField } from './column.ts'
import { ParquetFile } from './file.ts'

// Two readers that know nothing of the writer, DuckDB and hyparquet, must both read what was meant.
let duckdb: DuckDBConnection
const folder = mkdtempSync(join(tmpdir(), 'parquet-'))
before(async () => {
  duckdb = await (await DuckDBInstance.create()).connect()
})
after(() => rmSync(folder, { recursive: true }))

type Row = readonly unknown[]
type Values = Exclude<ColumnData, { readonly type: 'constant' }>

async function readBack(fields: readonly ParquetField[], groups: readonly (readonly Values[])[]) {
  const parts: Uint8Array[] = []
  const file = new ParquetFile(fields, bytes => parts.push(bytes.slice()))
  for (const group of groups) {
    const rows = group[0]?.values.length ?? 0
    file.writeGroup(rows, field => group[fields.indexOf(field)] ?? { type: 'text', values: [] })
  }
  const size = file.finish({ note: 'kept' })
  const bytes = Buffer.concat(parts)
  assert.equal(bytes.length, size)
  const path = join(folder, 'file.parquet')
  writeFileSync(path, bytes)
  const { buffer, byteOffset, byteLength } = new Uint8Array(bytes)
  const asyncBuffer = {
    byteLength,
    slice: (from: number, to?: number) => buffer.slice(byteOffset + from, to),
  }
  const plain = await parquetReadObjects({ file: asyncBuffer, compressors })
  const read = await duckdb.runAndReadAll(`SELECT * FROM '${path}'`)
  const names = fields.map(({ name }) => name)
  return {
    duckdb: read.getRowsJS().map((row): Row => row.map(normal)),
    hyparquet: plain.map((row): Row => names.map(name => normal(row[name]))),
  }
}

function normal(value: JS | undefined): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (value instanceof Date) return value.getTime()
  return value === undefined || Number.isNaN(value) ? null : value
}

const expected = (groups: readonly (readonly Values[])[]): readonly Row[] =>
  groups.flatMap(group =>
    Array.from({ length: group[0]?.values.length ?? 0 }, (_, row) =>
      group.map(({ type, values }) => {
        const value = values[row]
        return value === undefined || Number.isNaN(value) || (type === 'int' && value === noInt)
          ? null
          : value
      }),
    ),
  )

const fields = [
  { name: 'always', type: 'text', required: true },
  { name: 'word', type: 'text' },
  { name: 'clock', type: 'bigint' },
  { name: 'whole', type: 'int' },
  { name: 'float', type: 'float' },
  { name: 'double', type: 'double' },
  { name: 'at', type: 'instant' },
  { name: 'flag', type: 'flag' },
  { name: 'list', type: 'ints' },
] as const satisfies readonly ParquetField[]

const some = <Value>(values: fc.Arbitrary<Value>, nothing: Value) =>
  fc.oneof({ weight: 4, arbitrary: values }, { weight: 1, arbitrary: fc.constant(nothing) })
const int32 = fc.integer({ min: -2147483647, max: 2147483647 })
const row = fc.record({
  always: fc.string(),
  word: some<string | undefined>(fc.constantFrom('', 'a', 'wörd', 'x'.repeat(50)), undefined),
  clock: some(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), Number.NaN),
  whole: some(fc.oneof(int32, fc.integer({ min: 0, max: 3 })), noInt),
  float: some(fc.float({ noNaN: true, noDefaultInfinity: true }), Number.NaN),
  double: some(fc.double({ noNaN: true, noDefaultInfinity: true }), Number.NaN),
  at: some(fc.integer({ min: 0, max: 4e12 }), Number.NaN),
  flag: some<boolean | undefined>(fc.boolean(), undefined),
  list: some<readonly number[] | undefined>(fc.array(int32, { maxLength: 4 }), undefined),
})
const group = fc.array(row, { minLength: 1, maxLength: 300 }).map((rows): readonly Values[] => [
  { type: 'text', values: rows.map(({ always }) => always) },
  { type: 'text', values: rows.map(({ word }) => word) },
  { type: 'bigint', values: Float64Array.from(rows, ({ clock }) => clock) },
  { type: 'int', values: Int32Array.from(rows, ({ whole }) => whole) },
  { type: 'float', values: Float32Array.from(rows, ({ float }) => float) },
  { type: 'double', values: Float64Array.from(rows, ({ double }) => double) },
  { type: 'instant', values: Float64Array.from(rows, ({ at }) => at) },
  { type: 'flag', values: rows.map(({ flag }) => flag) },
  { type: 'ints', values: rows.map(({ list }) => list) },
])

test('whatever is written, two other readers read the same', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(group, { minLength: 1, maxLength: 3 }), async groups => {
      const read = await readBack(fields, groups)
      assert.deepEqual(read.duckdb, expected(groups))
      assert.deepEqual(read.hyparquet, expected(groups))
    }),
    { numRuns: 60 },
  )
})

test('channels of a lap come back exactly: steady, counting, noisy and absent ones', async () => {
  const rows = 5000
  const values = (of: (row: number) => number) => Float32Array.from({ length: rows }, (_, index) => of(index))
  const lap: readonly ParquetField[] = ['steady', 'noisy', 'absent', 'late'].map(name => ({
    name,
    type: 'float',
  }))
  const counts: readonly ParquetField[] = ['t_us', 'gear'].map(name => ({
    name,
    type: name === 't_us' ? 'bigint' : 'int',
    required: name === 't_us',
  }))
  const groups: readonly (readonly Values[])[] = [
    [
      { type: 'float', values: values(() => 27.5) },
      { type: 'float', values: values(index => Math.round(Math.sin(index) * 1024) / 1024) },
      { type: 'float', values: values(() => Number.NaN) },
      { type: 'float', values: values(index => (index < 4000 ? Number.NaN : index / 64)) },
      { type: 'bigint', values: Float64Array.from({ length: rows }, (_, index) => 2 ** 33 + index * 2500) },
      { type: 'int', values: Int32Array.from({ length: rows }, (_, index) => (index >> 9) - 1) },
    ],
  ]
  const read = await readBack([...lap, ...counts], groups)
  assert.deepEqual(read.duckdb, expected(groups))
  assert.deepEqual(read.hyparquet, expected(groups))
})

test('statistics let a reader skip a group that cannot have what it looks for', async () => {
  await readBack(
    [{ name: 'n', type: 'float' }],
    [[{ type: 'float', values: Float32Array.of(-0.5, 2.25, Number.NaN) }]],
  )
  const read = await duckdb.runAndReadAll(
    `SELECT stats_min_value, stats_max_value, stats_null_count FROM parquet_metadata('${join(folder, 'file.parquet')}')`,
  )
  assert.deepEqual(read.getRowsJS(), [['-0.5', '2.25', 1n]])
})
