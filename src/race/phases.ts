// A segment in three: to the slowest point of the reference, on to where it took up the throttle, and out.
import type { SegmentDifference } from './lap-difference.ts'

export const phaseNames = ['entry', 'apex', 'exit'] as const
export type PhaseName = (typeof phaseNames)[number]
export type Phase = {
  readonly name: PhaseName
  readonly from_m: number
  readonly to_m: number
  /** Positive: slower than the reference. All phases of a segment add up to it. */
  readonly delta_ms: number
}

/** When each lap was at a metre, in milliseconds since the line; undefined where nobody saw it. */
export type TimesAt = (metre: number) => number | undefined

/**
 * The phases of a row. None for several segments in one, for a segment whose reference has no slowest point or throttle
 * in it, and where one of the laps has no time at a cut between them.
 */
export function phasesOf(
  { facts, from_m, to_m, delta_ms }: SegmentDifference,
  lap: TimesAt,
  reference: TimesAt,
): readonly Phase[] {
  const [apex, throttle] = [facts?.reference.min_m, facts?.reference.throttle_m]
  if (facts === undefined || apex === undefined || throttle === undefined) return []
  if (!(apex > from_m && throttle >= apex && throttle < to_m)) return []
  const start = behind(facts.lap.start_ms, facts.reference.start_ms)
  const cuts = [apex, throttle].map(metre => behind(lap(metre), reference(metre)))
  if (start === undefined || cuts.includes(undefined)) return []
  const places = [from_m, apex, throttle, to_m]
  const lost = [0, ...cuts.map(at => (at ?? 0) - start), delta_ms]
  return phaseNames.map((name, at) => ({
    name,
    from_m: places[at] ?? from_m,
    to_m: places[at + 1] ?? to_m,
    delta_ms: (lost[at + 1] ?? 0) - (lost[at] ?? 0),
  }))
}

/** In whole milliseconds, so that phases add up. */
function behind(own: number | null | undefined, other: number | null | undefined): number | undefined {
  if (own === null || own === undefined || other === null || other === undefined) return undefined
  return Math.round(own) - Math.round(other)
}
