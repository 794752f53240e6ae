// Laps as one Parquet file in the form of the lake's table `samples`; the records of the laps are in its metadata.
import { type ColumnData, noInt } from '../../lake/parquet/column.ts'
import { ParquetFile, rowsPerGroup } from '../../lake/parquet/file.ts'
import { lakeTables } from '../../lake/tables.ts'
import { columnByName } from '../../model/channels.ts'
import type { ExportLap } from '../../race/export/motec.ts'

/** A group of rows for each lap, or several for a long one. Columns that no lap measured are left out. */
export function parquetOf(laps: readonly ExportLap[]): Uint8Array {
  const parts: Uint8Array[] = []
  const isMeasured = (written: string) => {
    const name = columnByName.get(written)?.name
    return name !== undefined && laps.some(({ columns }) => columns.has(name))
  }
  const file = new ParquetFile(
    lakeTables.samples.columns.filter(({ name }) => keys.has(name) || isMeasured(name)),
    bytes => parts.push(bytes),
  )
  for (const lap of laps) {
    for (let first = 0; first < lap.t_us.length; first += rowsPerGroup) {
      const rows = Math.min(rowsPerGroup, lap.t_us.length - first)
      file.writeGroup(rows, ({ name, type }) => column(lap, name, type, first, rows))
    }
  }
  file.finish({ laps: JSON.stringify(laps.map(({ record }) => record)) })
  return Buffer.concat(parts)
}

const keys: ReadonlySet<string> = new Set(['session_id', 'lap_id', 'lap_number', 't_us'])

function column(
  { record, t_us, columns }: ExportLap,
  name: string,
  type: string,
  first: number,
  rows: number,
): ColumnData {
  if (name === 'session_id' || name === 'lap_id') return { type: 'constant', value: record[name] }
  if (name === 'lap_number') return { type: 'int', values: new Int32Array(rows).fill(record.lap_number) }
  const pick = (from: ArrayLike<number> | undefined, row: number) => from?.[first + row] ?? Number.NaN
  if (name === 't_us')
    return { type: 'bigint', values: Float64Array.from({ length: rows }, (_, row) => pick(t_us, row)) }
  const known = columnByName.get(name)
  const values = known === undefined ? undefined : columns.get(known.name)
  if (type !== 'int')
    return { type: 'float', values: Float32Array.from({ length: rows }, (_, row) => pick(values, row)) }
  const whole = (value: number) => (Number.isNaN(value) ? noInt : value)
  return { type, values: Int32Array.from({ length: rows }, (_, row) => whole(pick(values, row))) }
}
