// One corner, one number, one verb: what a driver is told on the straight after it. Only of what was measured in both laps.
import type { SegmentDifference } from './lap-difference.ts'

/** What to do otherwise the next time: brake later (+) or earlier, carry more (+) speed, take the throttle earlier (−). */
export type Verb = 'BRK' | 'VMIN' | 'THR'
export type Advice = {
  readonly label: string
  /** Positive: time was lost. */
  readonly delta_ms: number
  /** Absent where time was won, or nothing that was measured says why it was lost. */
  readonly todo?: { readonly verb: Verb; readonly by: number }
}

/** A difference below this is not worth a word while driving. */
const least_ms = 50
/** Metres and km/h below which two laps do the same. */
const least: Readonly<Record<Verb, number>> = { BRK: 3, VMIN: 2, THR: 5 }

/** What to say of a corner that has just been driven; undefined for one that is not worth a word. */
export function adviceOf({ label, delta_ms, facts }: SegmentDifference): Advice | undefined {
  if (Math.abs(delta_ms) < least_ms) return undefined
  if (delta_ms < 0 || facts === undefined) return { label, delta_ms }
  const { lap, reference } = facts
  const found = [
    missing('BRK', lap.brake_m, reference.brake_m),
    missing('VMIN', lap.min_speed_kmh, reference.min_speed_kmh),
    missing('THR', lap.throttle_m, reference.throttle_m),
  ].filter(todo => todo !== undefined)
  const [todo] = found.toSorted((a, b) => Math.abs(b.by) / least[b.verb] - Math.abs(a.by) / least[a.verb])
  return { label, delta_ms, ...(todo && { todo }) }
}

/** By how much to do it otherwise, in whole metres or km/h. */
function missing(verb: Verb, own: number | undefined, reference: number | undefined): Advice['todo'] {
  if (own === undefined || reference === undefined) return undefined
  const by = Math.round(reference - own)
  return Math.abs(by) < least[verb] ? undefined : { verb, by }
}
