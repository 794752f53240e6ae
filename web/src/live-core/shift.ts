// When to shift: the strip fills from 80 % of the rev limit, and says "now" a reaction time ahead.
import type { Ring } from './ring.ts'

/** Shares of the engine's limit. Source: the defaults of Race Element, `ShiftIndicatorConfiguration`. */
export const shiftPoints = { first: 0.8, yellow: 0.94, red: 0.973 } as const
export const segments = 15
/** A driver's reaction to a light. */
const ahead_s = 0.2
const slopeOver_ms = 120

export type ShiftState = {
  /** 0 to `segments`. */
  readonly lit: number
  /** Shift now: the whole strip says so. */
  readonly now: boolean
}

/** The strip for an engine speed and its limit, both in rpm; undefined where either is not known. */
export function shiftState(rpm: number | undefined, limit: number | undefined): ShiftState | undefined {
  if (rpm === undefined || limit === undefined || limit <= 0) return undefined
  const share = rpm / limit
  const filled = (share - shiftPoints.first) / (shiftPoints.red - shiftPoints.first)
  return {
    lit: Math.min(segments, Math.max(0, Math.floor(filled * segments))),
    now: share >= shiftPoints.red,
  }
}

/** The engine speed 0.2 s from now if it goes on rising as it did; the present one while it falls. */
export function rpmAhead(ring: Ring, rpm: number): number {
  const newest = ring.timeAt(0)
  let back = 1
  while (back < ring.length - 1 && newest - ring.timeAt(back) < slopeOver_ms) back += 1
  const span_ms = newest - ring.timeAt(back)
  const before = ring.valueAt('rpm', back)
  if (!(span_ms > 0) || Number.isNaN(before)) return rpm
  const slope = (rpm - before) / (span_ms / 1000)
  return rpm + Math.max(0, slope) * ahead_s
}

/** Which colour a segment has when it is lit; red is kept for the moment to shift. */
export function segmentColour(segment: number): 'pb' | 'slower' {
  const share = shiftPoints.first + ((segment + 0.5) / segments) * (shiftPoints.red - shiftPoints.first)
  return share < shiftPoints.yellow ? 'pb' : 'slower'
}
