// What somebody marked on the pit wall, at the place of the lap where the car was then.
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { WallMark } from '../wall/marks.svelte.ts'
import type { Slot } from './address.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { metreAt } from './places.ts'

export type PlacedMark = {
  readonly slot: Slot
  /** On the axis. */
  readonly place: number
  readonly metre: number
  readonly elapsed_ms: number
  readonly note: string
}

/** Those of these laps, in the order in which a lap comes to them; one where nobody saw the car has no place. */
export function placedMarks(
  laps: readonly LoadedLap[],
  of: (lap_id: string) => readonly WallMark[],
  axis: TraceAxis,
): readonly PlacedMark[] {
  return laps
    .flatMap(({ slot, source, spine }) =>
      of(source.id).flatMap(({ lap, note }) => {
        const metre = lap === undefined || spine === undefined ? undefined : metreAt(spine, lap.elapsed_ms)
        if (lap === undefined || metre === undefined) return []
        const { elapsed_ms } = lap
        return [{ slot, elapsed_ms, metre, note, place: axis === 'distance' ? metre : elapsed_ms }]
      }),
    )
    .toSorted((a, b) => a.place - b.place)
}
