// Whether a wheel locks or spins: told for a moment after it has, or a driver would miss it.
import { slipLimits } from '../../../src/model/windows.ts'
import type { Wheel } from '../../../src/units/wheel.ts'
import type { CarView } from './car-view.ts'

export type Slip = 'lock' | 'spin'

const stay_ms = 300

export class SlipWatch {
  readonly #wheel: Wheel
  #shown: { readonly slip: Slip; readonly until_ms: number } | undefined

  constructor(wheel: Wheel) {
    this.#wheel = wheel
  }

  /** Looks at the car on every frame; undefined while the wheel rolls, and where the game does not say. */
  step(car: CarView): Slip | undefined {
    const slip = slipOf(car.value(`slip_ratio_${this.#wheel}`), car.value('speed_kmh'))
    if (slip !== undefined) this.#shown = { slip, until_ms: car.now_ms + stay_ms }
    else if (this.#shown !== undefined && car.now_ms >= this.#shown.until_ms) this.#shown = undefined
    return this.#shown?.slip
  }
}

function slipOf(ratio: number | undefined, speed_kmh: number | undefined): Slip | undefined {
  if (ratio === undefined || speed_kmh === undefined || speed_kmh < slipLimits.from_kmh) return undefined
  if (ratio < slipLimits.lock) return 'lock'
  return ratio > slipLimits.spin ? 'spin' : undefined
}
