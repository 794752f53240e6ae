// An answer as the columns of a chart.
import { isNumeric, type SqlAnswer, type Value } from './answer.ts'
import type { Chart } from './question.ts'

/** A line, its places in ascending order; null is a hole in it. */
export type Series = {
  readonly name: string
  readonly xs: readonly number[]
  readonly ys: readonly (number | null)[]
}
export type Picture = {
  /** The texts along the bottom, where x is none of numbers: x counts them from 0. */
  readonly categories: readonly string[] | undefined
  readonly series: readonly Series[]
  /** Rows without a place, and lines beyond the eighth: not drawn. */
  readonly left: number
}
export type Drawn =
  | { readonly ok: true; readonly picture: Picture }
  | { readonly ok: false; readonly problem: string }

export const mostSeries = 8
const mostCategories = 400

/** What a chart of an answer shows; says why where it can show nothing. */
export function picture({ columns, rows }: SqlAnswer, chart: Chart): Drawn {
  const at = (name: string) => columns.findIndex(column => column.name === name)
  for (const name of [chart.x, chart.y, ...(chart.by === undefined ? [] : [chart.by])]) {
    if (at(name) < 0) return { ok: false, problem: `The answer has no column ${name}.` }
  }
  const [x, y, by] = [at(chart.x), at(chart.y), chart.by === undefined ? -1 : at(chart.by)]
  const yColumn = columns[y]
  if (yColumn === undefined || !isNumeric(yColumn)) return { ok: false, problem: `${chart.y} is no number.` }
  const xColumn = columns[x]
  const placed = xColumn !== undefined && isNumeric(xColumn) ? undefined : new Map<string, number>()
  const groups = new Map<string, { x: number; y: number | null }[]>()
  let left = 0
  for (const row of rows) {
    const place = placeOf(row[x] ?? null, placed)
    const name = by < 0 ? chart.y : textOf(row[by] ?? null)
    const group = groups.get(name) ?? []
    if (place === undefined || (group.length === 0 && groups.size >= mostSeries)) {
      left += 1
      continue
    }
    groups.set(name, group)
    const value = row[y]
    group.push({ x: place, y: typeof value === 'number' ? value : null })
  }
  const categories = placed === undefined ? undefined : [...placed.keys()]
  if (categories !== undefined && categories.length > mostCategories) {
    return {
      ok: false,
      problem: `${chart.x} has more than ${mostCategories} different texts; choose a number.`,
    }
  }
  const series = [...groups].map(([name, points]) => {
    const inOrder = points.toSorted((a, b) => a.x - b.x)
    return { name, xs: inOrder.map(point => point.x), ys: inOrder.map(point => point.y) }
  })
  return { ok: true, picture: { categories, series, left } }
}

function placeOf(value: Value, placed: Map<string, number> | undefined): number | undefined {
  if (placed === undefined) return typeof value === 'number' ? value : undefined
  if (value === null) return undefined
  const text = textOf(value)
  const place = placed.get(text) ?? placed.size
  placed.set(text, place)
  return place
}

const textOf = (value: Value): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
