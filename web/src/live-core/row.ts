// The values of one instant as a row of numbers: what the worker hands over and the painters read.
import type { LiveMessage } from '../../../src/model/messages.ts'
import { liveColumns } from '../../../src/model/sample.ts'

export type LiveColumn = (typeof liveColumns)[number]
export { liveColumns }

/** One number per live column, in their order; NaN where the game gave none. */
export type Row = Float64Array<ArrayBuffer>

const indexOf = new Map<LiveColumn, number>(liveColumns.map((name, index) => [name, index]))

/** The row of a live message. A member that is no finite number counts as not given. */
export function rowOf(values: LiveMessage): Row {
  const row = new Float64Array(liveColumns.length)
  liveColumns.forEach((name, index) => {
    const value: unknown = values[name]
    row[index] = typeof value === 'number' && Number.isFinite(value) ? value : Number.NaN
  })
  return row
}

/** The value of a column; undefined where the game gave none. */
export function valueIn(row: Row, column: LiveColumn): number | undefined {
  const value = row[indexOf.get(column) ?? -1]
  return value === undefined || Number.isNaN(value) ? undefined : value
}
