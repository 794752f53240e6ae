// How far beside the way of the reference the lap that is driven was, at one place of it.
import { type LapOverTrack, splineAt } from '../../../src/race/lap-over-track.ts'
import { lateralOffsets, type Positions } from '../../../src/race/lateral-offset.ts'
import type { LiveLap } from './live-lap.ts'

/**
 * Metres to the right of the reference at a metre from its line; undefined where one of both has no position.
 * `reference` are its places over the grid of the track.
 */
export function asideAt(
  lap: LiveLap,
  reference: Positions | undefined,
  laid: Pick<LapOverTrack, 'length_m' | 'line'>,
  metre: number,
): number | undefined {
  if (reference === undefined || reference.x.length < 2) return undefined
  const spline = splineAt(laid, metre)
  const place = lap.placeAt(spline)
  if (place === undefined) return undefined
  const nearest = Math.round(spline * (reference.x.length - 1))
  const [aside_m] = lateralOffsets({ x: [place.x], z: [place.z] }, reference, () => nearest)
  return aside_m ?? undefined
}
