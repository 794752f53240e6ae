// Reads an instant by a pattern of the JDK, as time_to_epoch() does. Source: JDK 11, DateTimeFormatterBuilder.
// A date that its month does not have is refused, and letters of a week-based year lead to no date.
import { months, weekdays } from './calendar.ts'
import { instantFrom } from './time-fields.ts'
import { type PatternPart, partsOfPattern } from './time-pattern.ts'
import { parseOffset, type Zone, zoneNamed } from './zone.ts'

/** Milliseconds since 1970, in UTC where the text names no zone. Undefined when text and pattern do not fit. */
export function parseTime(text: string, pattern: string): number | undefined {
  const parts = partsOfPattern(pattern, true)
  if (parts === undefined) return undefined
  const reading: Reading = { at: 0, numbers: new Map(), zone: undefined }
  return readParts(text, reading, parts) && reading.at === text.length ? instantFrom(reading) : undefined
}

type Reading = { at: number; numbers: Map<string, number>; zone: Zone | undefined }

type Field = Extract<PatternPart, { kind: 'field' }>

/** Reads the parts in order; one in brackets may be missing as a whole. */
function readParts(text: string, reading: Reading, parts: readonly PatternPart[]): boolean {
  for (const [at, part] of parts.entries()) {
    if (part.kind === 'field') {
      if (!readField(text, reading, part, parts, at)) return false
    } else if (part.kind === 'text') {
      if (!text.startsWith(part.text, reading.at)) return false
      reading.at += part.text.length
    } else {
      const attempt = { ...reading, numbers: new Map(reading.numbers) }
      if (readParts(text, attempt, part.parts)) Object.assign(reading, attempt)
    }
  }
  return true
}

function readField(
  text: string,
  reading: Reading,
  field: Field,
  parts: readonly PatternPart[],
  at: number,
): boolean {
  const { letter, count } = field
  switch (letter) {
    case 'V':
      return count === 2 && readZone(text, reading, zoneId)
    case 'z':
      return count <= 4 && readZone(text, reading, zoneName)
    case 'O':
      return (
        (count === 1 || count === 4) && readZone(text, reading, /GMT(?:[+-]\d{1,2}(?::\d{2}(?::\d{2})?)?)?/y)
      )
    case 'X':
    case 'x':
    case 'Z':
      return readOffset(text, reading, letter, count)
    case 'G':
      return count <= 3 && readName(text, reading, letter, ['BC', 'AD'], 0)
    case 'a':
      return count === 1 && readName(text, reading, letter, ['AM', 'PM'], 0)
    case 'E':
      return count <= 4 && readName(text, reading, letter, count === 4 ? weekdays : shortened(weekdays), 1)
    case 'M':
    case 'L':
      if (count > 4) return false
      if (count >= 3) return readName(text, reading, 'M', count === 4 ? months : shortened(months), 1)
      return readNumber(text, reading, { ...field, letter: 'M' }, parts, at)
    default:
      return readNumber(text, reading, field, parts, at)
  }
}

/** Fewest and most digits of a number field; Undefined for a letter or a count that the JDK refuses. */
function digitsOf({ letter, count }: Field): readonly [number, number] | undefined {
  switch (letter) {
    case 'y':
    case 'u':
      return count === 2 ? [2, 2] : [count, 15]
    case 'S':
      return count <= 9 ? [count, count] : undefined
    case 'A':
    case 'n':
    case 'N':
      return [count, 15]
    case 'D':
      return count <= 3 ? [count, 3] : undefined
    case 'M':
    case 'd':
    case 'H':
    case 'h':
    case 'K':
    case 'k':
    case 'm':
    case 's':
      return count === 2 ? [2, 2] : count === 1 ? [1, 15] : undefined
    default:
      return undefined
  }
}

function readNumber(
  text: string,
  reading: Reading,
  field: Field,
  parts: readonly PatternPart[],
  at: number,
): boolean {
  const digits = digitsOf(field)
  if (digits === undefined) return false
  const [fewest, most] = digits
  const isSigned = (field.letter === 'y' || field.letter === 'u') && most > 2 && text[reading.at] === '-'
  const start = reading.at + (isSigned ? 1 : 0)
  let end = start
  while (end - start < most && isDigit(text.charCodeAt(end))) end += 1
  if (most > fewest) end -= Math.min(reservedAfter(parts, at), Math.max(0, end - start - fewest))
  if (end - start < fewest || end === start) return false
  const number = Number(text.slice(start, end)) * (isSigned ? -1 : 1)
  reading.at = end
  return keep(reading, field.letter, fieldValue(field, number))
}

