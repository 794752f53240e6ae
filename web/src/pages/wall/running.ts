// The sector that a car is in, counting: from what the game says of the lap so far, and when the car passed the ends of
// sectors. What was not seen to begin does not count.
import type { FieldCar } from '../../../../src/model/field.ts'

export type RunningSector = {
  /** Counted from 0. */
  readonly sector: number
  /** Time of the lap when it began; undefined while that was not seen. */
  readonly began_ms: number | undefined
  readonly lap_ms: number
}

/** A place this far beyond an end is where a car was first seen in the sector, not where it crossed. */
const nearEnd = 0.03

/** Takes where a car is now. `ends` are shares of the lap, without the last. Undefined while the game tells no time of the lap. */
export function stepRunning(
  known: RunningSector | undefined,
  { current, spline, location }: Pick<FieldCar, 'current' | 'spline' | 'location'>,
  ends: readonly number[],
): RunningSector | undefined {
  const lap_ms = current?.time_ms
  if (lap_ms === undefined || ends.length === 0 || location !== 'track') return undefined
  const at = ends.findIndex(end => spline < end)
  const sector = at < 0 ? ends.length : at
  if (known?.sector === sector && lap_ms >= known.lap_ms) return { ...known, lap_ms }
  if (sector === 0) return { sector, began_ms: 0, lap_ms }
  const isCrossing = known?.sector === sector - 1 && spline - (ends[sector - 1] ?? 0) < nearEnd
  return { sector, began_ms: isCrossing ? lap_ms : undefined, lap_ms }
}

/** `23.4`: a tenth, because it is told ten times a second. Nothing where the beginning was not seen. */
export function runningText(running: RunningSector | undefined): string | undefined {
  if (running?.began_ms === undefined) return undefined
  return ((running.lap_ms - running.began_ms) / 1000).toFixed(1)
}
