// A table: the roads that the virtual rig drives, drawn by hand: bends with their turn and radius on the driven line.
// Lengths, sector ends and corner ranges are those of model/tracks.ts; radii follow from apex speeds of recorded laps.

/**
 * One bend of the driven line: its middle as share of the lap, its turn in degrees (right is positive), its tightest
 * radius in metres, and how much of it is easing in and out (0 is a pure arc, 1 has no constant part).
 */
export type Bend = readonly [at: number, turn: number, radius: number, ease: number]

export type Circuit = {
  readonly bends: readonly Bend[]
  /** Height of the road in metres above the line, at shares of the lap. */
  readonly heights: readonly (readonly [at: number, metres: number])[]
  /** Direction of travel at the line, degrees from +z towards +x. */
  readonly start_direction: number
  /** Where the start line lies in the world. */
  readonly origin: readonly [x: number, z: number]
  readonly pit: {
    /** The speed limit begins here, as share of the lap; the table of tracks says how long it lasts. */
    readonly entry: number
    /** Metres from the line to the player's box along the lane; below 0 lies before the line. */
    readonly box_m: number
    /** Metres from the driven line to the lane; right is positive. */
    readonly offset_m: number
  }
}

export const circuits = {
  monza: {
    start_direction: 180,
    origin: [-380, 560],
    heights: [
      [0, 0],
      [0.15, -1],
      [0.35, 1],
      [0.45, 5],
      [0.55, 7],
      [0.65, 1],
      [0.72, -2],
      [0.88, -3],
    ],
    pit: { entry: 0.957, box_m: -48, offset_m: 17 },
    bends: [
      [0.1605, 76, 22, 0.6],
      [0.1687, -92.5, 25, 0.6],
      [0.19, 10, 200, 0.5],
      [0.245, 74.5, 240, 0.4],
      [0.2985, 15.5, 330, 0.6],
      [0.3695, -58.5, 40, 0.6],
      [0.377, 43.5, 50, 0.6],
      [0.4425, 96, 92, 0.5],
      [0.4965, 72.5, 87, 0.5],
      [0.5585, -14, 500, 0.8],
      [0.682, -47, 93, 0.6],
      [0.6985, 46, 106, 0.6],
      [0.7165, -37.5, 170, 0.7],
      [0.893, 100.5, 122, 0.4],
      [0.925, 75, 230, 0.8],
    ],
  },
  brands_hatch: {
    start_direction: 117,
    origin: [-130, -385],
    heights: [
      [0, 0],
      [0.025, 2.5],
      [0.07, -2],
      [0.093, -10],
      [0.13, 0],
      [0.156, 7.5],
      [0.19, -6],
      [0.225, -8],
      [0.29, -6],
      [0.34, -1],
      [0.42, -11],
      [0.5, -2],
      [0.6, 0],
      [0.68, -11],
      [0.71, -4],
      [0.88, -1],
    ],
    pit: { entry: 0.9394, box_m: -27, offset_m: 12 },
    bends: [
      [0.02, 13, 400, 0.6],
      [0.0685, 97, 122, 0.35],
      [0.101, 10, 300, 0.6],
      [0.157, 174, 32.5, 0.4],
      [0.2215, -106.5, 67, 0.45],
      [0.262, -10, 500, 0.6],
      [0.3195, -136.5, 61, 0.45],
      [0.385, 14, 700, 0.6],
      [0.5255, 83, 148, 0.3],
      [0.605, 71, 110, 0.35],
      [0.655, 37.5, 300, 0.6],
      [0.7065, 63.5, 118, 0.35],
      [0.767, -87.5, 67, 0.5],
      [0.8795, 91, 120, 0.35],
      [0.94, 45.5, 300, 0.7],
    ],
  },
  imola: {
    start_direction: -92,
    origin: [220, -385],
    heights: [
      [0, 0],
      [0.15, -2],
      [0.3, 2],
      [0.35, 6],
      [0.46, 31],
      [0.51, 22],
      [0.575, 8],
      [0.6, 12],
      [0.68, 36],
      [0.78, 24],
      [0.84, 8],
      [0.88, 1],
    ],
    pit: { entry: 0.94, box_m: 60, offset_m: 15 },
    bends: [
      [0.013, 8, 700, 0.6],
      [0.075, -24, 1100, 0.5],
      [0.1458, -55, 65, 0.6],
      [0.1605, 44, 84, 0.6],
      [0.183, -46, 132, 0.6],
      [0.273, -33, 125, 0.6],
      [0.2925, 64, 65, 0.6],
      [0.352, -148.5, 36, 0.5],
      [0.425, 20, 600, 0.6],
      [0.4775, -59.5, 92, 0.5],
      [0.4995, -32.5, 180, 0.6],
      [0.518, -25.5, 300, 0.5],
      [0.5605, 44.5, 148, 0.5],
      [0.5832, 73, 43, 0.5],
      [0.605, -18, 180, 0.6],
      [0.6855, 51, 50, 0.6],
      [0.6965, -72, 33, 0.6],
      [0.74, -22, 900, 0.6],
      [0.805, 24, 500, 0.6],
      [0.8468, -91, 43, 0.5],
      [0.8715, -87.5, 57, 0.5],
      [0.945, 26, 700, 0.6],
    ],
  },
} as const satisfies Readonly<Record<string, Circuit>>

export type CircuitId = keyof typeof circuits
export const circuitIds = Object.keys(circuits) as readonly CircuitId[]
