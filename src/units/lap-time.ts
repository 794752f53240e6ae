// Lap times as people read them: 1:47.832.
import { type Millis, millis } from './quantity.ts'

const pattern = /^(?:(\d+):)?(\d{1,2})[.:](\d{3})$/

/** "1:47.832", and "47.832" below a minute; minutes never roll into hours (a parked lap is "20:40.035"). */
export function formatLapTime(time: Millis): string {
  const sign = time < 0 ? '−' : ''
  const total = Math.abs(Math.round(time))
  const minutes = Math.floor(total / 60_000)
  const seconds = Math.floor((total % 60_000) / 1000)
  const thousandths = String(total % 1000).padStart(3, '0')
  if (minutes === 0) return `${sign}${seconds}.${thousandths}`
  return `${sign}${minutes}:${String(seconds).padStart(2, '0')}.${thousandths}`
}

/** A signed difference with three decimals and a true minus sign: "+0.123", "−0.045". */
export function formatDelta(delta: Millis): string {
  const total = Math.abs(Math.round(delta))
  const sign = Math.round(delta) < 0 ? '−' : '+'
  return `${sign}${Math.floor(total / 1000)}.${String(total % 1000).padStart(3, '0')}`
}

/** Reads "1:47.832", "47.832" and the game's own "1:47:832"; undefined for anything else. */
export function parseLapTime(text: string): Millis | undefined {
  const match = pattern.exec(text.trim())
  if (match === null) return undefined
  const [, minutes = '0', seconds = '0', thousandths = '0'] = match
  return millis(Number(minutes) * 60_000 + Number(seconds) * 1000 + Number(thousandths))
}

/** What two sources of one lap time may be apart by: one game cuts a thousandth off where another does not. */
export const lapTimeCut_ms = 1

/** Whether two sources tell one lap time. */
export const isSameLapTime = (a: number | undefined, b: number | undefined): boolean =>
  a !== undefined && b !== undefined && Math.abs(a - b) <= lapTimeCut_ms
