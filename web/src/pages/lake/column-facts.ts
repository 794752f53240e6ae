// What the rows that are here say of a column: how much of it is NULL, and from where to where it goes.
import { cellText, type SqlAnswer, type Value } from './answer.ts'

export type ColumnFacts = {
  /** Share of NULL among the rows, 0 to 1. */
  readonly nulls: number
  readonly least: Value
  readonly most: Value
}

/** Facts of a column; undefined of an answer without rows. */
export function factsOf({ rows }: SqlAnswer, at: number): ColumnFacts | undefined {
  if (rows.length === 0) return undefined
  let nulls = 0
  let least: number | string | null = null
  let most: number | string | null = null
  for (const row of rows) {
    const value = row[at] ?? null
    if (value === null) nulls += 1
    if (typeof value !== 'number' && typeof value !== 'string') continue
    if (least === null || isBefore(value, least)) least = value
    if (most === null || isBefore(most, value)) most = value
  }
  return { nulls: nulls / rows.length, least, most }
}

const isBefore = (a: number | string, b: number | string): boolean =>
  typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b)

/** One line for the head of a column: `12 % ∅ · 1:47.382 … 1:52.001`. */
export function factsText(facts: ColumnFacts | undefined, type: string, asTime: boolean): string {
  if (facts === undefined) return ''
  const { nulls, least, most } = facts
  const text = (value: Value) => {
    const full = cellText(value, type, asTime)
    return full.length > 19 ? `${full.slice(0, 18)}…` : full
  }
  const share = nulls === 0 ? '' : nulls < 0.01 ? '<1 % ∅' : `${Math.round(nulls * 100)} % ∅`
  const range =
    least === null || most === null ? '' : least === most ? text(least) : `${text(least)} – ${text(most)}`
  return [share, range].filter(Boolean).join(' · ')
}
