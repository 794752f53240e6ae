// How far the fuel reaches, and how far it must.

export type Remaining = {
  /** 0 at the line, 1 at the next. */
  readonly spline: number
  /** The time of the running lap. */
  readonly lap_time_ms: number
  /** A lap as it is driven now. */
  readonly typical_lap_ms: number
  readonly session_time_left_ms?: number | undefined
  readonly laps_left?: number | undefined
}

/**
 * Laps to the flag, the rest of this one included. A session that ends by time ends at the first line after it; one that
 * is as long as a number of laps ends with the last of them. Undefined for a session without an end.
 */
export function lapsToFlag(remaining: Remaining): number | undefined {
  const { spline, lap_time_ms, typical_lap_ms, session_time_left_ms: left_ms, laps_left } = remaining
  const rest = 1 - Math.min(1, Math.max(0, spline))
  if (laps_left !== undefined && laps_left > 0) return laps_left - 1 + rest
  if (left_ms === undefined || left_ms <= 0 || !(typical_lap_ms > 0)) return undefined
  const toLine_ms = Math.max(0, typical_lap_ms - lap_time_ms)
  return rest + Math.max(0, Math.ceil((left_ms - toLine_ms) / typical_lap_ms))
}

/** Laps that the fuel lasts; undefined where consumption is not known. */
export function lapsOfFuel(fuel_l: number | undefined, per_lap_l: number | undefined): number | undefined {
  return fuel_l === undefined || per_lap_l === undefined || per_lap_l <= 0 ? undefined : fuel_l / per_lap_l
}

/** How the fuel stands: `box` is below a lap and a half, `low` below three. */
export function fuelState(laps: number): 'fit' | 'low' | 'box' {
  if (laps < 1.5) return 'box'
  return laps < 3 ? 'low' : 'fit'
}
