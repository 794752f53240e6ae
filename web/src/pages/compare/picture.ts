// What the charts draw, out of what has come: for each row the lines of its laps, in the unit of the row.
import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import { lateralOffsets, type Positions } from '../../../../src/race/lateral-offset.ts'
import { deltaRow, lineRow, liveId, reference, type Slot, type Span } from './address.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { deltaOf, nearest } from './places.ts'
import type { PlotLine, PlotPicture } from './plot.ts'
import { factorOf, limitsOf, type Row } from './row.ts'

/** The traces of all laps over one and the same axis. */
export type Layer = { readonly traces: ReadonlyMap<Slot, LapTrace>; readonly at: readonly number[] }

export type RowPicture = PlotPicture & {
  readonly row: Row
  /** Why a lap has no line here, by its slot. */
  readonly missing: ReadonlyMap<Slot, string>
}

/** One kind of trace of all laps; undefined while one of them has not come. */
export function layerOf(laps: readonly LoadedLap[], kind: 'whole' | 'fine' | 'detail'): Layer | undefined {
  const traces = new Map<Slot, LapTrace>()
  for (const lap of laps) {
    const trace = lap[kind]
    if (trace !== undefined) traces.set(lap.slot, trace)
    // A lap that the hub cannot lay over its track is said to be missing; the others are shown.
    else if (lap.problem === undefined) return undefined
  }
  const longest = [...traces.values()].reduce<readonly number[]>(
    (most, { at }) => (at.length > most.length ? at : most),
    [],
  )
  return longest.length === 0 ? undefined : { traces, at: longest }
}

/** The values of one lap in one row; a sentence where there are none. */
export function valuesOf(
  row: Row,
  lap: LoadedLap,
  layer: Layer,
  laps: readonly LoadedLap[],
): readonly (number | null)[] | string {
  const trace = layer.traces.get(lap.slot)
  if (trace === undefined) return 'not there'
  if (row.key === deltaRow) {
    const ref = laps.find(({ slot }) => slot === reference)
    if (lap.slot === reference) return ''
    return ref?.spine === undefined ? 'no reference' : deltaOf(trace, layer.traces.get(reference), ref.spine)
  }
  if (row.key === lineRow) return besideReference(trace, lap, laps)
  const values = trace.columns[row.key]
  if (values === undefined) return `not recorded, source: ${lap.about?.origin ?? 'unknown'}`
  const factor = factorOf(row, lap.about?.car)
  if (factor === undefined) return 'the steering lock of this car is not known'
  return factor === 1 ? values : values.map(value => (value === null ? null : value * factor))
}

/** Metres to the right of the reference's way, at each place of the trace. */
function besideReference(
  trace: LapTrace,
  lap: LoadedLap,
  laps: readonly LoadedLap[],
): readonly (number | null)[] | string {
  const ref = laps.find(({ slot }) => slot === reference)
  if (lap.slot === reference) return ''
  if (ref?.spine === undefined) return 'no reference'
  const [own, way] = [positionsOf(trace), positionsOf(ref.spine)]
  if (own === undefined || way === undefined)
    return `positions not recorded, source: ${(own === undefined ? lap : ref).about?.origin ?? 'unknown'}`
  const { at } = ref.spine
  return lateralOffsets(own, way, place => nearest(at, trace.distance_m[place] ?? 0))
}

/** Where a trace was driven, in metres of the world; undefined where the source has no positions. */
export function positionsOf({ columns }: LapTrace): Positions | undefined {
  const [x, z] = [columns['car_position_m_x'], columns['car_position_m_z']]
  return x === undefined || z === undefined ? undefined : { x, z }
}

/** The picture of a row; its limits are those of the whole lap, so that they stay when the window moves. */
export function pictureOf(
  row: Row,
  laps: readonly LoadedLap[],
  whole: Layer,
  shown: Layer,
  corners: readonly { readonly place: number }[],
): RowPicture {
  const missing = new Map<Slot, string>()
  const lines: PlotLine[] = []
  const all: (number | null)[][] = []
  for (const lap of laps) {
    const values = valuesOf(row, lap, shown, laps)
    if (typeof values === 'string') {
      if (values !== '') missing.set(lap.slot, values)
      continue
    }
    lines.push({ slot: lap.slot, values, isRunning: lap.source.id === liveId })
    const over = shown === whole ? values : valuesOf(row, lap, whole, laps)
    if (typeof over !== 'string') all.push([...over])
  }
  const limits = limitsOf(row, all.flat())
  const filled = row.key === deltaRow && lines.length === 1
  const axis = [...shown.traces.values()][0]?.axis ?? 'distance'
  return {
    row,
    at: shown.at,
    axis,
    lines,
    missing,
    rules: corners.map(({ place }) => place),
    stepped: row.stepped,
    filled,
    ...limits,
  }
}

/** Whether a layer has something to say about a place. */
export const covers = ({ at }: Layer, place: number): boolean =>
  place >= (at[0] ?? Number.POSITIVE_INFINITY) && place <= (at.at(-1) ?? Number.NEGATIVE_INFINITY)

/** Whether a layer holds a whole window, to a column of pixels. */
export function holds({ at }: Layer, [from, to]: Span): boolean {
  const column = (at[2] ?? 1) - (at[0] ?? 0)
  return (at[0] ?? Number.POSITIVE_INFINITY) <= from + column && (at.at(-1) ?? 0) >= to - column
}
