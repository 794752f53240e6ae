// What an editor may offer while SQL is written: the columns of the tables that the text names, with unit and meaning.
import type { LakeTableListing } from '../../../../src/model/lake-tables.ts'

export type Offer = { readonly label: string; readonly detail: string; readonly info: string }

/** Names of the listed tables that stand behind FROM or JOIN, or after a comma there. */
export function tablesIn(sql: string, tables: readonly LakeTableListing[]): readonly LakeTableListing[] {
  const words = new Set(
    [...sql.matchAll(/\b(?:from|join)\s+(\w+)|,\s*(\w+)/gi)].map(([, a, b]) => (a ?? b)?.toLowerCase()),
  )
  return tables.filter(({ name }) => words.has(name))
}

/** Columns to offer, each name once; those of every table while the text names none. */
export function columnOffers(sql: string, tables: readonly LakeTableListing[]): readonly Offer[] {
  const named = tablesIn(sql, tables)
  const offers = new Map<string, Offer>()
  for (const table of named.length === 0 ? tables : named) {
    for (const column of table.columns) {
      if (!offers.has(column.name)) offers.set(column.name, offerOf(table, column))
    }
  }
  return [...offers.values()]
}

export const offerOf = (
  table: LakeTableListing,
  { name, type, unit, note }: LakeTableListing['columns'][number],
): Offer => ({
  label: name,
  detail: unit === undefined ? type : `${type} · ${unit}`,
  info: `${note} (${table.name})`.replace(/[()]/g, mark => (mark === '(' ? '· ' : '')),
})

/** Line and column, counted from 1, of an offset in a text. */
export function placeOf(sql: string, position: number): { readonly line: number; readonly column: number } {
  const before = sql.slice(0, position).split('\n')
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 }
}
