// A circuit as columns by the metre: curvature, direction and place of the driven line, closed to a loop.
import { splineLength, type Track } from '../../model/track.ts'
import { tracks } from '../../model/tracks.ts'
import { type Circuit, type CircuitId, circuits } from './circuits.ts'

/** Columns over `count` cells of `step` metres; element `count` is the line again. */
export type Course = {
  readonly id: CircuitId
  readonly length: number
  readonly step: number
  readonly count: number
  /** 1/m, right is positive. */
  readonly curvature: Float64Array
  /** Direction of travel, radians from +z towards +x; not wrapped. A right turn lessens it. */
  readonly direction: Float64Array
  readonly x: Float64Array
  readonly z: Float64Array
  /** Height in metres, and its change per metre. */
  readonly y: Float64Array
  readonly slope: Float64Array
  /** Middles of the bends, in metres. */
  readonly apexes: readonly number[]
  /** Ends of all sectors but the last, in metres. */
  readonly sectorEnds: readonly number[]
  readonly pit: PitLane
}

/** Metres along the lap; `entry` lies before the line and below 0, `exit` behind it. */
export type PitLane = {
  readonly entry: number
  readonly exit: number
  readonly box: number
  /** Metres to the right of the driven line. */
  readonly offset: number
}

/** The speed limit of a pit lane, m/s. */
export const pitLimit = 50 / 3.6

/** Draws the course of a circuit. */
export function courseOf(id: CircuitId): Course {
  const circuit: Circuit = circuits[id]
  const track: Track = tracks[id]
  const length = splineLength(track)
  const count = Math.round(length)
  const step = length / count
  const curvature = drawCurvature(circuit, length, count)
  const direction = new Float64Array(count + 1)
  direction[0] = (circuit.start_direction * Math.PI) / 180
  for (let i = 0; i < count; i++) direction[i + 1] = at(direction, i) - at(curvature, i) * step
  const [x0, z0] = circuit.origin
  const x = integrate(direction, step, Math.sin, x0)
  const z = integrate(direction, step, Math.cos, z0)
  const y = Float64Array.from({ length: count + 1 }, (_, i) => heightAt(circuit, (i % count) / count))
  const slope = Float64Array.from(
    y,
    (_, i) => (at(y, (i + 1) % count) - at(y, (i + count - 1) % count)) / (2 * step),
  )
  const entry = (circuit.pit.entry - 1) * length
  return {
    id,
    length,
    step,
    count,
    curvature,
    direction,
    x,
    z,
    y,
    slope,
    apexes: circuit.bends.map(([share]) => share * length),
    sectorEnds: track.sector_ends.map(share => share * length),
    pit: {
      entry,
      exit: entry + (track.pit_lane_s ?? 25) * pitLimit,
      box: circuit.pit.box_m,
      offset: circuit.pit.offset_m,
    },
  }
}

/** The element of a column; 0 beyond its ends. */
export const at = (column: Float64Array, index: number): number => column[index] ?? 0

/** A column at `distance` metres (0 ≤ distance ≤ length), linear between its cells. */
export function sample(course: Course, column: Float64Array, distance: number): number {
  const cell = distance / course.step
  const index = Math.floor(cell)
  const low = at(column, index)
  return low + (at(column, index + 1) - low) * (cell - index)
}

/** Brings any distance into 0 ≤ distance < length. */
export const wrapped = (course: Course, distance: number): number =>
  distance - Math.floor(distance / course.length) * course.length

/** Every bend is a trapezoid of curvature; what the turns lack to a full circle is spread over all of them. */
function drawCurvature(circuit: Circuit, length: number, count: number): Float64Array {
  const curvature = new Float64Array(count + 1)
  const step = length / count
  let turned = 0
  for (const [share, turn, radius, ease] of circuit.bends) {
    const arc = (Math.abs(turn) * Math.PI * radius) / 180
    const ramp = arc * ease
    const half = (arc + ramp) / 2
    const from = Math.floor((share * length - half) / step)
    const to = Math.ceil((share * length + half) / step)
    for (let cell = from; cell <= to; cell++) {
      const inside = half - Math.abs((cell + 0.5) * step - share * length)
      const value = Math.max(0, ramp === 0 ? Math.sign(inside) : Math.min(1, inside / ramp)) / radius
      const index = ((cell % count) + count) % count
      curvature[index] = at(curvature, index) + Math.sign(turn) * value
    }
  }
  for (let i = 0; i < count; i++) turned += at(curvature, i) * step
  const full = Math.sign(turned) * 2 * Math.PI
  for (let i = 0; i < count; i++) curvature[i] = (at(curvature, i) * full) / turned
  curvature[count] = at(curvature, 0)
  return curvature
}

/** Sums up the way; the small gap that is left at the line is taken back evenly along the lap. */
function integrate(
  direction: Float64Array,
  step: number,
  part: (angle: number) => number,
  start: number,
): Float64Array {
  const count = direction.length - 1
  const column = new Float64Array(count + 1)
  column[0] = start
  for (let i = 0; i < count; i++) {
    column[i + 1] = at(column, i) + step * part((at(direction, i) + at(direction, i + 1)) / 2)
  }
  const gap = at(column, count) - start
  for (let i = 0; i <= count; i++) column[i] = at(column, i) - (gap * i) / count
  return column
}

function heightAt({ heights }: Circuit, share: number): number {
  const last = heights.length - 1
  let index = heights.findLastIndex(([from]) => from <= share)
  if (index < 0) index = last
  const [from, low] = heights[index] ?? [0, 0]
  const [to, high] =
    index === last ? [1 + (heights[0]?.[0] ?? 0), heights[0]?.[1] ?? 0] : (heights[index + 1] ?? [1, 0])
  const along = (share - from) / (to - from)
  return low + (high - low) * (0.5 - 0.5 * Math.cos(Math.PI * along))
}
