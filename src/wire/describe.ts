// A layout as a Markdown table: the page in docs/protocol/ is this text.
import { units } from '../units/quantity.ts'
import type { Datagram } from './datagram.ts'
import type { Members } from './sequence.ts'
import { elementSize, type Field, offsetOf, type Struct } from './struct.ts'

/** One table with a row per field: offset, name, type, bytes, unit, whether the game fills it, notes. */
export function describeStruct(layout: Struct): string {
  const rows = layout.fields.map(field => {
    const cells = [
      offsetOf(layout, field.name),
      `\`${field.name}${dimensions(field)}\``,
      field.type,
      elementSize[field.type] * (field.count ?? 1) * (field.each ?? 1),
      field.unit === undefined ? '' : units[field.unit] || field.unit,
      field.measured === false ? '–' : 'yes',
      note(field),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    `| offset | field | type | bytes | unit | filled | note |`,
    `|--:|---|---|--:|---|---|---|`,
    ...rows,
  ].join('\n')
}

function dimensions(field: Field): string {
  if (field.count === undefined) return ''
  return field.each === undefined ? `[${field.count}]` : `[${field.count}][${field.each}]`
}

function note(field: Field): string {
  const parts: string[] = []
  if (field.note !== undefined) parts.push(field.note)
  if (field.none !== undefined) parts.push(`${field.none} means none`)
  if (field.values !== undefined) {
    const names = Object.entries(field.values).sort(([a], [b]) => Number(a) - Number(b))
    parts.push(names.map(([value, name]) => `${value} ${name}`).join(', '))
  }
  return parts.join('; ')
}

/** One section per message, and one per group of values that messages share. */
export function describeDatagrams(datagrams: readonly Datagram[]): string {
  return datagrams
    .map(({ type, kind, body }) => `## ${type}: ${kind}\n\n${describeMembers(body.members)}`)
    .join('\n\n')
}

/** A table with a row per value, in the order of the bytes. */
export function describeMembers(members: Members): string {
  const rows = Object.entries(members).map(
    ([name, codec]) => `| \`${name}\` | ${codec.form} | ${codec.note ?? ''} |`,
  )
  return ['| value | form | note |', '|---|---|---|', ...rows].join('\n')
}
