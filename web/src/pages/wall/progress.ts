// How far a car has come in a session, in laps: the game's counter and its place on the track, which do not change
// together at the line.

export type Progress = {
  /** Laps and the share of the present one, without a jump at the line. */
  readonly laps: number
  readonly spline: number
}

/** Between these places the counter has long settled, on whichever side of the line it changed. */
const settled = { from: 0.2, to: 0.8 } as const

/** The next progress of a car that is at `spline` (0 to 1) with `laps` completed; `before` is undefined at first. */
export function stepProgress(before: Progress | undefined, laps: number, spline: number): Progress {
  if (before === undefined) return { laps: firstOf(laps, spline), spline }
  const moved = spline - before.spline
  const step = moved - Math.round(moved)
  const next = before.laps + step
  const told = laps + spline
  const isOff = Math.abs(next - told) > 0.5
  return { laps: isOff && spline > settled.from && spline < settled.to ? told : next, spline }
}

/** Before the line of a race nobody has completed a lap, and the place is high: behind zero, not nearly one lap ahead. */
const firstOf = (laps: number, spline: number): number =>
  laps === 0 && spline > settled.to ? spline - 1 : laps + spline
