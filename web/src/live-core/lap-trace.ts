// Remembers when the car was where in its last laps, so that a lap just driven can be the reference of the next.

import { type ReferenceLap, referenceLap } from '../../../src/race/delta.ts'
import { gridTimes } from '../../../src/race/grid.ts'
import { micros, millis } from '../../../src/units/quantity.ts'
import { valueIn } from './row.ts'
import type { Newest } from './wire.ts'

/** Ten minutes at 60 Hz; a longer lap is no reference. */
const mostRows = 36_000
/** Laps whose record has not come yet, or that may be asked for again. */
const mostLaps = 8
/** A timer that falls by more than this has been reset at the line. */
const reset_ms = 1000

type Trace = {
  lap_id: string | undefined
  count: number
  readonly t_us: Float64Array
  readonly spline: Float32Array
}

const emptyTrace = (): Trace => ({
  lap_id: undefined,
  count: 0,
  t_us: new Float64Array(mostRows),
  spline: new Float32Array(mostRows),
})

export class LapTraces {
  #open = emptyTrace()
  #timer_ms = Number.NaN
  readonly #times = new Map<string, Float64Array>()

  /** Takes the newest values of the car. */
  push({ row, lap_id }: Newest): void {
    const timer_ms = valueIn(row, 'lap_time_ms')
    const spline = valueIn(row, 'spline')
    if (timer_ms === undefined || spline === undefined) return
    if (timer_ms < this.#timer_ms - reset_ms) this.#close()
    this.#timer_ms = timer_ms
    const open = this.#open
    if (open.count >= mostRows) return
    // The id of the lap may change a little before or after the timer does; in the middle of the lap it is sure.
    if (spline > 0.3 && spline < 0.7) open.lap_id = lap_id
    open.t_us[open.count] = timer_ms * 1000
    open.spline[open.count] = spline
    open.count += 1
  }

  /** The lap as a reference, once it has been driven from line to line while this page was watching. */
  reference(lap_id: string, lap_time_ms: number): ReferenceLap | undefined {
    const times = this.#times.get(lap_id)
    return times === undefined ? undefined : referenceLap(times, micros(0), millis(lap_time_ms))
  }

  #close(): void {
    const { lap_id, count, t_us, spline } = this.#open
    const whole = count < mostRows && (t_us[0] ?? Number.POSITIVE_INFINITY) < reset_ms * 1000
    if (lap_id !== undefined && whole) {
      this.#times.set(lap_id, gridTimes({ count, t_us, values: spline }))
      for (const oldest of this.#times.keys()) {
        if (this.#times.size <= mostLaps) break
        this.#times.delete(oldest)
      }
    }
    this.#open.count = 0
    this.#open.lap_id = undefined
  }
}
