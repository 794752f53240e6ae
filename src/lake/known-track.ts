// A track as far as it is known: the table knows its length, sectors and named corners, laps show where it bends.
import { type Track, trackOf } from '../model/track.ts'
import type { TrackShape } from '../race/corner-detection.ts'
import { withCorners } from '../race/track-corners.ts'

/** Undefined for a track that neither the table nor a lap knows. */
export function trackWith(written: string, shape: TrackShape | undefined): Track | undefined {
  const track = trackOf(written)
  if (shape === undefined) return track
  const shown = { name: written, length_m: Math.round(shape.length_m), sector_ends: [], corners: [] }
  return withCorners(track ?? shown, shape.bends)
}
