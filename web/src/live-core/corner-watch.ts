// When a corner is worth a word to the driver: on the straight behind it, seldom, and never when there is more to think of.
import type { LapSegments } from '../../../src/model/lap-segments.ts'
import { type Advice, adviceOf, isWorthAWord } from '../../../src/race/advice.ts'
import { lapDifference, type SegmentDifference } from '../../../src/race/lap-difference.ts'
import { metresFromLine } from '../../../src/race/lap-over-track.ts'
import { inTraffic } from '../../../src/race/loss-words.ts'
import { isBusy, isOnStraight } from './attention.ts'
import type { CarView } from './car-view.ts'
import { Spread } from './spread.ts'

const shown_ms = 3000
/** A straight must come so soon after the corner, or nothing is said of it. */
const patience_ms = 2500
const mostPerLap = 4

/** The lap that is driven, asked for once behind every corner, and what it is measured against. */
export type Compared = {
  readonly own: () => LapSegments | undefined
  readonly reference: LapSegments | undefined
  /** Metres to the right of the reference at a metre from the line, where both have positions. */
  readonly aside_m?: (metre: number) => number | undefined
}

type Due = { readonly advice: Advice; readonly until_ms: number }

export class CornerWatch {
  #at: { readonly lap: string; readonly segment: number } | undefined
  #lap: { readonly id: string; said: number; readonly passed: Set<string> } | undefined
  #due: Due | undefined
  #shown: Due | undefined
  readonly #spread = new Spread()
  /** Corners that were spoken of, and those that were worth a word and held back. */
  told = 0
  held = 0

  /** Looks at the car, a few times a second. */
  step(car: CarView, compared: Compared): Advice | undefined {
    this.#observe(car, compared)
    if (this.#due !== undefined && car.now_ms > this.#due.until_ms) {
      this.#due = undefined
      this.held += 1
    }
    if (this.#due !== undefined && isOnStraight(car)) {
      this.#shown = { advice: this.#due.advice, until_ms: car.now_ms + shown_ms }
      this.#due = undefined
      this.told += 1
    }
    if (this.#shown !== undefined && (car.now_ms > this.#shown.until_ms || isBusy(car)))
      this.#shown = undefined
    return this.#shown?.advice
  }

  #observe(car: CarView, { own, reference, aside_m }: Compared): void {
    const [id, spline] = [car.feed?.lap?.lap_id, car.value('spline')]
    if (id === undefined || spline === undefined || reference === undefined) {
      this.#at = undefined
      return
    }
    if (this.#lap?.id !== id) this.#lap = { id, said: 0, passed: new Set() }
    const metre = metresFromLine(reference, spline)
    const segment = reference.segments.findIndex(({ from_m, to_m }) => metre >= from_m && metre < to_m)
    const before = this.#at
    this.#at = { lap: id, segment }
    // What was begun before this page watched, and the last corner of a lap, are not told.
    if (before?.lap !== id || segment !== before.segment + 1) return
    const passed = reference.segments[before.segment]
    // Who turns round drives through a corner twice.
    if (passed === undefined || this.#lap.passed.has(passed.label)) return
    this.#lap.passed.add(passed.label)
    const driven = own()
    const row = driven && lapDifference(driven, reference)?.rows.find(({ label }) => label === passed.label)
    if (row === undefined) return
    const spread_ms = this.#spread.of(passed.label)
    const isHeld = isBusy(car) || inTraffic(row)
    // Laps in traffic would make a steady driver look unsteady.
    if (!isHeld) this.#spread.add(passed.label, timeOf(row))
    if (!isWorthAWord(row, { spread_ms })) return
    if (isHeld || this.#lap.said >= mostPerLap) {
      this.held += 1
      return
    }
    const advice = adviceOf(row, { spread_ms, aside_m: aside_m?.(passed.min_m ?? passed.middle_m) })
    if (advice === undefined) return
    this.#lap.said += 1
    this.#due = { advice, until_ms: car.now_ms + patience_ms }
  }
}

/** How long the corner took. */
function timeOf({ facts }: SegmentDifference): number | undefined {
  const [start_ms, end_ms] = [facts?.lap.start_ms, facts?.lap.end_ms]
  return typeof start_ms !== 'number' || typeof end_ms !== 'number' ? undefined : end_ms - start_ms
}
