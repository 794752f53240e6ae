// The line, found where the way closes: a car that crosses the line was at the same place, looking the same way, a lap ago.
import { firstAfter, valueAt } from './log.ts'
import { type Path, type PathColumn, pathSeries } from './path.ts'

/** The pit lane runs beside the line at 50 km/h at most; who crosses it there has not begun a lap. */
export const pitSpeed_ms = 60 / 3.6

const shortest_m = 500
const longest_m = 30_000
const shortest_s = 20
/** How far beside the line the reckoned way may be, as a share of the lap, and at least. */
const beside = 0.005
const beside_m = 15
/** How far its direction may be off. */
const turned_rad = 0.1
/** How far the driven way may be from the length of the track. */
const lengthError = 0.03

/**
 * When the car crossed the line before, if it crosses it at `line_s`; undefined where no crossing is proven. It has to
 * pass beside the same place, in the same direction, faster than in a pit lane, after the way of one lap: `length_m`
 * within 3 %, or any length of a circuit where the track is not known.
 */
export function lineBefore(path: Path, line_s: number, length_m: number | undefined): number | undefined {
  const at = (name: PathColumn) => reachedAt(path, name, line_s)
  const [x, z, heading, distance] = [at('x_m'), at('z_m'), at('heading_rad'), at('distance_m')]
  const [east, north] = [Math.sin(heading), Math.cos(heading)]
  const along = (row: number) => ((path.x_m[row] ?? 0) - x) * east + ((path.z_m[row] ?? 0) - z) * north
  const across = (row: number) => ((path.x_m[row] ?? 0) - x) * north - ((path.z_m[row] ?? 0) - z) * east

  let ahead = Number.NaN
  for (let row = firstAfter(path.time_s, line_s - shortest_s) - 1; row >= 0; row--) {
    const time = path.time_s[row] ?? 0
    const way = distance - (path.distance_m[row] ?? 0)
    if (way > longest_m) return undefined
    const here = along(row)
    const next = ahead
    ahead = here
    if (!(here <= 0 && next > 0) || !isLap(way, length_m)) continue
    if (Math.abs(across(row)) > Math.max(beside_m, way * beside)) continue
    if (Math.abs(wrapped((path.heading_rad[row] ?? 0) - heading)) > turned_rad) continue
    if ((path.speed_ms[row] ?? 0) < pitSpeed_ms) continue
    return time + ((path.time_s[row + 1] ?? time) - time) * (-here / (next - here))
  }
  return undefined
}

const isLap = (way_m: number, length_m: number | undefined): boolean =>
  length_m === undefined ? way_m >= shortest_m : Math.abs(way_m - length_m) <= length_m * lengthError

const wrapped = (angle: number): number => angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI))

/** A log may end a moment after its last sample: the car went on as it was. */
function reachedAt(path: Path, name: PathColumn, instant: number): number {
  const last = path.time_s.length - 1
  const value = valueAt(pathSeries(path, name), instant)
  const late_s = instant - (path.time_s[last] ?? 0)
  if (late_s <= 0) return value
  const way = (path.speed_ms[last] ?? 0) * late_s
  const heading = path.heading_rad[last] ?? 0
  if (name === 'x_m') return value + way * Math.sin(heading)
  if (name === 'z_m') return value + way * Math.cos(heading)
  return name === 'distance_m' ? value + way : value
}
