// Where something is on an axis: looking up values in traces, and going from metres to times and back.
import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'

type Values = readonly (number | null)[]

/** The index of the place nearest to `place`; `at` ascends. -1 for an empty axis. */
export function nearest(at: readonly number[], place: number): number {
  if (at.length === 0) return -1
  let low = 0
  let high = at.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((at[middle] ?? 0) < place) low = middle + 1
    else high = middle
  }
  const before = low - 1
  return before >= 0 && place - (at[before] ?? 0) < (at[low] ?? 0) - place ? before : low
}

/** What `to` is where `from` is `value`, on the line between two neighbours; undefined in a hole and beyond the ends. */
export function between(from: Values, to: Values, value: number): number | undefined {
  const rising = filled(from)
  let low = 0
  let high = rising.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((rising[middle] ?? 0) <= value) low = middle
    else high = middle - 1
  }
  const [a, b, u, v] = [from[low], from[low + 1], to[low], to[low + 1]]
  if (a === null || a === undefined || u === null || u === undefined || value < a) return undefined
  if (value === a) return u
  if (b === null || b === undefined || v === null || v === undefined) return undefined
  return u + ((v - u) * (value - a)) / (b - a || 1)
}

const filledBefore = new WeakMap<Values, Float64Array>()

/** With the last known value in each hole, so that it can be searched; nothing before the first. */
function filled(values: Values): Float64Array {
  const known = filledBefore.get(values)
  if (known !== undefined) return known
  let last = Number.NEGATIVE_INFINITY
  const rising = Float64Array.from(values, value => {
    last = value ?? last
    return last
  })
  filledBefore.set(values, rising)
  return rising
}

/** When the lap was at a metre, in milliseconds since the line. */
export const timeAt = ({ at, elapsed_ms }: LapTrace, metre: number): number | undefined =>
  between(at, elapsed_ms, metre)

/** Where the lap was at a time, in metres from the line. */
export const metreAt = ({ at, elapsed_ms }: LapTrace, time_ms: number): number | undefined =>
  between(elapsed_ms, at, time_ms)

/** A place of one axis as a place of the other, by a lap over distance. */
export function onOtherAxis(spine: LapTrace, from: TraceAxis, place: number): number | undefined {
  return from === 'distance' ? timeAt(spine, place) : metreAt(spine, place)
}

/** A place of the axis as a metre of the lap, and the other way round; `spine` is the lap over distance. */
export const metreOf = (axis: TraceAxis, spine: LapTrace | undefined, place: number): number | undefined =>
  axis === 'distance' || spine === undefined ? place : metreAt(spine, place)
export const placeOf = (axis: TraceAxis, spine: LapTrace | undefined, metre: number): number | undefined =>
  axis === 'distance' || spine === undefined ? metre : timeAt(spine, metre)

/** Where both cars are for a place of the axis, in metres: the reference is where it is at the time of the other. */
export function carsAt(
  axis: TraceAxis,
  own: LapTrace | undefined,
  reference: LapTrace | undefined,
  place: number,
): readonly [own: number | undefined, reference: number | undefined] {
  if (own === undefined) return [undefined, undefined]
  const time_ms = axis === 'distance' ? timeAt(own, place) : place
  const there = time_ms === undefined || reference === undefined ? undefined : metreAt(reference, time_ms)
  return [metreOf(axis, own, place), there]
}

/**
 * How far a lap is behind the reference at each place of its trace, in seconds: over distance at the same metre, over
 * time where the lap is at that time. `spine` is the reference over distance.
 */
export function deltaOf(
  trace: LapTrace,
  reference: LapTrace | undefined,
  spine: LapTrace,
): (number | null)[] {
  if (trace.axis === 'distance' && reference !== undefined && sameAxis(trace, reference)) {
    return trace.elapsed_ms.map((own, index) => {
      const other = reference.elapsed_ms[index]
      return own === null || other === null || other === undefined ? null : (own - other) / 1000
    })
  }
  return trace.elapsed_ms.map((own, index) => {
    const metre = trace.distance_m[index]
    const other = metre === null || metre === undefined ? undefined : timeAt(spine, metre)
    return own === null || other === undefined ? null : (own - other) / 1000
  })
}

const sameAxis = (a: LapTrace, b: LapTrace): boolean =>
  a.at.length === b.at.length && a.at[0] === b.at[0] && a.step === b.step

/** Least, mean and most of the values at places in `[from, to]`; undefined where none was measured. */
export function statistics(trace: LapTrace, values: Values, from: number, to: number) {
  let [least, most, sum, count] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 0]
  trace.at.forEach((place, index) => {
    const value = values[index]
    if (place < from || place > to || value === null || value === undefined) return
    least = Math.min(least, value)
    most = Math.max(most, value)
    sum += value
    count += 1
  })
  return count === 0 ? undefined : { least, mean: sum / count, most }
}
