// The race as lines: laps to the right, seconds behind the first car downwards.
import type { Surface } from '../../live-core/surface.ts'
import type { Theme } from '../../theme/tokens.ts'
import { marksPerLap } from './passings.ts'
import type { TraceLine } from './race-trace.ts'

export type TraceLook = {
  readonly lines: readonly TraceLine[]
  readonly label: (car: number) => string
  readonly reference: number | undefined
  readonly theme: Theme
}

const isWhole = (lap: number): boolean => Number.isInteger(lap)
/** Of the first lap a quarter says where one is. */
const lapSteps = [0.25, 0.5, 1, 2, 5, 10, 20] as const

const edge = { left: 34, right: 44, top: 10, bottom: 22 } as const
/** Beyond that a car is laps down: the picture is of those who race each other. */
const most_s = 90

export function paintTrace(surface: Surface, { lines, label, reference, theme }: TraceLook): void {
  const { context, width, height } = surface
  surface.clear()
  const laps = lines.flatMap(line => line.laps)
  if (laps.length === 0) return
  const [first, last] = [Math.min(...laps), Math.max(...laps)]
  const deepest = Math.min(most_s, Math.max(5, ...lines.flatMap(line => line.gaps_s)))
  const [wide, high] = [width - edge.left - edge.right, height - edge.top - edge.bottom]
  const x = (lap: number) => edge.left + (last === first ? wide : ((lap - first) / (last - first)) * wide)
  const y = (gap_s: number) => edge.top + (Math.min(gap_s, deepest) / deepest) * high
  grid(surface, theme, { first, last, deepest, x, y })
  const isLooked = (line: TraceLine) => line.car === reference
  for (const line of lines.toSorted((a, b) => Number(isLooked(a)) - Number(isLooked(b)))) {
    context.strokeStyle = isLooked(line) ? theme.ink : theme['line-strong']
    context.lineWidth = isLooked(line) ? 3 : 1.5
    context.beginPath()
    let before: number | undefined
    line.laps.forEach((lap, at) => {
      const [px, py] = [x(lap), y(line.gaps_s[at] ?? 0)]
      // What nobody saw is a gap in the line; of a long race only the ends of laps are left.
      if (before !== undefined && (lap - before <= 1 / marksPerLap || (isWhole(lap) && lap === before + 1)))
        context.lineTo(px, py)
      else context.moveTo(px, py)
      before = lap
    })
    context.stroke()
    if (line.laps.length === 1)
      dot(surface, x(line.laps[0] ?? 0), y(line.gaps_s[0] ?? 0), context.strokeStyle)
  }
  labels(surface, lines, { label, reference, theme, x, y, last })
}

type Scale = { readonly x: (lap: number) => number; readonly y: (gap_s: number) => number }

function grid(
  { context, width, height }: Surface,
  theme: Theme,
  {
    first,
    last,
    deepest,
    x,
    y,
  }: Scale & { readonly first: number; readonly last: number; readonly deepest: number },
): void {
  context.font = '12px B612'
  context.fillStyle = theme.ink3
  context.strokeStyle = theme.line
  context.lineWidth = 1
  context.textBaseline = 'middle'
  context.textAlign = 'right'
  const step = [1, 2, 5, 10, 20, 30].find(size => deepest / size <= 5) ?? 30
  for (let gap = 0; gap <= deepest; gap += step) {
    const py = Math.round(y(gap)) + 0.5
    context.beginPath()
    context.moveTo(edge.left, py)
    context.lineTo(width - edge.right, py)
    context.stroke()
    context.fillText(gap === 0 ? '0' : `+${gap}`, edge.left - 6, py)
  }
  context.textAlign = 'center'
  const lapStep = lapSteps.find(step => (last - first) / step <= 8) ?? 50
  for (let lap = Math.ceil(first / lapStep) * lapStep; lap <= last; lap += lapStep)
    context.fillText(String(lap), x(lap), height - 9)
}

function dot(
  { context }: Surface,
  x: number,
  y: number,
  colour: string | CanvasGradient | CanvasPattern,
): void {
  context.fillStyle = colour
  context.beginPath()
  context.arc(x, y, 3, 0, 2 * Math.PI)
  context.fill()
}

/** Numbers at the ends of the lines, where they have room: the car that is looked at first, then from the top. */
function labels(
  { context }: Surface,
  lines: readonly TraceLine[],
  { label, reference, theme, x, y, last }: Scale & Omit<TraceLook, 'lines'> & { readonly last: number },
): void {
  const taken: number[] = []
  const ends = lines
    .filter(line => last - (line.laps.at(-1) ?? 0) < 1)
    .map(line => ({ car: line.car, py: y(line.gaps_s.at(-1) ?? 0) }))
    .sort((a, b) => Number(b.car === reference) - Number(a.car === reference) || a.py - b.py)
  context.textAlign = 'left'
  context.textBaseline = 'middle'
  for (const { car, py } of ends) {
    if (taken.some(other => Math.abs(other - py) < 12)) continue
    taken.push(py)
    context.font = `${car === reference ? 700 : 400} 12px B612`
    context.fillStyle = car === reference ? theme.ink : theme.ink3
    context.fillText(label(car), x(last) + 6, py)
  }
}
