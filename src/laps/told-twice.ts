// One lap that several rigs tell: the one that drove it, and those whose game saw the car. It competes once.
import type { RuledLap } from '../model/ruling.ts'
import { isSameLapTime, lapTimeCut_ms } from '../units/lap-time.ts'

/** A lap as it is stored; `ranked`: it may enter boards. */
export type Told = { readonly lap: RuledLap; readonly ranked: boolean }

/** Clocks of two machines, and the moments at which their games tell of a lap, are apart by no more than this. */
export const apart_ms = 60_000

/**
 * Whether one of `others` tells the same lap better: by its samples, or, where both only saw the car, by the lesser id.
 * A lap with samples is never told better. What cannot say whether the lap is valid, or may not compete, takes nobody's place.
 */
export const isToldBetter = (told: Told, others: Iterable<Told>): boolean => {
  if (told.lap.samples > 0) return false
  for (const other of others) if (isSameLap(told.lap, other.lap) && stands(other, told)) return true
  return false
}

/** Those of one driver's laps on one track that compete, each once. */
export function eachOnce<Lap extends Told>(laps: readonly Lap[]): readonly Lap[] {
  const byTime = Map.groupBy(laps, ({ lap }) => lap.lap_time_ms)
  return laps.filter(told => {
    const { lap_time_ms, samples } = told.lap
    if (lap_time_ms === undefined || samples > 0) return true
    for (let near = lap_time_ms - lapTimeCut_ms; near <= lap_time_ms + lapTimeCut_ms; near++) {
      if (isToldBetter(told, byTime.get(near) ?? [])) return false
    }
    return true
  })
}

/** Nobody drives two laps of one time within a minute; two games of one car do tell them. */
const isSameLap = (a: RuledLap, b: RuledLap): boolean =>
  a.session_id !== b.session_id &&
  a.driver === b.driver &&
  a.track === b.track &&
  a.car === b.car &&
  (a.origin === 'virtual') === (b.origin === 'virtual') &&
  isSameLapTime(a.lap_time_ms, b.lap_time_ms) &&
  Math.abs(Date.parse(a.started_at) - Date.parse(b.started_at)) <= apart_ms

const stands = (better: Told, { lap }: Told): boolean =>
  better.ranked && better.lap.valid !== null && (better.lap.samples > 0 || better.lap.lap_id < lap.lap_id)
