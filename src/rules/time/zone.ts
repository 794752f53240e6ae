// Time zones by name or offset, from the tables of the runtime, so that results depend on no local setting.

/** A zone of a fixed offset in milliseconds, or a region with its rules. */
export type Zone =
  | { readonly kind: 'fixed'; readonly id: string; readonly offset: number }
  | { readonly kind: 'region'; readonly id: string }

export const utc: Zone = { kind: 'fixed', id: 'UTC', offset: 0 }

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const furthest = 8.64e15

const offsetText = /^([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?$/
const prefixed = /^(?:UTC|GMT|UT)(?=[+-]|$)/

/** A zone by the names that Java and Joda take: UTC, +01:00, UTC+1, America/New_York. Undefined for any other. */
export function zoneNamed(name: string): Zone | undefined {
  if (/^(?:Z|UTC|GMT|UT|Etc\/UTC)$/.test(name)) return { ...utc, id: name === 'Z' ? 'Z' : 'UTC' }
  const offset = parseOffset(name.replace(prefixed, ''))
  if (offset !== undefined) return { kind: 'fixed', id: name, offset }
  if (!/^[A-Za-z][A-Za-z0-9_+-]*(?:\/[A-Za-z0-9_+-]+)*$/.test(name) || name.length > 64) return undefined
  return formatterOf(name, 'longOffset') === undefined ? undefined : { kind: 'region', id: name }
}

/** Milliseconds of `+01:00`, `-0800` or `+1`; Undefined for what is none or beyond 18 hours. */
export function parseOffset(text: string): number | undefined {
  const match = offsetText.exec(text)
  if (match === null) return undefined
  const [, sign, hours, minutes = '0', seconds = '0'] = match
  const size = Number(hours) * hour + Number(minutes) * minute + Number(seconds) * 1000
  if (Number(minutes) > 59 || Number(seconds) > 59 || size > 18 * hour) return undefined
  return sign === '-' ? -size : size
}

/** How far a zone is ahead of UTC at an instant, both in milliseconds. */
export function offsetAt(zone: Zone, instant: number): number {
  if (zone.kind === 'fixed') return zone.offset
  const text = nameFrom(zone.id, 'longOffset', instant)?.replace('GMT', '') ?? ''
  return parseOffset(text) ?? 0
}

/**
 * The instant of a local time, both in milliseconds, the local one as if it were UTC. As Java has it: of two, the earlier
 * one; of a time that a clock skips, as much later as the clock jumps.
 */
export function instantOf(zone: Zone, local: number): number {
  if (zone.kind === 'fixed') return local - zone.offset
  const before = offsetAt(zone, clamp(local - day))
  const after = offsetAt(zone, clamp(local + day))
  for (const offset of [before, after]) {
    if (offsetAt(zone, clamp(local - offset)) === offset) return local - offset
  }
  return local - before
}

/** The name of a zone at an instant, `PST` or `Pacific Standard Time`; the offset where there is none. */
export function zoneText(zone: Zone, instant: number, isLong: boolean): string {
  if (zone.kind === 'fixed') {
    if (zone.offset !== 0) return offsetTextOf(zone.offset, ':')
    return isLong ? 'Coordinated Universal Time' : 'UTC'
  }
  if (isLong) return nameFrom(zone.id, 'long', instant) ?? zone.id
  const names = locales.map(locale => nameFrom(zone.id, 'short', instant, locale) ?? '')
  return names.find(name => /^[A-Z]+$/.test(name)) ?? offsetTextOf(offsetAt(zone, instant), ':')
}

/** `+01:00`, or `+0100` without a separator; seconds only where there are some. */
export function offsetTextOf(offset: number, separator: '' | ':'): string {
  const size = Math.abs(offset) / 1000
  const parts = [Math.floor(size / 3600), Math.floor(size / 60) % 60]
  if (size % 60 !== 0) parts.push(size % 60)
  return (offset < 0 ? '-' : '+') + parts.map(part => `${part}`.padStart(2, '0')).join(separator)
}

type NameStyle = 'longOffset' | 'short' | 'long'

// Each English-speaking country knows the short names of its own corner of the world.
const locales = ['en-US', 'en-GB', 'en-AU', 'en-IN', 'en-ZA'] as const
const kept = 500
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatterOf(id: string, style: NameStyle, locale = 'en-US'): Intl.DateTimeFormat | undefined {
  const key = `${locale} ${style} ${id}`
  const known = formatters.get(key)
  if (known !== undefined) return known
  try {
    const formatter = new Intl.DateTimeFormat(locale, { timeZone: id, timeZoneName: style })
    if (formatters.size >= kept) formatters.clear()
    formatters.set(key, formatter)
    return formatter
  } catch {
    return undefined
  }
}

function nameFrom(id: string, style: NameStyle, instant: number, locale?: string): string | undefined {
  const parts = formatterOf(id, style, locale)?.formatToParts(instant)
  return parts?.find(part => part.type === 'timeZoneName')?.value
}

function clamp(instant: number): number {
  return Math.min(Math.max(instant, -furthest), furthest)
}
