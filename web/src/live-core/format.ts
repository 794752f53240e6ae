// Numbers as a driver reads them. What is not known is two dashes, never 0.
import type { Advice } from '../../../src/race/advice.ts'
import { formatDelta, formatLapTime } from '../../../src/units/lap-time.ts'
import { millis } from '../../../src/units/quantity.ts'

export const unknown = '––'

type Maybe = number | undefined

const known = (value: Maybe): value is number => value !== undefined && Number.isFinite(value)

/** A number with a fixed number of decimals and a true minus sign. */
export function decimal(value: Maybe, decimals: number): string {
  if (!known(value)) return unknown
  const text = Math.abs(value).toFixed(decimals)
  return value < 0 && Number(text) !== 0 ? `−${text}` : text
}

export const whole = (value: Maybe): string => decimal(value, 0)

/** `1:47.832`. A lap time of zero or less is none. */
export const lapTime = (ms: Maybe): string => (known(ms) && ms > 0 ? formatLapTime(millis(ms)) : unknown)

/** `34.290`. */
export const sectorTime = lapTime

/** `+0.137`, always signed, three decimals. */
export const signed = (ms: Maybe): string => (known(ms) ? formatDelta(millis(ms)) : unknown)

/** The delta of the running lap, in ms: three decimals below a second, two above, pinned at 99.99. */
export function delta(ms: Maybe): string {
  if (!known(ms)) return unknown
  if (Math.abs(ms) < 1000) return formatDelta(millis(ms))
  const seconds = Math.min(99.99, Math.abs(ms) / 1000).toFixed(2)
  return `${ms < 0 ? '−' : '+'}${seconds}`
}

/** A gap to another car in seconds, `1.24`; a minute and more as minutes. */
export function gap(ms: Maybe): string {
  if (!known(ms) || ms < 0) return unknown
  return ms < 60_000 ? (ms / 1000).toFixed(2) : formatLapTime(millis(ms)).replace(/\d\d$/, '')
}

/** What to do otherwise: `BRK +8`, `LINE 1.5 L`, `NO LIFT`. */
export function adviceText({ verb, by }: NonNullable<Advice['todo']>): string {
  if (by === undefined) return `NO ${verb}`
  if (verb === 'LINE') return `${verb} ${Math.abs(by).toFixed(1)} ${by < 0 ? 'L' : 'R'}`
  return `${verb} ${by < 0 ? '−' : '+'}${Math.abs(by)}`
}

/** R, N, 1, 2 …; −1 is reverse. */
export function gear(value: Maybe): string {
  if (!known(value)) return unknown
  if (value < 0) return 'R'
  return value === 0 ? 'N' : String(Math.round(value))
}

/** How old something is: `42 ms`, `0.6 s`, `7 s`, `3 min`. */
export function age(ms: Maybe): string {
  if (!known(ms)) return unknown
  if (ms < 500) return `${Math.round(ms)} ms`
  if (ms < 2000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120_000) return `${Math.floor(ms / 1000)} s`
  return ms < 7_200_000 ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / 3_600_000)} h`
}

/** Time left, `38:12`, with hours `1:02:09`. */
export function countdown(ms: Maybe): string {
  if (!known(ms) || ms < 0) return unknown
  const total = Math.floor(ms / 1000)
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60]
  const two = (value: number) => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`
}
