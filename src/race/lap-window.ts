// A window of a lap at the resolution of a screen: the same for a lap that is stored and for the one that is driven.
import { columnByName } from '../model/channels.ts'
import type { LapTrace } from '../model/lap-trace.ts'
import { axisStep, type TraceAxis } from '../model/trace-axis.ts'
import type { TimedColumn } from './grid.ts'
import { elapsedOver, fromLine, type LapOverTrack, metresAt, valuesAt, valuesOver } from './lap-over-track.ts'
import { atSteps, extremes, type Thinning, thinnedSteps, thinningOf } from './thinning.ts'

/** `from` and `to` in the unit of the axis, both included; without `to` the lap to its end. */
export type LapWindow = {
  readonly axis: TraceAxis
  readonly from: number
  readonly to?: number | undefined
  readonly points: number
}

/** The lap in this window; of `columns` those that were measured. */
export function lapWindow(
  lap_id: string,
  over: LapOverTrack,
  columns: ReadonlyMap<string, TimedColumn>,
  { axis, from, to, points }: LapWindow,
): LapTrace {
  const unit = axisStep[axis]
  const last = Math.ceil((to ?? endOf(over, axis)) / unit)
  const thinning = thinningOf({ first: Math.floor(from / unit), last, points })
  const steps = thinnedSteps(thinning)
  const shape = { lap_id, axis, length_m: over.length_m, step: thinning.step }
  const at = Array.from(steps, step => step * unit)
  if (axis === 'distance') {
    const elapsed_ms = plain(atSteps(steps, elapsedOver(over)), 1)
    const lay: Lay = (column, channel) => fromLine(over, valuesOver(over, column, channel))
    return { ...shape, at, elapsed_ms, distance_m: at, columns: thinned(columns, thinning, lay) }
  }
  // Beyond the end of the lap nothing was measured, however far the window reaches.
  const known = Math.min(steps.at(-1) ?? -1, Math.ceil(endOf(over, axis) / unit))
  const times = Float64Array.from({ length: known + 1 }, (_, step) => over.started_us + step * unit * 1000)
  const lay: Lay = (column, channel) => valuesAt(times, column, channel)
  const distance_m = plain(atSteps(steps, metresAt(over, times)), 1)
  return { ...shape, at, elapsed_ms: at, distance_m, columns: thinned(columns, thinning, lay) }
}

type Lay = (column: TimedColumn, channel: Parameters<typeof valuesOver>[2]) => Float32Array

function thinned(
  columns: ReadonlyMap<string, TimedColumn>,
  thinning: Thinning,
  lay: Lay,
): LapTrace['columns'] {
  return Object.fromEntries(
    [...columns].flatMap(([name, column]) => {
      const channel = columnByName.get(name)?.channel
      if (channel === undefined) return []
      return [[name, plain(extremes(thinning, lay(column, channel)), Math.ceil(channel.bits * 0.3))] as const]
    }),
  )
}

/** The end of the lap on an axis: the place of the line, or the time when the car was seen last. */
function endOf(over: LapOverTrack, axis: TraceAxis): number {
  if (axis === 'distance') return over.length_m
  return elapsedOver(over).reduce((end, at) => (Number.isNaN(at) ? end : Math.max(end, at)), 0)
}

/** As JSON has it: null for what was not measured, and no more decimals than were. */
function plain(values: Float32Array | Float64Array, decimals: number): (number | null)[] {
  const scale = 10 ** decimals
  return Array.from(values, value => (Number.isNaN(value) ? null : Math.round(value * scale) / scale))
}
