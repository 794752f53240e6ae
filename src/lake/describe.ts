// The tables of the lake as Markdown: the page docs/lake.md is this text.
import { listingOf } from './listing.ts'
import type { LakeTable } from './tables.ts'

/** A row per column: name, SQL type, unit, what it is. */
export function describeTable(table: LakeTable): string {
  const { note, columns } = listingOf(table)
  const rows = columns.map(({ name, type, unit = '', note: what, required }) => {
    const cells = [`\`${name}\``, type, unit, required ? '' : 'yes', what]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `${note} ${columns.length} columns.`,
    '',
    '| column | type | unit | may be NULL | what |',
    '|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}
