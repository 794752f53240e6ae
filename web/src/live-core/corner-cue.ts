// What helps before a corner: on the straight how much faster or slower the car comes than the reference did, and then
// three tones up to where the reference braked. Nothing is said to a driver who has more to think of.
import type { LapSegments } from '../../../src/model/lap-segments.ts'
import { metresFromLine } from '../../../src/race/lap-over-track.ts'
import { isBusy, isOnStraight } from './attention.ts'
import type { CarView } from './car-view.ts'

/** One tone each, in their order. */
export const rungs = [
  { cue: 'brakeFar', before_m: 100 },
  { cue: 'brakeNear', before_m: 50 },
  { cue: 'brakeHere', before_m: 0 },
] as const
export type Rung = (typeof rungs)[number]['cue']

/** Nearer to the braking than this the eyes are on the track. */
const eyesUp_s = 2.5
/** More than a car drives between two frames. */
const oneFrame_m = 20
/** A sample that is older says nothing of where the car is. */
const oldest_ms = 100

/** The next place where the reference braked, in metres from here; undefined where that was not measured. */
export function metresToBraking({ length_m, segments }: LapSegments, metre: number): number | undefined {
  let nearest: number | undefined
  for (const { brake_m } of segments) {
    if (brake_m === undefined) continue
    const ahead_m = brake_m > metre ? brake_m - metre : brake_m + length_m - metre
    if (nearest === undefined || ahead_m < nearest) nearest = ahead_m
  }
  return nearest
}

/**
 * How much faster than the reference the car is at this place, in km/h. `trend` is what it loses, in ms a second: a car
 * that needs 5 % longer for every metre than the reference drives at 95 % of its speed.
 */
export function fasterBy_kmh(speed_kmh: number, trend: number): number | undefined {
  const share = 1 - trend / 1000
  return share > 0 ? speed_kmh - speed_kmh / share : undefined
}

/** How the car comes to the next corner, while there is time to look: km/h faster than the reference. */
export function approach_kmh(car: CarView, reference: LapSegments | undefined): number | undefined {
  const [spline, speed_kmh] = [car.value('spline'), car.value('speed_kmh')]
  const shown = car.delta?.shown
  if (reference === undefined || spline === undefined || speed_kmh === undefined || shown === undefined)
    return undefined
  if (shown.frozen || car.freshness !== 'live' || isBusy(car) || !isOnStraight(car)) return undefined
  const ahead_m = metresToBraking(reference, metresFromLine(reference, spline))
  if (ahead_m === undefined || ahead_m < (eyesUp_s * speed_kmh) / 3.6) return undefined
  return fasterBy_kmh(speed_kmh, car.delta?.trend ?? 0)
}

/** Climbs from a hundred metres before a braking to the braking itself. Looked at on every frame. */
export class BrakeLadder {
  #ahead_m: number | undefined
  /** The next rung; 0 before the first. */
  #next = 0

  step(car: CarView, reference: LapSegments | undefined): Rung | undefined {
    const before_m = this.#ahead_m
    const ahead_m = aheadOf(car, reference)
    this.#ahead_m = ahead_m
    // Past the braking, or somewhere else.
    if (ahead_m === undefined || (before_m !== undefined && ahead_m > before_m + 1)) {
      const passed =
        ahead_m !== undefined && this.#next === rungs.length - 1 && (before_m ?? oneFrame_m) < oneFrame_m
      this.#next = 0
      return passed ? 'brakeHere' : undefined
    }
    const rung = rungs[this.#next]
    if (rung === undefined || before_m === undefined) return undefined
    if (!(before_m > rung.before_m && ahead_m <= rung.before_m)) return undefined
    // A ladder begins on a straight: not in the corner before.
    if (this.#next === 0 && !isOnStraight(car)) return undefined
    this.#next++
    return rung.cue
  }
}

/** Metres to the braking, from where the car is by now; undefined while nothing shall be said. */
function aheadOf(car: CarView, reference: LapSegments | undefined): number | undefined {
  const [spline, speed_kmh, age_ms] = [car.value('spline'), car.value('speed_kmh'), car.age_ms]
  if (reference === undefined || spline === undefined || speed_kmh === undefined || age_ms === undefined)
    return undefined
  if (car.freshness !== 'live' || isBusy(car)) return undefined
  const since_m = (speed_kmh / 3.6) * (Math.min(oldest_ms, Math.max(0, age_ms)) / 1000)
  return metresToBraking(reference, metresFromLine(reference, spline) + since_m)
}
