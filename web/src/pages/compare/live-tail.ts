// The newest part of the running lap, row by row, as it is drawn on before the whole lap is laid over the track again.
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { TimedColumn } from '../../../../src/race/grid.ts'
import { deltaRow, lineRow, reference } from './address.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { timeAt } from './places.ts'
import type { PlotTail } from './plot.ts'
import { factorOf, type Row } from './row.ts'

/** Samples of the running lap since some moment; its clock starts at the line. */
export type NewestColumns = ReadonlyMap<string, TimedColumn>

/** Where the samples lie on the axis; undefined where they have no position. */
export function placesOf(
  columns: NewestColumns,
  axis: TraceAxis,
  length_m: number,
): { readonly at: readonly number[]; readonly metres: readonly number[] } | undefined {
  const spline = columns.get('spline')
  if (spline === undefined) return undefined
  const rows = Array.from({ length: spline.count }, (_, row) => row)
  const metres = rows.map(row => (spline.values[row] ?? Number.NaN) * length_m)
  const at = axis === 'distance' ? metres : rows.map(row => (spline.t_us[row] ?? 0) / 1000)
  return { at, metres }
}

/** The samples in one row; undefined where the row is made of more than samples, or the car has no such value. */
export function tailOf(
  row: Row,
  columns: NewestColumns,
  { at, metres }: NonNullable<ReturnType<typeof placesOf>>,
  lap: LoadedLap,
  laps: readonly LoadedLap[],
): PlotTail | undefined {
  if (row.key === lineRow) return undefined
  if (row.key === deltaRow) {
    const spine = laps.find(({ slot }) => slot === reference)?.spine
    const clock = columns.get('spline')
    if (spine === undefined || clock === undefined || lap.slot === reference) return undefined
    const values = metres.map((metre, index) => {
      const other = timeAt(spine, metre)
      return other === undefined ? null : ((clock.t_us[index] ?? 0) / 1000 - other) / 1000
    })
    return { at, values }
  }
  const column = columns.get(row.key)
  const factor = factorOf(row, lap.about?.car)
  if (column === undefined || factor === undefined) return undefined
  const values = at.map((_, index) => {
    const value = column.values[index] ?? Number.NaN
    return Number.isNaN(value) ? null : value * factor
  })
  return { at, values }
}
