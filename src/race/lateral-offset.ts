// How far to the side of the reference a lap was driven, from the positions of both.

export type Positions = {
  /** In metres of the world; NaN or null is not measured. */
  readonly x: readonly (number | null)[]
  readonly z: readonly (number | null)[]
}

/** The reference is looked for so many places before and after the same metre: no two lines are farther apart along it. */
const reach = 12
/** Farther apart than any track is wide: one of the positions is of somewhere else. */
const widest_m = 60

/**
 * Metres beside the way of the reference, at right angles to it, for each place of the lap; positive is to the right as
 * one drives. `nearest[i]` is the index of the reference's place at the metre of place `i`. Null where a position is
 * missing.
 */
export function lateralOffsets(
  lap: Positions,
  reference: Positions,
  nearest: (place: number) => number,
): (number | null)[] {
  return lap.x.map((x, place) => {
    const z = lap.z[place]
    return x === null || z === null || z === undefined ? null : offsetAt(x, z, reference, nearest(place))
  })
}

function offsetAt(x: number, z: number, { x: xs, z: zs }: Positions, middle: number): number | null {
  let best: number | undefined
  for (let at = Math.max(0, middle - reach); at < Math.min(xs.length - 1, middle + reach); at++) {
    const [x0, z0, x1, z1] = [xs[at], zs[at], xs[at + 1], zs[at + 1]]
    if (typeof x0 !== 'number' || typeof z0 !== 'number') continue
    if (typeof x1 !== 'number' || typeof z1 !== 'number') continue
    const [dx, dz] = [x1 - x0, z1 - z0]
    const length = Math.hypot(dx, dz)
    if (length === 0) continue
    const along = Math.min(1, Math.max(0, ((x - x0) * dx + (z - z0) * dz) / length ** 2))
    const [fx, fz] = [x - (x0 + along * dx), z - (z0 + along * dz)]
    const far = Math.hypot(fx, fz)
    // The game's z runs from the top of a map down: to the right of (dx, dz) lies (-dz, dx).
    const signed = fz * dx - fx * dz < 0 ? -far : far
    if (best === undefined || far < Math.abs(best)) best = signed
  }
  return best === undefined || Math.abs(best) > widest_m ? null : best
}
