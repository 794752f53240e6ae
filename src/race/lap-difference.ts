// Two laps segment by segment. The rows add up to the difference of the laps, in whole milliseconds and always.
import type { LapSegments, SegmentFacts } from '../model/lap-segments.ts'

/** One row: a segment, or several that cannot be told apart because a lap has no time where they meet. */
export type SegmentDifference = {
  readonly label: string
  readonly name: string
  readonly from_m: number
  readonly to_m: number
  /** Positive: slower than the reference. */
  readonly delta_ms: number
  /** What both did there; absent for several segments in one row. */
  readonly facts?: { readonly lap: SegmentFacts; readonly reference: SegmentFacts }
}

export type LapDifference = {
  readonly rows: readonly SegmentDifference[]
  /** The sum of the rows. */
  readonly delta_ms: number
  /** From where to where the laps can be compared; the whole lap when both were seen from line to line. */
  readonly from_m: number
  readonly to_m: number
}

/** Compares a lap with a reference; undefined where the two have no stretch in common, or are of different tracks. */
export function lapDifference(lap: LapSegments, reference: LapSegments): LapDifference | undefined {
  const pairs = lap.segments.flatMap((own, at) => {
    const other = reference.segments[at]
    return other?.from_m === own.from_m && other.to_m === own.to_m ? [{ own, other }] : []
  })
  if (pairs.length !== lap.segments.length || pairs.length !== reference.segments.length) return undefined
  const cuts = pairs.flatMap(({ own, other }, at) => cutOf(at, own.from_m, own.start_ms, other.start_ms))
  const end = pairs.at(-1)
  if (end !== undefined) cuts.push(...cutOf(pairs.length, end.own.to_m, end.own.end_ms, end.other.end_ms))
  const rows = cuts.slice(1).map((cut, index) => {
    const from = cuts[index] ?? cut
    return rowOf(pairs.slice(from.at, cut.at), from, cut)
  })
  const [first, last] = [cuts[0], cuts.at(-1)]
  if (first === undefined || last === undefined || rows.length === 0) return undefined
  return { rows, delta_ms: last.behind_ms - first.behind_ms, from_m: first.metre, to_m: last.metre }
}

/** The rows that cost time, the dearest first. */
export const losses = ({ rows }: LapDifference): readonly SegmentDifference[] =>
  rows.filter(({ delta_ms }) => delta_ms > 0).toSorted((a, b) => b.delta_ms - a.delta_ms)

/** A place that both laps have a time for: between segment `at - 1` and `at`. */
type Cut = { readonly at: number; readonly metre: number; readonly behind_ms: number }
type Pair = { readonly own: SegmentFacts; readonly other: SegmentFacts }

const cutOf = (at: number, metre: number, own: number | null, other: number | null): Cut[] =>
  own === null || other === null ? [] : [{ at, metre, behind_ms: own - other }]

function rowOf(pairs: readonly Pair[], from: Cut, to: Cut): SegmentDifference {
  const [first, last] = [pairs[0], pairs.at(-1)]
  const label = pairs.length > 1 ? `${first?.own.label} to ${last?.own.label}` : (first?.own.label ?? '')
  const delta_ms = to.behind_ms - from.behind_ms
  const row = { label, from_m: from.metre, to_m: to.metre, delta_ms }
  if (first === undefined || pairs.length > 1) return { ...row, name: '' }
  return { ...row, name: first.own.name, facts: { lap: first.own, reference: first.other } }
}
