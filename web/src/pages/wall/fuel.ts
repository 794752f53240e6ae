// What fuel is left for: laps, and whether that reaches the end.

export type FuelLook = {
  readonly laps_left: number | undefined
  /** Laps beyond the end of the session; negative: it does not reach. */
  readonly margin: number | undefined
  /** To add so that it reaches, with one lap to spare; absent when nothing is missing. */
  readonly add_l: number | undefined
}

/** `left_ms` of the session, `lap_ms` as laps are driven now; all undefined where the game does not say. */
export function fuelLook(
  fuel_l: number | undefined,
  per_lap_l: number | undefined,
  left_ms: number | undefined,
  lap_ms: number | undefined,
): FuelLook {
  if (fuel_l === undefined || per_lap_l === undefined || per_lap_l <= 0) {
    return { laps_left: undefined, margin: undefined, add_l: undefined }
  }
  const laps_left = fuel_l / per_lap_l
  if (left_ms === undefined || lap_ms === undefined || lap_ms <= 0) {
    return { laps_left, margin: undefined, add_l: undefined }
  }
  // The lap that runs when the time is up is driven to its end.
  const laps_to_go = Math.ceil(left_ms / lap_ms)
  const margin = laps_left - laps_to_go
  return { laps_left, margin, add_l: margin >= 0 ? undefined : (laps_to_go + 1) * per_lap_l - fuel_l }
}
