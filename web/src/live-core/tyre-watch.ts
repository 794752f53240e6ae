// Where the tyres of a car stand in their windows, calmly: averaged over a second, with a margin before it changes back.
import {
  brakeWindow,
  type Window,
  type WindowState,
  windowState,
  windows,
} from '../../../src/model/windows.ts'
import { type Wheel, wheels } from '../../../src/units/wheel.ts'
import type { CarView } from './car-view.ts'

const settle_ms = 1000
/** Share of the window's width by which a value must come back. */
const margin = 0.03

type Watched = { mean: number; state: WindowState }

/** One quantity, averaged and judged. */
export class Judged {
  #watched: Watched | undefined

  /** Takes a value `passed_ms` after the last one; NaN or undefined forgets. */
  step(value: number | undefined, passed_ms: number, window: Window): WindowState | undefined {
    if (value === undefined) {
      this.#watched = undefined
      return undefined
    }
    const share = Math.min(1, passed_ms / settle_ms)
    const mean =
      this.#watched === undefined ? value : this.#watched.mean + share * (value - this.#watched.mean)
    const state = this.#watched?.state
    this.#watched = {
      mean,
      state: state === undefined ? windowState(mean, window) : calm(state, mean, window),
    }
    return this.#watched.state
  }
}

const order: readonly WindowState[] = ['cold', 'cool', 'fit', 'warm', 'hot']

/** The state that stays unless the value is out of it by more than the margin. */
function calm(state: WindowState, value: number, window: Window): WindowState {
  const next = windowState(value, window)
  if (next === state) return state
  const slack = margin * (window.high - window.low)
  const back = order.indexOf(next) < order.indexOf(state) ? value + slack : value - slack
  return windowState(back, window) === state ? state : next
}

export type TyreState = {
  readonly pressure: WindowState | undefined
  readonly core: WindowState | undefined
  /** Of the hottest moment of the lap before this one, or of this one if it is hotter. */
  readonly disc: WindowState | undefined
}

/** The hottest that a disc was on this lap and on the one before: at every stop it is hot, on every straight cold. */
class DiscPeak {
  #lap: string | undefined
  #before: number | undefined
  #now: number | undefined

  step(lap: string | undefined, temp_c: number | undefined): number | undefined {
    if (lap !== this.#lap) {
      this.#before = this.#lap === undefined ? undefined : this.#now
      this.#now = undefined
      this.#lap = lap
    }
    if (temp_c !== undefined) this.#now = Math.max(this.#now ?? temp_c, temp_c)
    if (this.#before === undefined) return undefined
    return Math.max(this.#before, this.#now ?? this.#before)
  }
}

/** The four tyres of a car, looked at a few times a second. */
export class TyreWatch {
  readonly #judged = new Map<string, Judged>()
  readonly #peaks = new Map<Wheel, DiscPeak>()
  #before_ms = 0
  #states = new Map<Wheel, TyreState>()

  step(car: CarView): void {
    const passed_ms = car.now_ms - this.#before_ms
    if (passed_ms < 100) return
    this.#before_ms = car.now_ms
    const set = windows[car.value('rain_tyres') === 1 ? 'wet' : 'dry']
    for (const wheel of wheels) {
      const pressure = this.#judge(`psi ${wheel}`).step(
        car.value(`tyre_pressure_psi_${wheel}`),
        passed_ms,
        set.tyre_pressure_psi,
      )
      const core = this.#judge(`core ${wheel}`).step(
        car.value(`tyre_core_temp_c_${wheel}`),
        passed_ms,
        set.tyre_core_temp_c,
      )
      const peak = this.#peak(wheel).step(car.feed?.lap?.lap_id, car.value(`brake_temp_c_${wheel}`))
      const disc = peak === undefined ? undefined : windowState(peak, brakeWindow)
      this.#states.set(wheel, { pressure, core, disc })
    }
  }

  of(wheel: Wheel): TyreState {
    return this.#states.get(wheel) ?? { pressure: undefined, core: undefined, disc: undefined }
  }

  #peak(wheel: Wheel): DiscPeak {
    const peak = this.#peaks.get(wheel) ?? new DiscPeak()
    this.#peaks.set(wheel, peak)
    return peak
  }

  #judge(name: string): Judged {
    const judged = this.#judged.get(name) ?? new Judged()
    this.#judged.set(name, judged)
    return judged
  }
}
