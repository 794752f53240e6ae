// What lies between the two cursors.
import { deltaRow, reference, type Slot, type Span } from './address.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { covers, type Layer, valuesOf } from './picture.ts'
import { nearest, statistics } from './places.ts'
import type { Row } from './row.ts'

export type Measured = {
  /** Of A. */
  readonly metres: number | undefined
  readonly times: readonly { readonly slot: Slot; readonly time_ms: number | undefined }[]
  /** How much A lost to the reference in between. */
  readonly lost_ms: number | undefined
  readonly rows: readonly (Partial<NonNullable<ReturnType<typeof statistics>>> & {
    readonly row: Row
    readonly slot: Slot
    readonly isFirst: boolean
  })[]
  /** Every step was looked at. */
  readonly isExact: boolean
}

/** Measures the stretch in the finest of these layers that holds it; undefined when none does. */
export function measure(
  [from, to]: Span,
  rows: readonly Row[],
  laps: readonly LoadedLap[],
  layers: readonly Layer[],
): Measured | undefined {
  const layer = layers.find(each => covers(each, from) && covers(each, to))
  if (layer === undefined) return undefined
  const passed = (slot: Slot, values: 'elapsed_ms' | 'distance_m') => {
    const trace = layer.traces.get(slot)
    if (trace === undefined) return undefined
    const [first, last] = [trace[values][nearest(trace.at, from)], trace[values][nearest(trace.at, to)]]
    return typeof first === 'number' && typeof last === 'number' ? last - first : undefined
  }
  const times = laps.map(({ slot }) => ({ slot, time_ms: passed(slot, 'elapsed_ms') }))
  const timeOf = (wanted: Slot) => times.find(({ slot }) => slot === wanted)?.time_ms
  const [own, other] = [timeOf('a'), timeOf(reference)]
  const step = [...layer.traces.values()][0]?.step ?? 1
  return {
    metres: passed(laps[0]?.slot ?? 'a', 'distance_m'),
    times,
    lost_ms: own === undefined || other === undefined ? undefined : own - other,
    rows: rows
      .filter(({ key }) => key !== deltaRow)
      .flatMap(row =>
        laps
          .flatMap(lap => {
            const values = valuesOf(row, lap, layer, laps)
            const trace = layer.traces.get(lap.slot)
            if (typeof values === 'string' || trace === undefined) return []
            return [{ row, slot: lap.slot, ...statistics(trace, values, from, to) }]
          })
          .map((line, at) => ({ ...line, isFirst: at === 0 })),
      ),
    isExact: step === 1,
  }
}
