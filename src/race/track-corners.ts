// The corners of a track with their numbers: those of the table, which has names; else the bends that were detected once.
import type { Track } from '../model/track.ts'
import type { Bend } from './corner-detection.ts'

/** Positions are shares of the centre line. `apex` and `turn_deg` (right is positive) are absent where no bend is known there. */
export type TrackCorner = {
  readonly corner: number
  readonly name: string
  readonly from: number
  readonly apex?: number
  readonly to: number
  readonly turn_deg?: number
}

/** The table overrides what was detected; without one, bends are numbered in the order in which they are driven. */
export function cornersOn(track: Track | undefined, bends: readonly Bend[]): readonly TrackCorner[] {
  if (track === undefined || track.corners.length === 0)
    return bends.map((bend, index) => ({ corner: index + 1, name: '', ...bend }))
  return track.corners.map(([corner, name, from, to]) => {
    const inside = bends.filter(({ apex }) => apex >= from && apex <= to)
    const sharpest = inside.toSorted((a, b) => Math.abs(b.turn_deg) - Math.abs(a.turn_deg))[0]
    const known = sharpest && { apex: sharpest.apex, turn_deg: sharpest.turn_deg }
    return { corner, name, from, to, ...known }
  })
}

/** A track with the corners that were detected, where the table has none. */
export function withCorners(track: Track, bends: readonly Bend[]): Track {
  if (track.corners.length > 0) return track
  return {
    ...track,
    corners: cornersOn(track, bends).map(({ corner, name, from, to }) => [corner, name, from, to]),
  }
}
