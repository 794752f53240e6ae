// A column of `samples` as what was measured when: a row of the lake repeats what a slower page last said.
import { columnByName } from '../model/channels.ts'
import type { TimedColumn } from '../race/grid.ts'
import { type ColumnData, noInt } from './parquet/column.ts'

/** A channel at the times at which its own page was read; undefined when it was never measured. */
export function timedColumn(name: string, samples: ReadonlyMap<string, ColumnData>): TimedColumn | undefined {
  const column = columnByName.get(name)
  const values = measuredValues(samples.get(name))
  const clock = samples.get(column?.page === 'graphics' ? 'graphics_t_us' : 't_us')
  if (column === undefined || values === undefined || clock?.type !== 'bigint') return undefined
  return column.page === 'graphics'
    ? readings(clock.values, values)
    : { count: values.length, t_us: clock.values, values }
}

/** Held values once each: at the row where the page was read anew. */
function readings(clock: Float64Array, values: Float32Array): TimedColumn {
  const t_us = new Float64Array(values.length)
  const read = new Float32Array(values.length)
  let count = 0
  for (let row = 0; row < values.length; row++) {
    const at = clock[row] ?? Number.NaN
    if (Number.isNaN(at) || (count > 0 && at === t_us[count - 1])) continue
    t_us[count] = at
    read[count] = values[row] ?? Number.NaN
    count++
  }
  return { count, t_us, values: read }
}

function measuredValues(data: ColumnData | undefined): Float32Array | undefined {
  if (data?.type === 'float') return data.values.some(value => !Number.isNaN(value)) ? data.values : undefined
  if (data?.type !== 'int' || data.values.every(value => value === noInt)) return undefined
  return Float32Array.from(data.values, value => (value === noInt ? Number.NaN : value))
}
