// What two consecutive samples say about the line, and whether they can belong to one drive at all.
import { splineLength, type Track } from '../model/track.ts'
import type { Micros } from '../units/quantity.ts'
import type { AbandonReason } from './lap-event.ts'
import type { Seen } from './seen.ts'

/** The signals of one crossing lie at most this far apart, in any order. */
export const settle_us = 3_000_000

/**
 * Four signals of one crossing of the line, each with the sample that brought it. The timer and the counter are the
 * game's own statements that a lap ended; the wrap is geometry, and the official time confirms.
 */
export type Signals = {
  readonly timer_us?: Micros
  readonly counter_us?: Micros
  readonly wrap_us?: Micros
  readonly official_us?: Micros
  readonly official_ms?: number
}

export const noSignals: Signals = {}

/** The signals between two samples; `noSignals` for almost all of them. */
export function signalsBetween(previous: Seen, now: Seen): Signals {
  const { t_us, official_ms } = now
  const reset = timerWasReset(previous, now)
  const counter = counted(previous, now) === 1
  const wrap = wrapped(previous, now)
  const official = official_ms !== undefined && official_ms !== previous.official_ms
  if (!reset && !counter && !wrap && !official) return noSignals
  return {
    ...(reset ? { timer_us: t_us } : {}),
    ...(counter ? { counter_us: t_us } : {}),
    ...(wrap ? { wrap_us: t_us } : {}),
    ...(official ? { official_us: t_us, official_ms } : {}),
  }
}

/** Signed way along the track between two samples, in laps: −0.5 < way ≤ 0.5. */
export function wayBetween(previous: Seen, now: Seen): number | undefined {
  if (previous.spline === undefined || now.spline === undefined) return undefined
  const way = now.spline - previous.spline
  return way > 0.5 ? way - 1 : way <= -0.5 ? way + 1 : way
}

/** Why `now` cannot continue the drive of `previous`; undefined when it can. */
export function breakBetween(previous: Seen, now: Seen, track: Track | undefined): AbandonReason | undefined {
  const laps = counted(previous, now)
  if (laps < 0) return 'restarted'
  const moved = teleported(previous, now, track)
  if (moved) return now.pit ? 'garage' : 'teleported'
  const gap = now.t_us - previous.t_us > settle_us
  if (gap && (timerWasReset(previous, now) || laps > 0)) return 'gap'
  if (laps > 1) return 'gap'
  if (gap && (previous.timer_ms === undefined || now.timer_ms === undefined)) return 'gap'
  return timerJumped(previous, now) ? 'timer-jumped' : undefined
}

const counted = (previous: Seen, now: Seen): number =>
  previous.completed === undefined || now.completed === undefined ? 0 : now.completed - previous.completed

/** Milliseconds by which the timer may stand behind or ahead of the samples without having been touched. */
const slack_ms = 3500
const jitter_ms = 1000

function timerWasReset(previous: Seen, now: Seen): boolean {
  if (previous.timer_ms === undefined || now.timer_ms === undefined) return false
  if (now.timer_ms > previous.timer_ms - jitter_ms) return false
  return now.timer_ms <= (now.t_us - previous.t_us) / 1000 + slack_ms
}

function timerJumped(previous: Seen, now: Seen): boolean {
  if (previous.timer_ms === undefined || now.timer_ms === undefined) return false
  const run = now.timer_ms - previous.timer_ms
  if (run > (now.t_us - previous.t_us) / 1000 + slack_ms) return true
  return run < -jitter_ms && !timerWasReset(previous, now)
}

function wrapped(previous: Seen, now: Seen): boolean {
  if (previous.spline === undefined || now.spline === undefined) return false
  return previous.spline > 0.9 && now.spline < 0.1
}

/** Faster than any car. */
const fastest_ms = 150
/** Room for the coarseness of positions, and for two pages that were not written at the same instant. */
const room_m = 15
const shortestTrack_m = 3000

function teleported(previous: Seen, now: Seen, track: Track | undefined): boolean {
  const reach_m = reachOf(previous, now)
  if (previous.x !== undefined && previous.z !== undefined && now.x !== undefined && now.z !== undefined) {
    return Math.hypot(now.x - previous.x, now.z - previous.z) > reach_m
  }
  const way = wayBetween(previous, now)
  if (way === undefined) return false
  const length_m = track === undefined ? shortestTrack_m : splineLength(track)
  return Math.abs(way) * length_m > reach_m + 2 * room_m
}

/** How far the car can have come between two samples; over a short time the speeds beside it bound that closely. */
function reachOf(previous: Seen, now: Seen): number {
  const seconds = (now.t_us - previous.t_us) / 1e6
  if (seconds > 1 || previous.speed_kmh === undefined || now.speed_kmh === undefined) {
    return seconds * fastest_ms + room_m
  }
  const speed_ms = (1.5 * Math.max(previous.speed_kmh, now.speed_kmh)) / 3.6
  return seconds * speed_ms + room_m
}
