// What the driver's own screen is set to, where a page shows a mirror of it.

class Mirrored {
  /** What its delta is measured against; undefined while no screen of that rig has said. */
  reference = $state.raw<string | undefined>(undefined)
}

export const mirrored = new Mirrored()
