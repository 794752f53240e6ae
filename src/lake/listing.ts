// The tables of the lake for people and editors: names, SQL types, units and what each column is.
import type { LakeTableListing } from '../model/lake-tables.ts'
import { units } from '../units/quantity.ts'
import type { TableSize } from './catalogue.ts'
import { type LakeTable, lakeTables } from './tables.ts'
import { partitionColumns, sqlTypes } from './views.ts'

const partitionNotes: Readonly<Record<keyof typeof partitionColumns, string>> = {
  site: 'where the rig stands; from the folder of the file',
  day: 'day of the first sample of the session in UTC; from the folder of the file',
}

/** Every table that SQL over the lake can name, in the order of their declaration. */
export const listTables = (
  sizes: Readonly<Record<string, Pick<TableSize, 'rows' | 'files'>>> = {},
): readonly LakeTableListing[] =>
  Object.values(lakeTables).map(table => {
    const { rows, files } = sizes[table.name] ?? {}
    return { ...listingOf(table), ...(rows !== undefined && { rows }), ...(files !== undefined && { files }) }
  })

/** A table with its columns; what its folders say comes last. */
export function listingOf(table: LakeTable): LakeTableListing {
  const own = table.columns.map(({ name, type, unit, note, required }) => {
    const text = unit === undefined ? '' : units[unit]
    return {
      name,
      type: sqlTypes[type],
      note,
      required: required === true,
      ...(text !== '' && { unit: text }),
    }
  })
  const folders = Object.entries(partitionColumns).map(([name, type]) => ({
    name,
    type,
    note: partitionNotes[name === 'site' ? 'site' : 'day'],
    required: true,
  }))
  return {
    name: table.name,
    note: table.note,
    columns: table.partitioned === true ? [...own, ...folders] : own,
  }
}
