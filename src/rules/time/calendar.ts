// Names and counts of the ISO calendar, in English as AWS prints them.

export const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** Monday first, as ISO 8601 counts from 1. */
export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

const day = 86_400_000

/** A local time, taken apart. Year 0 is 1 BC. */
export type CalendarFields = {
  readonly year: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly milli: number
  /** 1 for Monday. */
  readonly weekday: number
  readonly dayOfYear: number
  readonly weekYear: number
  readonly week: number
}

/** The fields of a local time in milliseconds, counted as if it were UTC; Undefined beyond what a date can hold. */
export function fieldsOf(local: number): CalendarFields | undefined {
  const date = new Date(local)
  if (Number.isNaN(date.getTime())) return undefined
  const year = date.getUTCFullYear()
  const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay()
  const dayOfYear = Math.floor((local - startOf(year)) / day) + 1
  return {
    year,
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    milli: date.getUTCMilliseconds(),
    weekday,
    dayOfYear,
    ...weekOf(year, dayOfYear, weekday),
  }
}

/** Midnight of a date in milliseconds; Undefined if the month has no such day. */
export function midnightOf(year: number, month: number, dayOfMonth: number): number | undefined {
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, dayOfMonth)
  const isSame = date.getUTCMonth() === month - 1 && date.getUTCDate() === dayOfMonth
  return isSame ? date.getTime() : undefined
}

/** Midnight of a day of a year, 1 to 366; Undefined if the year has no such day. */
export function midnightOfDay(year: number, dayOfYear: number): number | undefined {
  const midnight = startOf(year) + (dayOfYear - 1) * day
  return new Date(midnight).getUTCFullYear() === year ? midnight : undefined
}

function startOf(year: number): number {
  return new Date(0).setUTCFullYear(year, 0, 1)
}

/** ISO 8601: the week of a day belongs to the year that holds its Thursday. */
function weekOf(year: number, dayOfYear: number, weekday: number): { weekYear: number; week: number } {
  const thursday = dayOfYear - weekday + 4
  const length = Math.round((startOf(year + 1) - startOf(year)) / day)
  if (thursday < 1) {
    const before = Math.round((startOf(year) - startOf(year - 1)) / day)
    return { weekYear: year - 1, week: Math.ceil((before + thursday) / 7) }
  }
  if (thursday > length) return { weekYear: year + 1, week: 1 }
  return { weekYear: year, week: Math.ceil(thursday / 7) }
}
