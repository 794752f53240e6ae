// The lap that is being driven, as columns from its line on: what Compare lays beside stored laps.
import type { TimedColumn } from '../../../src/race/grid.ts'
import { type LiveColumn, valueIn } from './row.ts'
import type { Newest } from './wire.ts'

/** What of a lap is kept; the rest of a live message is for dials. */
export const liveLapColumns = [
  'spline',
  'speed_kmh',
  'throttle',
  'brake',
  'steer',
  'gear',
  'rpm',
  'car_position_m_x',
  'car_position_m_z',
  'fuel_l',
  'tc_intervention',
  'abs_intervention',
  'gap_ahead_ms',
] as const satisfies readonly LiveColumn[]

/** Rows that are made room for at first: two minutes at 60 Hz; it doubles as it fills. */
const firstRows = 8192
/** Twenty minutes at 60 Hz: what comes after is not kept. */
const mostRows = 73_728
/** A timer that falls by more than this has been reset at the line. */
const reset_ms = 1000

export class LiveLap {
  /** Of the lap that is driven; undefined before the first sample. */
  lap_id: string | undefined
  /** Rows so far. */
  count = 0
  /** Counts the laps: what was drawn of an older one is gone. */
  turn = 0
  #t_us = new Float64Array(firstRows)
  #values = new Map<LiveColumn, Float32Array>(liveLapColumns.map(name => [name, new Float32Array(firstRows)]))
  #timer_ms = Number.NaN

  /** Takes the newest values of the car. */
  push({ row, lap_id }: Newest): void {
    const timer_ms = valueIn(row, 'lap_time_ms')
    if (timer_ms === undefined || valueIn(row, 'spline') === undefined) return
    if (timer_ms < this.#timer_ms - reset_ms) {
      this.count = 0
      this.turn += 1
    }
    // Where the timer stands nothing is driven.
    if (this.count > 0 && timer_ms <= this.#timer_ms) return
    this.#timer_ms = timer_ms
    this.lap_id = lap_id
    if (this.count >= mostRows) return
    if (this.count === this.#t_us.length) this.#grow()
    this.#t_us[this.count] = timer_ms * 1000
    for (const [name, values] of this.#values) values[this.count] = valueIn(row, name) ?? Number.NaN
    this.count += 1
  }

  /** The newest value of a column; NaN before the first row, and where the game gave none. */
  newest(column: (typeof liveLapColumns)[number]): number {
    return this.#values.get(column)?.[this.count - 1] ?? Number.NaN
  }

  /** Where in the world the car was when it last came past a place of the track; undefined where that was not seen. */
  placeAt(spline: number): { readonly x: number; readonly z: number } | undefined {
    const [places, xs, zs] = (['spline', 'car_position_m_x', 'car_position_m_z'] as const).map(name =>
      this.#values.get(name),
    )
    if (places === undefined || xs === undefined || zs === undefined) return undefined
    for (let row = this.count - 1; row > 0; row--) {
      const [from, to] = [places[row - 1] ?? Number.NaN, places[row] ?? Number.NaN]
      if (!(from <= spline && spline < to)) continue
      const share = (spline - from) / (to - from)
      const between = (values: Float32Array) =>
        (values[row - 1] ?? Number.NaN) * (1 - share) + (values[row] ?? Number.NaN) * share
      const [x, z] = [between(xs), between(zs)]
      return Number.isNaN(x + z) ? undefined : { x, z }
    }
    return undefined
  }

  /** The lap's own timer; NaN before the first row. */
  get timer_ms(): number {
    return this.#timer_ms
  }

  /**
   * Its columns by name, timed by the lap's own timer, from `since_ms` on; without those that the game did not give
   * meanwhile.
   */
  columns(since_ms = 0): ReadonlyMap<string, TimedColumn> {
    const first = since_ms <= 0 ? 0 : this.#rowAt(since_ms * 1000)
    const count = this.count - first
    const t_us = this.#t_us.subarray(first, this.count)
    return new Map(
      [...this.#values].flatMap(([name, all]) => {
        const values = all.subarray(first, this.count)
        return values.some(value => !Number.isNaN(value)) ? [[name, { count, t_us, values }] as const] : []
      }),
    )
  }

  /** The first row at `t_us` or later: one of the newest. */
  #rowAt(t_us: number): number {
    let row = this.count
    while (row > 0 && (this.#t_us[row - 1] ?? 0) >= t_us) row -= 1
    return row
  }

  #grow(): void {
    const room = this.#t_us.length * 2
    const t_us = new Float64Array(room)
    t_us.set(this.#t_us)
    this.#t_us = t_us
    for (const [name, values] of this.#values) {
      const larger = new Float32Array(room)
      larger.set(values)
      this.#values.set(name, larger)
    }
  }
}
