// The lap that a driver has driven in parts: each sector as in the lap in which it was fastest.
import { millis } from '../units/quantity.ts'
import type { ReferenceLap } from './delta.ts'

/** A lap that gives a sector to the optimal lap: its times over the track, and the times of all its sectors. */
export type SectorDonor = {
  readonly times_ms: Float32Array
  readonly sectors_ms: readonly number[]
}

type Timed = {
  readonly lap_id: string
  readonly sector_times_ms: readonly number[]
  readonly lap_time_ms: number
}

/** For each sector the lap in which it was fastest; undefined unless all laps have the same number of sectors, two at least. */
export function fastestSectors<Lap extends Timed>(laps: readonly Lap[]): readonly Lap[] | undefined {
  const count = laps[0]?.sector_times_ms.length ?? 0
  const whole = laps.filter(lap => lap.sector_times_ms.length === count)
  if (count < 2) return undefined
  const time = (lap: Lap, sector: number) => lap.sector_times_ms[sector] ?? Number.POSITIVE_INFINITY
  return Array.from({ length: count }, (_, sector) =>
    whole.reduce((best, lap) => (time(lap, sector) < time(best, sector) ? lap : best)),
  )
}

/**
 * Joins the sectors of `donors`, one donor a sector, into a lap to measure against. A sector begins where its donor had
 * driven the sectors before it; the places are the donor's own, so that nothing jumps at a line. Undefined when a donor
 * lacks a sector.
 */
export function optimalLap(donors: readonly SectorDonor[]): ReferenceLap | undefined {
  const points = donors[0]?.times_ms.length ?? 0
  const times_ms = new Float32Array(points).fill(Number.NaN)
  let before_ms = 0
  for (const [sector, { times_ms: own, sectors_ms }] of donors.entries()) {
    const time = sectors_ms[sector]
    if (time === undefined || own.length !== points) return undefined
    const from = sectors_ms.slice(0, sector).reduce((sum, each) => sum + each, 0)
    for (let point = 0; point < points; point++) {
      const at = own[point] ?? Number.NaN
      const isInside = at >= from && (at < from + time || sector === donors.length - 1)
      if (isInside) times_ms[point] = before_ms + at - from
    }
    before_ms += time
  }
  return points === 0 ? undefined : { lap_time_ms: millis(before_ms), times_ms: bridged(times_ms) }
}

/** Where two donors differ on where a sector ends by a point, the point between is on the line through its neighbours. */
function bridged(times_ms: Float32Array): Float32Array {
  return times_ms.map((time, at) => {
    if (!Number.isNaN(time)) return time
    const [before, after] = [times_ms[at - 1] ?? Number.NaN, times_ms[at + 1] ?? Number.NaN]
    return after >= before ? (before + after) / 2 : time
  })
}
