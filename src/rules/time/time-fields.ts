// From the fields of a time that a text named to the instant that they mean.
import { midnightOf, midnightOfDay } from './calendar.ts'
import { instantOf, utc, type Zone } from './zone.ts'

/** What was read: numbers by the letter of their field in a JDK pattern, and the zone if the text named one. */
export type TimeFields = { readonly numbers: ReadonlyMap<string, number>; readonly zone: Zone | undefined }

/** Milliseconds since 1970, in UTC where there is no zone. Undefined when fields are missing or contradict each other. */
export function instantFrom({ numbers, zone }: TimeFields): number | undefined {
  const date = dateOf(numbers)
  const time = timeOf(numbers)
  if (date === undefined || time === undefined) return undefined
  const weekday = numbers.get('E')
  if (weekday !== undefined && (new Date(date).getUTCDay() || 7) !== weekday) return undefined
  const instant = instantOf(zone ?? utc, date + time)
  return Math.abs(instant) <= 8.64e15 ? instant : undefined
}

function dateOf(numbers: ReadonlyMap<string, number>): number | undefined {
  const ofEra = numbers.get('y')
  const year = numbers.get('u') ?? (numbers.get('G') === 0 && ofEra !== undefined ? 1 - ofEra : ofEra)
  if (year === undefined || Math.abs(year) > 270_000) return undefined
  const [month, day, dayOfYear] = [numbers.get('M'), numbers.get('d'), numbers.get('D')]
  if (month !== undefined && day !== undefined) {
    const isInRange = month >= 1 && month <= 12 && day >= 1 && day <= 31
    return isInRange ? midnightOf(year, month, day) : undefined
  }
  if (dayOfYear === undefined || dayOfYear < 1 || dayOfYear > 366) return undefined
  return midnightOfDay(year, dayOfYear)
}

/** Milliseconds of the day, 0 where the pattern has no time. */
function timeOf(numbers: ReadonlyMap<string, number>): number | undefined {
  const ofDay = numbers.get('A') ?? (numbers.has('N') ? Math.floor((numbers.get('N') ?? 0) / 1e6) : undefined)
  if (ofDay !== undefined) return ofDay < 86_400_000 ? ofDay : undefined
  const isTimed = ['H', 'k', 'h', 'K', 'm', 's', 'S', 'n', 'a'].some(letter => numbers.has(letter))
  if (!isTimed) return 0
  const hour = hourOf(numbers)
  const [minute, second] = [numbers.get('m') ?? 0, numbers.get('s') ?? 0]
  const milli = numbers.get('S') ?? Math.floor((numbers.get('n') ?? 0) / 1e6)
  if (hour === undefined || hour > 23 || minute > 59 || second > 59 || milli > 999) return undefined
  return ((hour * 60 + minute) * 60 + second) * 1000 + milli
}

function hourOf(numbers: ReadonlyMap<string, number>): number | undefined {
  const [ofDay, clock] = [numbers.get('H'), numbers.get('k')]
  if (ofDay !== undefined) return ofDay
  if (clock !== undefined) return clock >= 1 && clock <= 24 ? clock % 24 : undefined
  const half = numbers.get('a')
  const [ofHalf, clockOfHalf] = [numbers.get('K'), numbers.get('h')]
  if (half === undefined) return undefined
  if (ofHalf !== undefined) return ofHalf <= 11 ? half * 12 + ofHalf : undefined
  if (clockOfHalf === undefined) return undefined
  return clockOfHalf >= 1 && clockOfHalf <= 12 ? half * 12 + (clockOfHalf % 12) : undefined
}
