// Prints an instant by a Joda pattern, as parse_time() does. Source: Joda-Time, DateTimeFormat.
import { type CalendarFields, fieldsOf, months, weekdays } from './calendar.ts'
import { partsOfPattern } from './time-pattern.ts'
import { offsetAt, offsetTextOf, type Zone, zoneText } from './zone.ts'

/** Undefined for a pattern that Joda refuses, and for an instant beyond 270 000 years. */
export function formatTime(pattern: string, instant: number, zone: Zone): string | undefined {
  const parts = partsOfPattern(pattern, false)
  if (parts === undefined || Math.abs(instant) > 8.64e15) return undefined
  const offset = offsetAt(zone, instant)
  const fields = fieldsOf(instant + offset)
  if (fields === undefined) return undefined
  let whole = ''
  for (const part of parts) {
    if (part.kind === 'optional') return undefined
    const text =
      part.kind === 'text' ? part.text : formatted(part.letter, part.count, { fields, offset, zone, instant })
    if (text === undefined) return undefined
    whole += text
  }
  return whole
}

type Moment = {
  readonly fields: CalendarFields
  readonly offset: number
  readonly zone: Zone
  readonly instant: number
}

function formatted(letter: string, count: number, moment: Moment): string | undefined {
  const { fields, offset, zone, instant } = moment
  switch (letter) {
    case 'z':
      return zoneText(zone, instant, count >= 4)
    case 'Z':
      return count >= 3 ? zone.id : offsetTextOf(offset, count === 2 ? ':' : '')
    case 'G':
      return fields.year > 0 ? 'AD' : 'BC'
    case 'a':
      return fields.hour < 12 ? 'AM' : 'PM'
    case 'E':
      return named(weekdays, fields.weekday, count)
    case 'M':
      return count >= 3 ? named(months, fields.month, count) : padded(fields.month, count)
    case 'S':
      return `${fields.milli}`.padStart(3, '0').padEnd(count, '0').slice(0, count)
    case 'y':
      return yearText(fields.year, count)
    case 'Y':
      return yearText(fields.year > 0 ? fields.year : 1 - fields.year, count)
    case 'x':
      return yearText(fields.weekYear, count)
    default:
      return numberOf(letter, fields, count)
  }
}

function numberOf(letter: string, fields: CalendarFields, count: number): string | undefined {
  const value = numbers[letter]?.(fields)
  return value === undefined ? undefined : padded(value, count)
}

const numbers: Readonly<Record<string, ((fields: CalendarFields) => number) | undefined>> = {
  C: ({ year }) => Math.floor((year > 0 ? year : 1 - year) / 100),
  w: ({ week }) => week,
  e: ({ weekday }) => weekday,
  D: ({ dayOfYear }) => dayOfYear,
  d: ({ day }) => day,
  K: ({ hour }) => hour % 12,
  h: ({ hour }) => (hour % 12 === 0 ? 12 : hour % 12),
  H: ({ hour }) => hour,
  k: ({ hour }) => (hour === 0 ? 24 : hour),
  m: ({ minute }) => minute,
  s: ({ second }) => second,
}

function named(names: readonly string[], number: number, count: number): string {
  const name = names[number - 1] ?? ''
  return count >= 4 ? name : name.slice(0, 3)
}

function yearText(year: number, count: number): string {
  return count === 2 ? padded(((year % 100) + 100) % 100, 2) : padded(year, count)
}

function padded(value: number, count: number): string {
  return (value < 0 ? '-' : '') + `${Math.abs(value)}`.padStart(count, '0')
}
