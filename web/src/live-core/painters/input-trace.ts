// Throttle, brake and steering of the last seconds, newest at the right edge.
import type { Theme } from '../../theme/tokens.ts'
import type { CarView } from '../car-view.ts'
import type { Ring } from '../ring.ts'
import type { LiveColumn } from '../row.ts'
import type { Surface } from '../surface.ts'

/** A pause in the samples longer than this is a gap in the line, never bridged. */
const gap_ms = 250

type Line = {
  readonly column: LiveColumn
  readonly colour: keyof Theme
  readonly span: readonly [low: number, high: number]
  readonly dash: readonly number[]
}
const lines: readonly Line[] = [
  { column: 'steer', colour: 'ink3', span: [-1, 1], dash: [] },
  { column: 'brake', colour: 'loss', span: [0, 1], dash: [5, 3] },
  { column: 'throttle', colour: 'gain', span: [0, 1], dash: [] },
]

/** Paints the last `seconds` of a car's inputs. */
export function paintInputTrace(surface: Surface, car: CarView, theme: Theme, seconds: number): void {
  const { context, width, height } = surface
  surface.clear()
  context.lineWidth = 1
  context.setLineDash([])
  context.strokeStyle = theme.line
  for (const share of [0, 0.5, 1]) {
    const y = Math.round(1 + share * (height - 3)) + 0.5
    context.beginPath()
    context.moveTo(0, y)
    context.lineTo(width, y)
    context.stroke()
  }
  const ring = car.ring
  if (ring === undefined || ring.length === 0) return
  // The right edge moves on while nothing comes: the trace runs out of the picture, it does not stand still.
  const edge_ms = ring.timeAt(0) + Math.max(0, (car.age_ms ?? 0) - gap_ms)
  const alive = car.freshness === 'live' || car.freshness === 'late'
  for (const line of lines) {
    context.strokeStyle = alive ? theme[line.colour] : theme.ink3
    context.lineWidth = line.column === 'steer' ? 1.5 : 2.5
    context.setLineDash([...line.dash])
    trace(surface, ring, line, edge_ms, seconds * 1000)
  }
  context.setLineDash([])
}

function trace(
  { context, width, height }: Surface,
  ring: Ring,
  line: Line,
  edge_ms: number,
  span_ms: number,
) {
  const [low, high] = line.span
  let later_ms = Number.NaN
  context.beginPath()
  for (let back = 0; back < ring.length; back++) {
    const time_ms = ring.timeAt(back)
    const value = ring.valueAt(line.column, back)
    const x = width * (1 - (edge_ms - time_ms) / span_ms)
    if (Number.isNaN(value)) {
      later_ms = Number.NaN
      continue
    }
    const y = 2 + (1 - (value - low) / (high - low)) * (height - 4)
    if (later_ms - time_ms <= gap_ms) context.lineTo(x, y)
    else context.moveTo(x, y)
    later_ms = time_ms
    if (x < 0) break
  }
  context.stroke()
}
