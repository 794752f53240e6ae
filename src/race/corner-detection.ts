// Corners of a track that no table knows, found in the curvature of a line that was driven along it.
import { gridPoints, splineOf } from './grid.ts'

/** A lap's places over the grid, in metres of the game's world; NaN is not measured. */
export type DrivenLine = { readonly x_m: Float32Array; readonly z_m: Float32Array }

/** A stretch that turns one way; positions are shares of the centre line, `from < apex < to`. */
export type Bend = {
  readonly from: number
  /** Where it is tightest. */
  readonly apex: number
  readonly to: number
  /** How far it turns, in degrees; right is positive. */
  readonly turn_deg: number
}

/** The line is looked at in steps of about so many metres. */
const step_m = 4
/** Directions are taken between places this far apart, and curvature between such directions: noise is shorter. */
const span_m = 16
/** A corner is where the line is tighter than the first radius, and goes on until it is wider than the second. */
const tight_m = 280
const wide_m = 480
/** Two bends to the same side with less between them are one. */
const apart_m = 30
/** A bend that turns less is a kink. */
const least_deg = 12
/** A lap ends beside the place where it began: what is missing is spread over the way, up to this share of it. */
const widestGap = 0.02

/** What a lap shows of its track: the length of the driven line, and its bends in the order in which they are driven. */
export type TrackShape = { readonly length_m: number; readonly bends: readonly Bend[] }

/** Undefined where places are missing, or where the line does not close. A bend across the line is cut there. */
export function shapeOf({ x_m, z_m }: DrivenLine): TrackShape | undefined {
  const line = evenly(x_m, z_m)
  return line === undefined ? undefined : { length_m: line.count * line.step, bends: bendsOf(line) }
}

function bendsOf(line: EvenLine): readonly Bend[] {
  const curvature = curvatureOf(line)
  const { count, step, splines } = line
  const at = (index: number) => splines[index] ?? 1
  return joined(stretches(curvature), step)
    .map(({ first, end }) => {
      let [apex, turn] = [first, 0]
      for (let index = first; index < end; index++) {
        turn += (curvature[index] ?? 0) * step
        if (Math.abs(curvature[index] ?? 0) > Math.abs(curvature[apex] ?? 0)) apex = index
      }
      return {
        from: at(first),
        apex: Math.min(at(apex), at(Math.min(end, count))),
        to: at(Math.min(end, count)),
        turn_deg: (turn * 180) / Math.PI,
      }
    })
    .filter(({ turn_deg }) => Math.abs(turn_deg) >= least_deg)
}

/** A closed line in even steps; `splines[i]` is where step `i` lies. */
type EvenLine = {
  readonly count: number
  readonly step: number
  readonly x: Float64Array
  readonly z: Float64Array
  readonly splines: Float64Array
}

function evenly(x_m: Float32Array, z_m: Float32Array): EvenLine | undefined {
  const way = new Float64Array(gridPoints)
  for (let point = 1; point < gridPoints; point++) {
    const dx = (x_m[point] ?? Number.NaN) - (x_m[point - 1] ?? Number.NaN)
    const dz = (z_m[point] ?? Number.NaN) - (z_m[point - 1] ?? Number.NaN)
    way[point] = (way[point - 1] ?? 0) + Math.hypot(dx, dz)
  }
  const length = way[gridPoints - 1] ?? 0
  const count = Math.round(length / step_m)
  const missing = (values: Float32Array) => (values[gridPoints - 1] ?? 0) - (values[0] ?? 0)
  const gap = { x: missing(x_m), z: missing(z_m) }
  const closes = Math.hypot(gap.x, gap.z) <= widestGap * length
  if (!(count > (4 * span_m) / step_m) || !closes) return undefined
  const step = length / count
  const empty = () => new Float64Array(count + 1)
  const line = { count, step, x: empty(), z: empty(), splines: empty() }
  let point = 0
  for (let index = 0; index <= count; index++) {
    while (point < gridPoints - 2 && (way[point + 1] ?? 0) < index * step) point++
    const [from, to] = [way[point] ?? 0, way[point + 1] ?? 0]
    const share = to > from ? Math.min(1, (index * step - from) / (to - from)) : 0
    const between = (values: Float32Array) =>
      (values[point] ?? 0) + ((values[point + 1] ?? 0) - (values[point] ?? 0)) * share
    line.x[index] = between(x_m) - (gap.x * index) / count
    line.z[index] = between(z_m) - (gap.z * index) / count
    line.splines[index] = splineOf(point + share)
  }
  return line
}

/** 1/m at every step, right is positive. The line is closed: its end is its beginning. */
function curvatureOf({ count, step, x, z }: EvenLine): Float64Array {
  const reach = Math.round(span_m / 2 / step)
  const around = (index: number) => ((index % count) + count) % count
  const heading = Float64Array.from({ length: count }, (_, index) => {
    const [before, after] = [around(index - reach), around(index + reach)]
    return Math.atan2((x[after] ?? 0) - (x[before] ?? 0), (z[after] ?? 0) - (z[before] ?? 0))
  })
  return heading.map((_, index) => {
    const turned = (heading[around(index + reach)] ?? 0) - (heading[around(index - reach)] ?? 0)
    return -(turned - 2 * Math.PI * Math.round(turned / (2 * Math.PI))) / (2 * reach * step)
  })
}

type Stretch = { readonly first: number; readonly end: number; readonly side: number }

/** Where the line is a corner, from the first step of it up to the one behind it. */
function stretches(curvature: Float64Array): readonly Stretch[] {
  const found: Stretch[] = []
  const isBent = (index: number, side: number, radius: number) => (curvature[index] ?? 0) * side >= 1 / radius
  for (let index = 0; index < curvature.length; index++) {
    const side = Math.sign(curvature[index] ?? 0)
    if (!isBent(index, side, tight_m)) continue
    let [first, end] = [index, index + 1]
    const before = found.at(-1)?.end ?? 0
    while (first > before && isBent(first - 1, side, wide_m)) first--
    while (end < curvature.length && isBent(end, side, wide_m)) end++
    found.push({ first, end, side })
    index = end - 1
  }
  return found
}

function joined(all: readonly Stretch[], step: number): readonly Stretch[] {
  const done: Stretch[] = []
  for (const next of all) {
    const before = done.at(-1)
    if (before?.side === next.side && (next.first - before.end) * step < apart_m)
      done.splice(-1, 1, { ...before, end: next.end })
    else done.push(next)
  }
  return done
}
