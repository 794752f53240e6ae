// As many values as there are columns of pixels: of every column the lowest and the highest, in the order they came in.

/** Steps of an axis to be shown, both ends included, in so many columns. */
export type Window = { readonly first: number; readonly last: number; readonly points: number }

/** Columns of `step` steps of the axis each, the first of which begins at a multiple of it. */
export type Thinning = { readonly first: number; readonly step: number; readonly columns: number }

/** Where a window holds more steps than columns, each column takes several; else every step is one of its own. */
export function thinningOf({ first, last, points }: Window): Thinning {
  const step = Math.max(1, Math.ceil((last - first + 1) / points))
  const from = Math.floor(first / step) * step
  return { first: from, step, columns: Math.max(0, Math.floor((last - from) / step) + 1) }
}

/** The steps that values are given for: of a column of several steps its first and its last one. */
export function thinnedSteps({ first, step, columns }: Thinning): Float64Array {
  if (step === 1) return Float64Array.from({ length: columns }, (_, at) => first + at)
  return Float64Array.from(
    { length: 2 * columns },
    (_, at) => first + Math.floor(at / 2) * step + (at % 2) * (step - 1),
  )
}

/** What was measured at exactly these steps: for times and places, which only rise. */
export const atSteps = (steps: Float64Array, values: Float32Array | Float64Array): Float64Array =>
  Float64Array.from(steps, step => values[step] ?? Number.NaN)

/** The lowest and the highest value of each column, in the order in which they came; NaN where none was measured. */
export function extremes({ first, step, columns }: Thinning, values: Float32Array): Float32Array {
  if (step === 1) return Float32Array.from({ length: columns }, (_, at) => values[first + at] ?? Number.NaN)
  const kept = new Float32Array(2 * columns).fill(Number.NaN)
  for (let column = 0; column < columns; column++) {
    const from = first + column * step
    let low = -1
    let high = -1
    for (let at = Math.max(0, from); at < Math.min(from + step, values.length); at++) {
      const value = values[at] ?? Number.NaN
      if (Number.isNaN(value)) continue
      if (low < 0 || value < (values[low] ?? 0)) low = at
      if (high < 0 || value > (values[high] ?? 0)) high = at
    }
    if (low < 0) continue
    kept[2 * column] = values[Math.min(low, high)] ?? Number.NaN
    kept[2 * column + 1] = values[Math.max(low, high)] ?? Number.NaN
  }
  return kept
}
