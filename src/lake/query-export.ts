// All rows of a query as a file, chunk by chunk: memory is bounded by one group of rows, whatever the file grows to.
import {
  DuckDBDecimalValue,
  type DuckDBResult,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api'
import { csvLine } from './csv.ts'
import { LakeFault } from './fault.ts'
import { type ColumnData, type ColumnType, noInt, type ParquetField } from './parquet/column.ts'
import { ParquetFile, rowsPerGroup } from './parquet/file.ts'
import { toJson } from './query-values.ts'

export const exportKinds = ['csv', 'parquet'] as const
export type ExportKind = (typeof exportKinds)[number]
/** Takes bytes in order; resolves when there is room for more. */
export type Drain = (bytes: Uint8Array) => Promise<void>

export type Exported = { readonly rows: number; readonly bytes: number }

/** Writes a result to its end. Throws `query-large` for a file of more than `most` bytes. */
export async function exportRows(
  result: DuckDBResult & AsyncIterable<{ getRows(): DuckDBValue[][] }>,
  kind: ExportKind,
  drain: Drain,
  most: number,
): Promise<Exported> {
  let bytes = 0
  const bounded: Drain = async part => {
    bytes += part.length
    if (bytes > most)
      throw new LakeFault('query-large', 'SQL', `a file of at most ${most / 1e6} MB`, 'more; narrow it')
    if (part.length > 0) await drain(part)
  }
  const names = result.deduplicatedColumnNames()
  const types = names.map((_, at) => String(result.columnType(at)))
  const rows =
    kind === 'csv'
      ? await asCsv(result, names, bounded)
      : await asParquet(
          result,
          names.map((name, at) => ({ name, type: typeOf(types[at] ?? '') })),
          bounded,
        )
  return { rows, bytes }
}

type Chunks = AsyncIterable<{ getRows(): DuckDBValue[][] }>

async function asCsv(chunks: Chunks, names: readonly string[], drain: Drain): Promise<number> {
  let count = 0
  await drain(Buffer.from(csvLine(names)))
  for await (const chunk of chunks) {
    const rows = chunk.getRows()
    count += rows.length
    await drain(Buffer.from(rows.map(row => csvLine(row.map(toJson))).join('')))
  }
  return count
}

async function asParquet(chunks: Chunks, fields: readonly ParquetField[], drain: Drain): Promise<number> {
  let parts: Uint8Array[] = []
  const file = new ParquetFile(fields, bytes => parts.push(bytes))
  let group: DuckDBValue[][] = []
  const flush = async () => {
    const rows = group
    file.writeGroup(rows.length, ({ name, type }) => {
      const at = fields.findIndex(field => field.name === name)
      return columnOf(
        type,
        name,
        rows.map(row => row[at] ?? null),
      )
    })
    group = []
    const written = Buffer.concat(parts)
    parts = []
    await drain(written)
  }
  for await (const chunk of chunks) {
    for (const row of chunk.getRows()) group.push(row)
    if (group.length >= rowsPerGroup) await flush()
  }
  await flush()
  file.finish()
  await drain(Buffer.concat(parts))
  return file.rows
}

const columnTypes: Readonly<Record<string, ColumnType>> = {
  BOOLEAN: 'flag',
  TINYINT: 'int',
  SMALLINT: 'int',
  UTINYINT: 'int',
  USMALLINT: 'int',
  INTEGER: 'int',
  UINTEGER: 'bigint',
  BIGINT: 'bigint',
  UBIGINT: 'bigint',
  HUGEINT: 'bigint',
  FLOAT: 'float',
  DOUBLE: 'double',
  'INTEGER[]': 'ints',
}

function typeOf(type: string): ColumnType {
  if (type.startsWith('TIMESTAMP')) return 'instant'
  if (type.startsWith('DECIMAL')) return 'double'
  return columnTypes[type] ?? 'text'
}

function columnOf(type: ColumnType, name: string, values: readonly DuckDBValue[]): ColumnData {
  switch (type) {
    case 'int':
      return { type, values: Int32Array.from(values, value => (value === null ? noInt : Number(value))) }
    case 'float':
      return { type, values: Float32Array.from(values, numberOf) }
    case 'double':
      return { type, values: Float64Array.from(values, numberOf) }
    case 'bigint':
      return { type, values: Float64Array.from(values, value => wholeOf(value, name)) }
    case 'instant':
      return { type, values: Float64Array.from(values, instantOf) }
    case 'flag':
      return { type, values: values.map(value => (typeof value === 'boolean' ? value : undefined)) }
    case 'ints':
      return { type, values: values.map(intsOf) }
    case 'text':
      return { type, values: values.map(textOf) }
  }
}

const numberOf = (value: DuckDBValue): number =>
  value === null ? Number.NaN : value instanceof DuckDBDecimalValue ? Number(String(value)) : Number(value)

/** A number that a file would round is no number of the answer. */
function wholeOf(value: DuckDBValue, name: string): number {
  if (value === null) return Number.NaN
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  const todo = `whole numbers up to 2^53 in ${name}; write CAST(… AS VARCHAR)`
  throw new LakeFault('bad-query', 'SQL', todo, String(value))
}

const instantOf = (value: DuckDBValue): number =>
  value instanceof DuckDBTimestampTZValue || value instanceof DuckDBTimestampValue
    ? Number(value.micros) / 1000
    : Number.NaN

function intsOf(value: DuckDBValue): readonly number[] | undefined {
  const items = toJson(value)
  return Array.isArray(items) ? items.filter(item => typeof item === 'number') : undefined
}

function textOf(value: DuckDBValue): string | undefined {
  const json = toJson(value)
  if (json === null) return undefined
  return typeof json === 'string' ? json : JSON.stringify(json)
}
