// A stint in one line.
import { decimal, lapTime } from '../../live-core/format.ts'
import type { Stint } from './lap-groups.ts'

export function stintWords({ summary }: Stint): string {
  const { clean, mean_ms, spread_ms, optimal, fuel_per_lap_l, pressure_drift_psi } = summary
  const from = [...new Set(optimal?.from ?? [])].sort((a, b) => a - b)
  return [
    `${clean} clean ${clean === 1 ? 'lap' : 'laps'}`,
    mean_ms === undefined ? '' : `mean ${lapTime(mean_ms)}`,
    spread_ms === undefined ? '' : `spread ${decimal(spread_ms / 1000, 3)} s`,
    optimal === undefined
      ? ''
      : `optimal ${lapTime(optimal.time_ms)}${from.length > 1 ? ` of laps ${from.join(', ')}` : ''}`,
    fuel_per_lap_l === undefined ? '' : `${decimal(fuel_per_lap_l, 2)} L a lap`,
    pressure_drift_psi === undefined
      ? ''
      : `pressure ${pressure_drift_psi < 0 ? '' : '+'}${decimal(pressure_drift_psi, 1)} psi`,
  ]
    .filter(Boolean)
    .join(' · ')
}
