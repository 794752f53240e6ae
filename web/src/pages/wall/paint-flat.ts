// The lap as a straight line: everybody in order of place, the car that is looked at lifted above it.
import type { FieldCar } from '../../../../src/model/field.ts'
import type { CarsLook } from '../../live-core/cars-look.ts'
import type { Dot } from '../../live-core/dots.ts'
import type { Surface } from '../../live-core/surface.ts'

export type FlatLook = CarsLook & {
  /** Ends of sectors, as shares of the lap. */
  readonly sectorEnds: readonly number[]
  /** Number and middle of each corner, as a share of the lap. */
  readonly corners: readonly { readonly number: number; readonly at: number }[]
  readonly dots: readonly Dot[]
  /** In the order of the session. */
  readonly cars: readonly FieldCar[]
}

const margin = 22
const radius = 10
/** Rows above each other for cars that would cover each other. */
const mostRows = 6

export function paintFlat(surface: Surface, look: FlatLook): void {
  const { context, width, height } = surface
  surface.clear()
  if (width < 4 * margin || height < 6 * radius) return
  const { theme } = look
  const x = (share: number) => margin + share * (width - 2 * margin)
  const base = Math.min(height - 56, height / 2 + mostRows * radius)
  context.lineWidth = 5
  context.strokeStyle = theme.bg3
  line(context, x(0), base, x(1), base)
  for (const [at, share] of [0, ...look.sectorEnds, 1].entries()) {
    const isLine = share === 0 || share === 1
    context.lineWidth = isLine ? 3 : 2
    context.strokeStyle = isLine ? theme.ink : theme.ink3
    line(context, x(share), base - 8, x(share), base + 8)
    if (share === 1) continue
    context.fillStyle = theme.ink3
    context.font = '12px B612'
    context.textAlign = 'left'
    context.textBaseline = 'alphabetic'
    context.fillText(`S${at + 1}`, x(share) + 4, base + 44)
  }
  context.textAlign = 'center'
  let labelled = Number.NEGATIVE_INFINITY
  for (const { number, at } of look.corners) {
    if (x(at) - labelled < 24) continue
    labelled = x(at)
    context.fillText(`T${number}`, x(at), base + 24)
  }
  paintCars(surface, look, x, base - 20)
}

function paintCars({ context }: Surface, look: FlatLook, x: (share: number) => number, lowest: number): void {
  const { theme, reference } = look
  const order = new Map(look.cars.map(({ car }, at) => [car, at]))
  const isIn = new Set(look.cars.flatMap(({ car, location }) => (location.startsWith('pit') ? [car] : [])))
  const ends = Array.from({ length: mostRows }, () => Number.NEGATIVE_INFINITY)
  const inPlace = look.dots.toSorted((a, b) => a.spline - b.spline)
  context.textBaseline = 'middle'
  for (const dot of inPlace) {
    const place = x(dot.spline)
    const free = ends.findIndex(end => place - end > 2 * radius + 6)
    const row = free < 0 ? mostRows - 1 : free
    ends[row] = place
    const y = lowest - row * (2 * radius + 4)
    const isReference = dot.car === reference
    const own = look.colourOf(dot.car)
    context.globalAlpha = look.isStale || dot.isHeld ? 0.5 : 1
    context.strokeStyle = theme.line
    context.lineWidth = 1
    line(context, place, lowest + 17, place, y + radius)
    context.fillStyle = isReference ? theme.ink : isIn.has(dot.car) ? theme.bg1 : theme.bg3
    context.strokeStyle = isIn.has(dot.car) ? theme.off : (own ?? theme.ink2)
    context.lineWidth = order.get(dot.car) === 0 ? 3 : 1.5
    context.beginPath()
    context.arc(place, y, radius + (look.label(dot.car).length > 2 ? 2 : 0), 0, 2 * Math.PI)
    context.fill()
    context.stroke()
    context.fillStyle = isReference ? theme.bg0 : isIn.has(dot.car) ? theme.off : theme.ink
    context.font = `${isReference ? 700 : 400} 10px B612`
    context.fillText(look.label(dot.car), place, y + 0.5)
    context.globalAlpha = 1
  }
}

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(toX, toY)
  context.stroke()
}
