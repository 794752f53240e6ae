// The running lap against a reference, with its trend: the fold of race/ over the live values.

import type { Sample } from '../../../src/model/sample.ts'
import {
  type Delta,
  type DeltaState,
  type ReferenceLap,
  startDelta,
  stepDelta,
} from '../../../src/race/delta.ts'
import { micros } from '../../../src/units/quantity.ts'
import { type LiveColumn, valueIn } from './row.ts'
import type { Newest } from './wire.ts'

const columns = [
  'spline',
  'lap_time_ms',
  'status',
  'speed_kmh',
  'in_pit_lane',
] as const satisfies readonly LiveColumn[]
/** The trend is what the delta did in the last half second. */
const trendOver_us = 500_000

export class DeltaWatch {
  #state: DeltaState = startDelta()
  #past: { readonly t_us: number; readonly delta_ms: number }[] = []
  /** Milliseconds lost (positive) or won in each second. */
  trend = 0
  /** The lap that is measured against. */
  lap_id: string | undefined

  get shown(): Delta | undefined {
    return this.#state.shown
  }

  /** Measures against another lap from the next sample on; `lap_id` says which it is. */
  against(reference: ReferenceLap | undefined, lap_id?: string): void {
    this.lap_id = reference === undefined ? undefined : lap_id
    if (reference === this.#state.reference) return
    this.#state = { ...this.#state, reference, shown: undefined }
    this.#past = []
    this.trend = 0
  }

  step({ row, t_us }: Newest): void {
    const sample: { t_us: Sample['t_us'] } & { [Name in (typeof columns)[number]]?: number } = {
      t_us: micros(t_us),
    }
    for (const name of columns) {
      const value = valueIn(row, name)
      if (value !== undefined) sample[name] = value
    }
    this.#state = stepDelta(this.#state, sample)
    this.#lean(t_us)
  }

  #lean(t_us: number): void {
    const { shown } = this.#state
    if (shown === undefined || shown.frozen) {
      this.#past = []
      this.trend = 0
      return
    }
    this.#past.push({ t_us, delta_ms: shown.delta_ms })
    while ((this.#past[0]?.t_us ?? t_us) < t_us - trendOver_us) this.#past.shift()
    const first = this.#past[0]
    const passed_s = first === undefined ? 0 : (t_us - first.t_us) / 1e6
    this.trend = first === undefined || passed_s < 0.1 ? 0 : (shown.delta_ms - first.delta_ms) / passed_s
  }
}
