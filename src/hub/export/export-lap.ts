// A lap out of the lake as exports take it: its record, and the columns of which anything was measured.
import type { LapReader } from '../../lake/lap-reader.ts'
import { type ColumnData, noInt } from '../../lake/parquet/column.ts'
import { type ColumnName, channelColumns } from '../../model/channels.ts'
import type { LapRecord } from '../../model/messages.ts'
import type { ExportLap } from '../../race/export/motec.ts'

const names = channelColumns.map(({ name }) => name)

/** Throws LakeFault `no-such-lap` when there are no samples of it. */
export async function readExportLap(reader: LapReader, record: LapRecord): Promise<ExportLap> {
  const { columns } = await reader.readLap(record.lap_id, ['t_us', ...names])
  const measured = new Map<ColumnName, Float32Array>()
  for (const name of names) {
    const values = numbersOf(columns.get(name))
    if (values?.some(value => !Number.isNaN(value))) measured.set(name, values)
  }
  const times = columns.get('t_us')
  return { record, t_us: times?.type === 'bigint' ? times.values : new Float64Array(0), columns: measured }
}

/** The values of a column of floats or whole numbers; NaN is not measured. */
export function numbersOf(column: ColumnData | undefined): Float32Array | undefined {
  if (column?.type === 'float') return column.values
  if (column?.type !== 'int') return undefined
  const { values } = column
  const numbers = new Float32Array(values.length)
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? noInt
    numbers[row] = value === noInt ? Number.NaN : value
  }
  return numbers
}
