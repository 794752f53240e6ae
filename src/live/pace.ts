// How fast one reader is fed: a step down when it stays behind, a step up when it has kept up for a while.
import { type LiveRate, liveRates } from '../model/live-protocol.ts'

/** Bytes that wait for the network. Above this a reader is behind. */
export const behindBytes = 64 * 1024
const behindFor = 250
const shortestHold = 2_500
const longestHold = 60_000

export type Pace = {
  /** No rig is sent faster than this. */
  readonly cap: LiveRate
  /** Since when the reader has been behind, or in time. */
  readonly behind: boolean
  readonly since: number
  /** How long it must be in time before it is trusted with more. Doubles when that trust was misplaced. */
  readonly hold: number
}

export const firstPace = (now: number): Pace => ({
  cap: 60,
  behind: false,
  since: now,
  hold: shortestHold,
})

/** The pace at `now` (milliseconds of any even clock), when `waiting` bytes have not left yet. */
export function stepPace(pace: Pace, waiting: number, now: number): Pace {
  const behind = waiting > behindBytes
  if (behind !== pace.behind) return { ...pace, behind, since: now }
  const lasted = now - pace.since
  const index = liveRates.indexOf(pace.cap)
  if (behind) {
    const slower = liveRates[index + 1]
    if (slower === undefined || lasted < behindFor) return pace
    return { cap: slower, behind, since: now, hold: Math.min(pace.hold * 2, longestHold) }
  }
  const faster = liveRates[index - 1]
  if (faster !== undefined && lasted >= pace.hold) return { ...pace, cap: faster, since: now }
  // A reader that has long been in time at full speed has earned the short hold again.
  if (faster === undefined && lasted >= longestHold && pace.hold > shortestHold) {
    return { ...pace, hold: shortestHold }
  }
  return pace
}
