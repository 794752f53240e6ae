// The queries that come with pitwall: SQL files whose first line is their title, and the second a chart if they have one.
import { type Chart, chartKinds } from './question.ts'

export type Example = {
  readonly name: string
  readonly title: string
  readonly sql: string
  readonly chart: Chart | undefined
}

/** Reads one file; `name` is its name without `.sql`. */
export function exampleOf(name: string, text: string): Example {
  const [first = '', second = ''] = text.split('\n')
  const words = /^-- chart: (\w+) (\w+) by (\w+)(?: for each (\w+))?$/.exec(second)
  const kind = chartKinds.find(one => one === words?.[1])
  const [, , y, x, by] = words ?? []
  return {
    name,
    title: first.replace(/^--\s*/, ''),
    sql: text.trimEnd(),
    chart:
      kind === undefined || x === undefined || y === undefined
        ? undefined
        : { kind, x, y, ...(by !== undefined && { by }) },
  }
}
