// One corner, one number, one verb: what a driver is told on the straight after it. Only of what was measured in both laps.
import type { SegmentDifference } from './lap-difference.ts'

/**
 * What to do otherwise the next time: brake later (+) or earlier, carry more (+) speed, take the throttle earlier (−), lift
 * later (+) or not at all, drive farther to the right (+) or the left.
 */
export type Verb = 'BRK' | 'VMIN' | 'THR' | 'LIFT' | 'LINE'
export type Advice = {
  readonly label: string
  /** Positive: time was lost. */
  readonly delta_ms: number
  /** Absent where time was won, or nothing that was measured says why it was lost. Without `by` it is not to be done at all. */
  readonly todo?: { readonly verb: Verb; readonly by?: number }
}

/** What is known of a corner beyond its two laps. */
export type About = {
  /** How much the own time for it varies from lap to lap: one standard deviation. */
  readonly spread_ms?: number | undefined
  /** Metres to the right of the reference (+) where that was slowest. */
  readonly aside_m?: number | undefined
}

/** A difference of so much is always worth a word while driving. */
const always_ms = 50
/** For a driver who is this steady a smaller one is: so many deviations, and no less than the samples can tell. */
const deviations = 2
const least_ms = 20
/** Metres and km/h below which two laps do the same. */
const least: Readonly<Record<Verb, number>> = { BRK: 3, VMIN: 2, THR: 5, LIFT: 8, LINE: 1.5 }
/** Shares of the throttle: who never went below is flat out. */
const flat = 0.95

/** Whether a corner differs by enough to be spoken of. */
export const isWorthAWord = ({ delta_ms }: SegmentDifference, { spread_ms }: About = {}): boolean =>
  Math.abs(delta_ms) >=
  (spread_ms === undefined ? always_ms : Math.min(always_ms, Math.max(least_ms, deviations * spread_ms)))

/** What to say of a corner that has just been driven; undefined for one that is not worth a word. */
export function adviceOf(row: SegmentDifference, about: About = {}): Advice | undefined {
  const { label, delta_ms, facts } = row
  if (!isWorthAWord(row, about)) return undefined
  if (delta_ms < 0 || facts === undefined) return { label, delta_ms }
  const { lap, reference } = facts
  if (lap.lift_m !== undefined && (reference.least_throttle ?? 0) >= flat)
    return { label, delta_ms, todo: { verb: 'LIFT' } }
  const found = [
    missing('BRK', lap.brake_m, reference.brake_m),
    missing('VMIN', lap.min_speed_kmh, reference.min_speed_kmh),
    missing('THR', lap.throttle_m, reference.throttle_m),
    coasting(facts),
    missing('LINE', about.aside_m, 0),
  ].filter(todo => todo !== undefined)
  const off = ({ verb, by }: (typeof found)[number]) => Math.abs(by) / least[verb]
  const [todo] = found.toSorted((a, b) => off(b) - off(a))
  return { label, delta_ms, ...(todo && { todo }) }
}

/** By how much to do it otherwise, in whole metres or km/h; beside the line in tenths of a metre. */
function missing(verb: Verb, own: number | undefined, reference: number | undefined) {
  if (own === undefined || reference === undefined) return undefined
  const by = verb === 'LINE' ? Math.round((reference - own) * 10) / 10 : Math.round(reference - own)
  return Math.abs(by) < least[verb] ? undefined : { verb, by }
}

/** Who lifts early coasts: what lies between lifting and braking counts, for the rest braking early is the reason. */
function coasting({ lap, reference }: NonNullable<SegmentDifference['facts']>) {
  const early = missing('LIFT', lap.lift_m, reference.lift_m)
  if (early === undefined || early.by < 0) return undefined
  const braked = (reference.brake_m ?? 0) - (lap.brake_m ?? 0)
  const both = reference.brake_m !== undefined && lap.brake_m !== undefined
  return early.by - (both ? Math.max(0, braked) : 0) < least.LIFT ? undefined : early
}
