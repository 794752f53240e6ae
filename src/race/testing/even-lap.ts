// A lap whose speed is chosen metre by metre, as samples, for tests of what is computed over the track.
import type { TimedColumn } from '../grid.ts'

export type DrivenLap = {
  readonly spline: TimedColumn
  readonly speed_kmh: TimedColumn
  readonly lap_time_ms: number
}

/** Drives `length_m` at `speed` and is sampled every `every_us`; `from` is the spline of the line. */
export function driveLap(
  length_m: number,
  speed: (metre: number) => number,
  {
    from = 0,
    every_us = 10_000,
    hole_us = [0, 0],
  }: { from?: number; every_us?: number; hole_us?: readonly [number, number] } = {},
): DrivenLap {
  const rows: (readonly [t_us: number, spline: number, kmh: number])[] = []
  let metre = 0
  for (let t_us = 0; metre < length_m; t_us += every_us) {
    const kmh = speed(metre)
    if (!(t_us > hole_us[0] && t_us < hole_us[1])) rows.push([t_us, (metre / length_m + from) % 1, kmh])
    metre += (kmh / 3.6) * (every_us / 1e6)
  }
  const column = (at: 1 | 2): TimedColumn => ({
    count: rows.length,
    t_us: rows.map(([t_us]) => t_us),
    values: rows.map(row => row[at]),
  })
  return { spline: column(1), speed_kmh: column(2), lap_time_ms: Math.round((rows.at(-1)?.[0] ?? 0) / 1000) }
}
