// A table: the windows of tyres and brakes, in which a car works best. Data, with a version, because updates move it.
// Sources: community measurements since ACC 1.9; the wet windows and the discs rest on one or two sources.

/** Fits from `from` to `to`; beyond `low` and `high` it is out of its window, between them on the edge of it. */
export type Window = {
  readonly low: number
  readonly from: number
  readonly to: number
  readonly high: number
}

export const windowsVersion = '2026-11'

export const windows = {
  dry: {
    tyre_pressure_psi: { low: 25.7, from: 26.0, to: 27.0, high: 27.3 },
    tyre_core_temp_c: { low: 70, from: 75, to: 95, high: 100 },
  },
  wet: {
    tyre_pressure_psi: { low: 29.0, from: 29.5, to: 30.5, high: 31.0 },
    tyre_core_temp_c: { low: 20, from: 25, to: 65, high: 70 },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Window>>>>

/** Of the hottest moment of a lap: a disc that is judged at every stop would always be too hot. */
export const brakeWindow: Window = { low: 250, from: 250, to: 650, high: 750 }

/**
 * Slip ratios beyond which a wheel is locking or spinning, and the speed below which they say nothing: at a standstill
 * they have no bound. In the Brands Hatch recording 95 of 100 moments of a front wheel under braking lie above −0.17.
 */
export const slipLimits = { lock: -0.2, spin: 0.2, from_kmh: 20 } as const

export type WindowState = 'cold' | 'cool' | 'fit' | 'warm' | 'hot'

/** Where a value lies; the edges belong to the better side. */
export function windowState(value: number, { low, from, to, high }: Window): WindowState {
  if (value < low) return 'cold'
  if (value < from) return 'cool'
  if (value <= to) return 'fit'
  return value <= high ? 'warm' : 'hot'
}
