// A line of CSV. Source: RFC 4180.
import type { Json } from './query-values.ts'

/** NULL is empty, an empty text is quoted; lists and structs are JSON. Ends with the line break. */
export const csvLine = (cells: readonly Json[]): string => `${cells.map(cell).join(',')}\r\n`

function cell(value: Json): string {
  if (value === null) return ''
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text
}
