// The tables of the lake as Markdown: the page docs/lake.md is this text.
import { units } from '../units/quantity.ts'
import type { LakeTable } from './tables.ts'
import { sqlTypes } from './views.ts'

/** A row per column: name, SQL type, unit, what it is. */
export function describeTable(table: LakeTable): string {
  const rows = table.columns.map(({ name, type, unit, note, required }) => {
    const cells = [
      `\`${name}\``,
      sqlTypes[type],
      unit === undefined ? '' : units[unit],
      required ? '' : 'yes',
      note,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `${table.note} ${table.columns.length} columns.`,
    '',
    '| column | type | unit | may be NULL | what |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
