// The track and everybody on it. The outline is drawn once for each size; the dots on every frame.
import type { FieldCar } from '../../../../src/model/field.ts'
import type { CarsLook } from '../cars-look.ts'
import type { Dot } from '../dots.ts'
import { type Fit, fitOf, type Outline, placeAt } from '../outline.ts'
import type { Surface } from '../surface.ts'

export type MapLook = CarsLook & {
  readonly outline: Outline | undefined
  /** Ends of sectors, as shares of the lap. */
  readonly sectorEnds: readonly number[]
  readonly dots: readonly Dot[]
  /** In the order of the session. */
  readonly cars: readonly FieldCar[]
}

const margin = 34

export class MapPainter {
  #fit: Fit | undefined
  #path: Path2D | undefined
  #made = { outline: undefined as Outline | undefined, version: -1 }

  paint(surface: Surface, look: MapLook): void {
    const { context } = surface
    surface.clear()
    const { outline, theme } = look
    if (outline === undefined || surface.width < 2 * margin) return
    const path = this.#pathOf(surface, outline)
    context.lineJoin = 'round'
    context.strokeStyle = theme.bg3
    context.lineWidth = 9
    context.stroke(path)
    context.strokeStyle = theme['line-strong']
    context.lineWidth = 1.5
    context.stroke(path)
    for (const [at, end] of [0, ...look.sectorEnds].entries()) this.#tick(surface, look, end, at === 0)
    this.#dots(surface, look)
  }

  #pathOf(surface: Surface, outline: Outline): Path2D {
    if (this.#path !== undefined && this.#made.outline === outline && this.#made.version === surface.version)
      return this.#path
    const fit = fitOf(outline, surface.width, surface.height, margin)
    const path = new Path2D()
    outline.xs.forEach((x, at) => {
      const z = outline.zs[at] ?? Number.NaN
      // A hole is bridged: it is a few metres of a known shape.
      if (!Number.isNaN(x + z)) path.lineTo(...fit(x, z))
    })
    path.closePath()
    this.#fit = fit
    this.#path = path
    this.#made = { outline, version: surface.version }
    return path
  }

  /** A short line across the track: the line itself, or the end of a sector. */
  #tick({ context }: Surface, { outline, theme }: MapLook, share: number, isLine: boolean): void {
    if (outline === undefined || this.#fit === undefined) return
    const [here, next] = [placeAt(outline, share), placeAt(outline, share + 0.004)]
    if (here === undefined || next === undefined) return
    const [x, y] = this.#fit(...here)
    const [nextX, nextY] = this.#fit(...next)
    const length = Math.hypot(nextX - x, nextY - y) || 1
    const half = isLine ? 9 : 6
    const [across, along] = [((nextY - y) / length) * half, (-(nextX - x) / length) * half]
    context.strokeStyle = isLine ? theme.ink : theme.ink3
    context.lineWidth = isLine ? 3 : 2
    context.beginPath()
    context.moveTo(x - across, y - along)
    context.lineTo(x + across, y + along)
    context.stroke()
  }

  #dots(surface: Surface, look: MapLook): void {
    const { context } = surface
    const { cars, label, reference, theme } = look
    const order = new Map(cars.map(({ car }, at) => [car, at]))
    const byCar = new Map(cars.map(car => [car.car, car]))
    const looked = order.get(reference ?? -1) ?? 0
    // Who matters most is placed first, and drawn last: the car that is looked at, the first, then who is near in order.
    const weight = (car: number) => {
      const at = order.get(car) ?? 1000
      return car === reference ? -2 : at === 0 ? -1 : Math.abs(at - looked)
    }
    const placed: Placed[] = []
    for (const dot of look.dots.toSorted((a, b) => weight(a.car) - weight(b.car))) {
      const place = placeOf(dot, look.outline, this.#fit)
      if (place === undefined) continue
      const [x, y] = place
      const isReference = dot.car === reference
      const radius = radiusOf(label(dot.car), isReference)
      const isCovered = placed.some(
        other => other.isNamed && Math.hypot(other.x - x, other.y - y) < radius + 10,
      )
      placed.push({ dot, x, y, isNamed: !isCovered, radius: isCovered ? 5 : radius })
    }
    context.textAlign = 'center'
    context.textBaseline = 'middle'
    for (const { dot, x, y, radius, isNamed } of placed.reverse()) {
      const isReference = dot.car === reference
      const isFirst = order.get(dot.car) === 0
      const isIn = byCar.get(dot.car)?.location.startsWith('pit') === true
      context.globalAlpha = look.isStale || dot.isHeld ? 0.5 : 1
      context.fillStyle = isReference ? theme.ink : isIn ? theme.bg1 : theme.bg3
      const own = look.colourOf(dot.car)
      context.strokeStyle = isReference ? (own ?? theme.bg0) : isIn ? theme.off : (own ?? theme.ink2)
      context.lineWidth = isFirst ? 3 : own === undefined ? 1.5 : 2.5
      if (isFirst && !isReference && own === undefined) context.strokeStyle = theme.ink
      context.beginPath()
      context.arc(x, y, radius, 0, 2 * Math.PI)
      context.fill()
      context.stroke()
      if (isNamed) {
        context.fillStyle = isReference ? theme.bg0 : isIn ? theme.off : theme.ink
        context.font = `${isReference ? 700 : 400} ${isReference ? 12 : 10}px B612`
        context.fillText(label(dot.car), x, y + 0.5)
      }
      context.globalAlpha = 1
    }
  }
}

/** Three digits need a little more room than two, and a dot without any less. */
function radiusOf(label: string, isReference: boolean): number {
  if (label === '') return isReference ? 10 : 6
  return (isReference ? 12 : 10) + (label.length > 2 ? 2 : 0)
}

/** A car that would cover a more important one is a small dot without its number. */
type Placed = {
  readonly dot: Dot
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly isNamed: boolean
}

function placeOf(
  dot: Dot,
  outline: Outline | undefined,
  fit: Fit | undefined,
): readonly [number, number] | undefined {
  if (fit === undefined) return undefined
  if (dot.x !== undefined && dot.z !== undefined) return fit(dot.x, dot.z)
  const place = outline === undefined ? undefined : placeAt(outline, dot.spline)
  return place === undefined ? undefined : fit(...place)
}
