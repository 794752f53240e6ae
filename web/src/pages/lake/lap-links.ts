// Where a cell leads: one lap to its session, two laps of a row to Compare.
import type { Column, Value } from './answer.ts'

const lapForm = /^(.+)-\d+-\d+$/
const isLapColumn = ({ name }: Column): boolean => /(^|_)lap_id(_\w+)?$/.test(name)

export function linkOf(columns: readonly Column[], row: readonly Value[], at: number): string | undefined {
  const [column, value] = [columns[at], row[at]]
  if (column === undefined || typeof value !== 'string') return undefined
  if (column.name === 'session_id') return inSession(value)
  if (!isLapColumn(column)) return undefined
  const session = lapForm.exec(value)?.[1]
  if (session === undefined) return undefined
  const other = columns
    .map((one, index) => (isLapColumn(one) ? row[index] : undefined))
    .find(one => typeof one === 'string' && one !== value && lapForm.test(one))
  if (typeof other === 'string')
    return `/compare?a=${encodeURIComponent(value)}&b=${encodeURIComponent(other)}`
  return inSession(session)
}

const inSession = (session: string): string => `/laps?session=${encodeURIComponent(session)}&valid=0&full=0`
