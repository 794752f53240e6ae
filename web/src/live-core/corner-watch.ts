// When a corner is worth a word to the driver: on the straight behind it, seldom, and never when there is more to think of.
import type { LapSegments } from '../../../src/model/lap-segments.ts'
import { type Advice, adviceOf } from '../../../src/race/advice.ts'
import { lapDifference } from '../../../src/race/lap-difference.ts'
import { metresFromLine } from '../../../src/race/lap-over-track.ts'
import { inTraffic } from '../../../src/race/loss-words.ts'
import { isBusy, isOnStraight } from './attention.ts'
import type { CarView } from './car-view.ts'

const shown_ms = 3000
/** A straight must come so soon after the corner, or nothing is said of it. */
const patience_ms = 2500
const mostPerLap = 4

export class CornerWatch {
  #at: { readonly lap: string; readonly segment: number } | undefined
  #said = { lap: '', times: 0 }
  #due: { readonly advice: Advice; readonly until_ms: number } | undefined
  #shown: { readonly advice: Advice; readonly until_ms: number } | undefined

  /**
   * Looks at the car, a few times a second. `own` is the lap that is driven, asked for once behind every corner;
   * `reference` what it is measured against.
   */
  step(
    car: CarView,
    own: () => LapSegments | undefined,
    reference: LapSegments | undefined,
  ): Advice | undefined {
    this.#observe(car, own, reference)
    if (this.#due !== undefined && car.now_ms > this.#due.until_ms) this.#due = undefined
    if (this.#due !== undefined && isOnStraight(car)) {
      this.#shown = { advice: this.#due.advice, until_ms: car.now_ms + shown_ms }
      this.#due = undefined
    }
    if (this.#shown !== undefined && (car.now_ms > this.#shown.until_ms || isBusy(car)))
      this.#shown = undefined
    return this.#shown?.advice
  }

  #observe(car: CarView, own: () => LapSegments | undefined, reference: LapSegments | undefined): void {
    const [lap, spline] = [car.feed?.lap?.lap_id, car.value('spline')]
    if (lap === undefined || spline === undefined || reference === undefined) {
      this.#at = undefined
      return
    }
    const metre = metresFromLine(reference, spline)
    const segment = reference.segments.findIndex(({ from_m, to_m }) => metre >= from_m && metre < to_m)
    const before = this.#at
    this.#at = { lap, segment }
    // What was begun before this page watched, and the last corner of a lap, are not told.
    if (before?.lap !== lap || segment !== before.segment + 1 || isBusy(car)) return
    if (this.#said.lap === lap && this.#said.times >= mostPerLap) return
    const label = reference.segments[before.segment]?.label
    const driven = own()
    const row = driven && lapDifference(driven, reference)?.rows.find(each => each.label === label)
    const advice = row === undefined || inTraffic(row) ? undefined : adviceOf(row)
    if (advice === undefined) return
    this.#said = { lap, times: this.#said.lap === lap ? this.#said.times + 1 : 1 }
    this.#due = { advice, until_ms: car.now_ms + patience_ms }
  }
}
