// What the hub answers to SQL, and how its values read: numbers exactly, times as times, NULL as what it is.
import { formatLapTime } from '../../../../src/units/lap-time.ts'
import { millis } from '../../../../src/units/quantity.ts'
import type { Order } from './question.ts'

export type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value }
export type Column = { readonly name: string; readonly type: string }
export type SqlAnswer = {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly Value[])[]
  readonly truncated: boolean
  /** Bytes of the lake that were read; absent where the hub's system does not count them. */
  readonly read_bytes?: number
  /** Of an answer without rows: how many there were before its filter, and how many passed it. */
  readonly none?: { readonly of: number; readonly matched: number }
}

export const none = '∅'

const numberTypes = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*)$/
export const isNumeric = ({ type }: Column): boolean => numberTypes.test(type)

/** From so many milliseconds on, a time reads better as minutes and seconds. */
const longTime_ms = 10_000

/** Whether a column of this unit holds lap and sector times rather than small differences. */
export function holdsLongTimes(answer: SqlAnswer, at: number, unit: string | undefined): boolean {
  if (unit !== 'ms') return false
  const numbers = answer.rows.flatMap(row => {
    const value = row[at]
    return typeof value === 'number' ? [value] : []
  })
  return numbers.length > 0 && numbers.every(value => value >= longTime_ms)
}

/** A value as a cell shows it. `asTime`: whole milliseconds as `1:47.832`. */
export function cellText(value: Value | undefined, type: string, asTime = false): string {
  if (value === null || value === undefined) return none
  if (typeof value === 'number') {
    if (asTime) return formatLapTime(millis(value))
    return plainNumber(value, type)
  }
  if (typeof value === 'string') return type.startsWith('TIMESTAMP') ? instantText(value) : value
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : JSON.stringify(value)
}

/** The shortest text that reads as the very same value: a FLOAT has seven to nine digits, not seventeen. */
export function plainNumber(value: number, type: string): string {
  const exact = type === 'FLOAT' ? shortestFloat(value) : String(value)
  return exact.replace('-', '−')
}

function shortestFloat(value: number): string {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(value)
}

/** `2026-11-24T10:00:00.000Z` → `2026-11-24 10:00:00`; a fraction stays where there is one. */
const instantText = (iso: string): string =>
  iso
    .replace('T', ' ')
    .replace(/(\.\d*?)0*Z?$/, '$1')
    .replace(/\.$/, '')

/** How many digits the longest number of a column has behind its point, as it is shown. */
export function decimalsOf(answer: SqlAnswer, at: number): number {
  const type = answer.columns[at]?.type ?? ''
  return answer.rows.reduce((most, row) => {
    const value = row[at]
    return typeof value === 'number' ? Math.max(most, behindPoint(plainNumber(value, type))) : most
  }, 0)
}

const behindPoint = (text: string): number => {
  const point = text.indexOf('.')
  return point < 0 ? 0 : text.length - point - 1
}

/** What keeps the points of a column below each other when it stands, unseen, behind a number. */
export function unseenDigits(text: string, decimals: number): string {
  const own = behindPoint(text)
  if (own === decimals || text === none) return ''
  return `${own === 0 ? '.' : ''}${'0'.repeat(decimals - own)}`
}

/** The rows in another order, as their indexes; NULL comes last either way, equal ones stay as they came. */
export function orderRows(answer: SqlAnswer, order: Order | undefined): readonly number[] {
  const indexes = answer.rows.map((_, index) => index)
  const at = answer.columns.findIndex(({ name }) => name === order?.column)
  if (order === undefined || at < 0) return indexes
  const turn = order.isDescending ? -1 : 1
  const valueAt = (index: number) => answer.rows[index]?.[at] ?? null
  return indexes.sort((a, b) => {
    const [one, other] = [valueAt(a), valueAt(b)]
    if (one === null || other === null) return Number(one === null) - Number(other === null)
    return turn * compare(one, other)
  })
}

const collator = new Intl.Collator('en', { numeric: true })

function compare(a: Value, b: Value): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  const text = (value: Value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))
  return collator.compare(text(a), text(b))
}

/** Tab-separated, as a spreadsheet takes it from the clipboard: a line of names, then the rows; NULL empty. */
export function tsvOf({ columns, rows }: SqlAnswer, indexes: readonly number[]): string {
  const lines = indexes.map(index => columns.map(({ type }, at) => plainText(rows[index]?.[at], type)))
  const flat = (text: string) => text.replaceAll(/[\t\r\n]+/g, ' ')
  return [columns.map(({ name }) => name), ...lines].map(line => `${line.map(flat).join('\t')}\n`).join('')
}

/** A row without its head, or one value of it, as the clipboard takes it. */
export function rowText({ columns, rows }: SqlAnswer, row: number, cell?: number): string {
  const texts = columns.map(({ type }, at) => plainText(rows[row]?.[at], type).replaceAll(/[\t\r\n]+/g, ' '))
  return cell === undefined ? texts.join('\t') : (texts[cell] ?? '')
}

/** The plan of a query, where the answer is one. */
export function planIn(answer: SqlAnswer | undefined): string | undefined {
  if (answer?.columns[1]?.name !== 'explain_value') return undefined
  return answer.rows.map(row => String(row[1] ?? '')).join('\n')
}

/** A value without what only a screen needs: a plain minus, NULL as nothing. */
function plainText(value: Value | undefined, type: string): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return plainNumber(value, type).replace('−', '-')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** RFC 4180: a line of names, then the rows as they are shown; numbers with a plain minus, NULL empty. */
export function csvOf({ columns, rows }: SqlAnswer, indexes: readonly number[]): string {
  const cell = (value: Value | undefined, type: string): string => {
    const text = plainText(value, type)
    if (value === null || value === undefined) return text
    return /[",\r\n]/.test(text) || text === '' ? `"${text.replaceAll('"', '""')}"` : text
  }
  const lines = indexes.map(index => columns.map(({ type }, at) => cell(rows[index]?.[at], type)).join(','))
  return [columns.map(({ name }) => cell(name, 'VARCHAR')).join(','), ...lines]
    .map(line => `${line}\r\n`)
    .join('')
}

/** `38 MB`: with as many digits as say something. */
export function bytesText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'] as const
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** step
  return `${value.toFixed(step > 0 && value < 10 ? 1 : 0)} ${units[step]}`
}

/** `1 284`: digits in groups, with a narrow space. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(\d{3})+$)/g, ' ')
