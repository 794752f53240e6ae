// What a lap record says of its capture, for a lap that another program logged.
import type { ColumnName } from '../../model/channels.ts'
import type { LapMessage } from '../../model/messages.ts'
import { type Columns, firstAfter, type LoggedChannel, valueAt } from './log.ts'
import type { LoggedLap } from './logged-laps.ts'

export type LapFigures = Pick<
  LapMessage,
  'quality' | 'fuel_used_l' | 'fuel_l' | 'tyre_pressure_psi' | 'tyre_core_temp_c'
>

/** A step this much longer than the one before is a gap. */
const gap = 1.5

/** The fastest rate of the log, the holes in it, and the means over the lap of what was logged. */
export function lapFigures(channels: readonly LoggedChannel[], columns: Columns, lap: LoggedLap): LapFigures {
  const clocks = [...new Set(channels.map(({ time_s }) => time_s))].map(clock => stretchOf(clock, lap))
  const fuel = columns.get('fuel_l')
  const fuel_l = fuel === undefined ? Number.NaN : valueAt(fuel, lap.to_s)
  const fuel_used_l = fuel === undefined ? Number.NaN : valueAt(fuel, lap.from_s) - fuel_l
  const tyre_pressure_psi = wheelMeans(columns, 'tyre_pressure_psi', lap)
  const tyre_core_temp_c = wheelMeans(columns, 'tyre_core_temp_c', lap)
  return {
    quality: {
      rate_hz: clocks.reduce((most, clock) => Math.max(most, rateOf(clock)), 0),
      gaps: clocks.reduce((total, clock) => total + gapsIn(clock), 0),
      duplicates: 0,
      torn: 0,
    },
    ...(fuel_l >= 0 && { fuel_l }),
    ...(fuel_used_l >= 0 && { fuel_used_l }),
    ...(tyre_pressure_psi !== undefined && { tyre_pressure_psi }),
    ...(tyre_core_temp_c !== undefined && { tyre_core_temp_c }),
  }
}

const stretchOf = (clock: Float64Array, { from_s, to_s }: LoggedLap): Float64Array =>
  clock.subarray(firstAfter(clock, from_s), firstAfter(clock, to_s))

function rateOf(clock: Float64Array): number {
  const [first = 0, last = 0] = [clock[0], clock.at(-1)]
  return last > first ? Math.round(((clock.length - 1) / (last - first)) * 1000) / 1000 : 0
}

function gapsIn(clock: Float64Array): number {
  let gaps = 0
  let usual = Number.POSITIVE_INFINITY
  for (let row = 1; row < clock.length; row++) {
    const step = (clock[row] ?? 0) - (clock[row - 1] ?? 0)
    if (step > usual * gap) gaps++
    else usual = step
  }
  return gaps
}

function wheelMeans(
  columns: Columns,
  id: 'tyre_pressure_psi' | 'tyre_core_temp_c',
  lap: LoggedLap,
): [number, number, number, number] | undefined {
  const mean = (name: ColumnName) => meanOf(columns, name, lap)
  const means: [number, number, number, number] = [
    mean(`${id}_fl`),
    mean(`${id}_fr`),
    mean(`${id}_rl`),
    mean(`${id}_rr`),
  ]
  return means.every(Number.isFinite) ? means : undefined
}

/** NaN where the lap has no value of the column. */
function meanOf(columns: Columns, name: ColumnName, { from_s, to_s }: LoggedLap): number {
  const series = columns.get(name)
  if (series === undefined) return Number.NaN
  let [sum, count] = [0, 0]
  const stretch = series.values.subarray(firstAfter(series.time_s, from_s), firstAfter(series.time_s, to_s))
  for (const value of stretch) {
    if (Number.isNaN(value)) continue
    sum += value
    count++
  }
  return count > 0 ? sum / count : Number.NaN
}