function fieldValue({ letter, count }: Field, number: number): number {
  if (letter === 'S') return Math.floor(number / 10 ** (count - 3))
  return (letter === 'y' || letter === 'u') && count === 2 ? 2000 + number : number
}

/** Digits that belong to the numbers of fixed width which follow at once, as in yyyyMMdd. */
function reservedAfter(parts: readonly PatternPart[], at: number): number {
  let reserved = 0
  for (const part of parts.slice(at + 1)) {
    const digits =
      part.kind === 'field' && !(/[ML]/.test(part.letter) && part.count > 2) ? digitsOf(part) : undefined
    if (digits === undefined || digits[0] !== digits[1]) break
    reserved += digits[0]
  }
  return reserved
}

function readName(
  text: string,
  reading: Reading,
  letter: string,
  names: readonly string[],
  first: number,
): boolean {
  const found = names.findIndex(name => text.startsWith(name, reading.at))
  if (found === -1) return false
  reading.at += names[found]?.length ?? 0
  return keep(reading, letter, found + first)
}

const zoneId =
  /(?:(?:UTC|GMT|UT)?[+-]\d{1,2}(?::?\d{2}(?::?\d{2})?)?)|[A-Za-z][A-Za-z0-9_]*(?:[/+-][A-Za-z0-9_]+)*/y
const zoneName = /[A-Za-z][A-Za-z0-9_]*(?:[/+-][A-Za-z0-9_:]+)*/y

// Names that the JDK knows besides the ids, each with the region whose clock it is.
const shortNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    PST: 'America/Los_Angeles',
    PDT: 'America/Los_Angeles',
    MST: 'America/Denver',
    MDT: 'America/Denver',
    CST: 'America/Chicago',
    CDT: 'America/Chicago',
    EST: 'America/New_York',
    EDT: 'America/New_York',
    WET: 'Europe/Lisbon',
    WEST: 'Europe/Lisbon',
    BST: 'Europe/London',
    CET: 'Europe/Paris',
    CEST: 'Europe/Paris',
    EET: 'Europe/Athens',
    EEST: 'Europe/Athens',
    MSK: 'Europe/Moscow',
    IST: 'Asia/Kolkata',
    JST: 'Asia/Tokyo',
    KST: 'Asia/Seoul',
    AEST: 'Australia/Sydney',
    AEDT: 'Australia/Sydney',
  }),
)

function readZone(text: string, reading: Reading, pattern: RegExp): boolean {
  pattern.lastIndex = reading.at
  const name = pattern.exec(text)?.[0]
  const zone = name === undefined ? undefined : zoneNamed(shortNames.get(name) ?? name)
  if (name === undefined || zone === undefined) return false
  reading.at += name.length
  reading.zone = zone
  return true
}

const offsets = {
  X: [
    /Z|[+-]\d{2}(?:\d{2})?/y,
    /Z|[+-]\d{4}/y,
    /Z|[+-]\d{2}:\d{2}/y,
    /Z|[+-]\d{4}(?:\d{2})?/y,
    /Z|[+-]\d{2}:\d{2}(?::\d{2})?/y,
  ],
  x: [
    /[+-]\d{2}(?:\d{2})?/y,
    /[+-]\d{4}/y,
    /[+-]\d{2}:\d{2}/y,
    /[+-]\d{4}(?:\d{2})?/y,
    /[+-]\d{2}:\d{2}(?::\d{2})?/y,
  ],
  Z: [/[+-]\d{4}/y, /[+-]\d{4}/y, /[+-]\d{4}/y, /GMT(?:[+-]\d{2}:\d{2})?/y, /Z|[+-]\d{2}:\d{2}(?::\d{2})?/y],
} as const

function readOffset(text: string, reading: Reading, letter: 'X' | 'x' | 'Z', count: number): boolean {
  const pattern = offsets[letter][count - 1]
  if (pattern === undefined) return false
  pattern.lastIndex = reading.at
  const found = pattern.exec(text)?.[0]
  if (found === undefined) return false
  const bare = found.replace(/^(?:GMT|Z)/, '')
  const offset = bare === '' ? 0 : parseOffset(bare)
  if (offset === undefined) return false
  reading.at += found.length
  reading.zone = { kind: 'fixed', id: found, offset }
  return true
}

/** Keeps a value; a second one of the same field has to agree. */
function keep({ numbers }: Reading, letter: string, value: number): boolean {
  const before = numbers.get(letter)
  numbers.set(letter, value)
  return before === undefined || before === value
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

function shortened(names: readonly string[]): readonly string[] {
  return names.map(name => name.slice(0, 3))
}
