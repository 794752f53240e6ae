// Where the corners are on the axis.
import type { LapSegments } from '../../../../src/model/lap-segments.ts'
import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import { trackOf } from '../../../../src/model/track.ts'
import { timeAt } from './places.ts'

export type CornerMark = {
  readonly label: string
  readonly name: string
  readonly metre: number
  /** On the axis: over time where this lap was there. */
  readonly place: number
}

/** The corners of a track that the table knows, or the segments that somebody cut; those that the lap did not reach have no place in time. */
export function cornersOf(
  lap: LapSegments | undefined,
  spine: LapTrace | undefined,
  axis: TraceAxis,
  track: string | undefined,
  isCut = false,
): readonly CornerMark[] {
  const isKnown = isCut || (trackOf(track ?? '')?.corners ?? []).length > 0
  if (lap === undefined || spine === undefined || !isKnown) return []
  return lap.segments.flatMap(({ label, name, middle_m: metre }) => {
    const place = axis === 'distance' ? metre : timeAt(spine, metre)
    return place === undefined ? [] : [{ label, name, metre, place }]
  })
}
