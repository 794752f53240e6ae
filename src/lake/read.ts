// Columns out of one Parquet file: only the chunks that are asked for are read and decoded. The library reads what our
// own reader of our own files does not.
import { open } from 'node:fs/promises'
import { zstdDecompressSync } from 'node:zlib'
import { type AsyncBuffer, parquetMetadataAsync, parquetRead } from 'hyparquet'
import { LakeFault } from './fault.ts'
import { readOwn } from './own-chunks.ts'
import { type ColumnData, type ColumnType, noInt } from './parquet/column.ts'
import type { LakeTable } from './tables.ts'

/** The columns of a table that are numbers. */
export const numericColumns = (table: LakeTable): readonly string[] =>
  table.columns.filter(({ type }) => numeric.has(type)).map(({ name }) => name)
const numeric: ReadonlySet<string> = new Set(['int', 'bigint', 'float', 'double'])

/** Rows of a file: `first ≤ row < last`. */
export type RowSpan = { readonly first: number; readonly last: number }

/**
 * Reads numeric columns of a file of `table`; missing values are marked as in `ColumnData`, and a column that the file
 * does not have is left out. Throws `bad-query` for a name that the table has not as a number.
 */
export async function readColumns(
  path: string,
  table: LakeTable,
  names: readonly string[] = numericColumns(table),
  span?: RowSpan,
): Promise<{ readonly rows: number; readonly columns: ReadonlyMap<string, ColumnData> }> {
  const types = new Map(table.columns.map(({ name, type }) => [name, type]))
  const unknown = names.find(name => !numeric.has(types.get(name) ?? ''))
  if (unknown !== undefined) {
    throw new LakeFault('bad-query', 'column', `a numeric column of ${table.name}`, unknown)
  }
  const handle = await open(path, 'r')
  try {
    const { size } = await handle.stat()
    const file: AsyncBuffer = {
      byteLength: size,
      async slice(start, end = size) {
        const bytes = new Uint8Array(end - start)
        await handle.read(bytes, 0, bytes.length, start)
        return bytes.buffer
      },
    }
    const metadata = await parquetMetadataAsync(file)
    const total = Number(metadata.num_rows)
    const { first, last } = { first: span?.first ?? 0, last: Math.min(span?.last ?? total, total) }
    const stored = new Set(metadata.schema.map(element => element.name))
    const wanted = names.filter(name => stored.has(name))
    const columns = new Map<string, ColumnData>(
      wanted.map(name => [name, emptyColumn(types.get(name), last - first)]),
    )
    const left: string[] = []
    for (const [name, column] of columns)
      if (!(await readOwn(handle, metadata, name, column, { first, last }))) left.push(name)
    if (left.length === 0) return { rows: last - first, columns }
    await parquetRead({
      file,
      metadata,
      columns: left,
      rowStart: first,
      rowEnd: last,
      compressors: { ZSTD: bytes => zstdDecompressSync(bytes) },
      onChunk({ columnName, columnData, rowStart }) {
        const column = columns.get(columnName)
        if (column !== undefined) fill(column, columnData, rowStart - first)
      },
    })
    return { rows: last - first, columns }
  } finally {
    await handle.close()
  }
}

function emptyColumn(type: ColumnType | undefined, rows: number): ColumnData {
  if (type === 'float') return { type, values: new Float32Array(rows).fill(Number.NaN) }
  if (type === 'int') return { type, values: new Int32Array(rows).fill(noInt) }
  return {
    type: type === 'bigint' ? type : 'double',
    values: new Float64Array(rows).fill(Number.NaN),
  }
}

/** `data[0]` belongs to row `from` of the column, which may lie before its first row. */
function fill(column: ColumnData, data: ArrayLike<unknown>, from: number): void {
  const values = 'values' in column ? column.values : undefined
  if (!ArrayBuffer.isView(values)) return
  for (let index = Math.max(0, -from); index < data.length && from + index < values.length; index++) {
    const value = data[index]
    if (typeof value === 'number') values[from + index] = value
    else if (typeof value === 'bigint') values[from + index] = Number(value)
  }
}
