// The map on the share card: the driven line, brighter where it is faster, with its corners and the line.
import type { SKRSContext2D } from '@napi-rs/canvas'
import { cardColours as colours } from './card-colours.ts'
import type { CardLap } from './card-lap.ts'
import { text } from './card-text.ts'

export type Box = {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}
type Place = readonly [x: number, y: number]

export function paintMap(context: SKRSContext2D, { map, speed_kmh, corners }: CardLap, box: Box): void {
  if (map === undefined) return
  const places = placed(map.x, map.z, box)
  context.lineJoin = 'round'
  context.lineCap = 'round'
  stroke(context, places, 16, colours.bg2)
  paintSpeed(context, places, speed_kmh)
  const at = (share: number) => places[Math.round(share * (places.length - 1))]
  paintNumbers(context, places, corners)
  const [start, after] = [at(0), at(0.004)]
  if (start !== undefined && after !== undefined) paintLine(context, start, after)
  if (speed_kmh !== undefined) paintLegend(context, speed_kmh, box)
}

/** Numbers closer than this would cover one another: the later one is left out. */
const apart_px = 24

function paintNumbers(context: SKRSContext2D, places: readonly Place[], corners: CardLap['corners']): void {
  const taken: Place[] = []
  for (const { corner, from, to, apex = (from + to) / 2 } of corners) {
    const place = beside(places, apex, 26)
    if (place === undefined) continue
    const [x, y] = place
    if (taken.some(other => Math.hypot(other[0] - x, other[1] - y) < apart_px)) continue
    taken.push(place)
    text(context, String(corner), x, y + 6, 17, colours.ink3, { align: 'center' })
  }
}

const legend = { width: 150, height: 6 } as const

/** What the brightness of the line means. */
function paintLegend(context: SKRSContext2D, speed: Float32Array, { left, top, width, height }: Box): void {
  const { low, span } = range([...speed])
  const [right, baseline] = [left + width, top + height + 4]
  const most = `${Math.round(low + span)} km/h`
  text(context, most, right, baseline, 17, colours.ink3, { align: 'right' })
  const from = right - context.measureText(most).width - 12 - legend.width
  for (let step = 0; step < steps; step++) {
    context.fillStyle = shade(step / (steps - 1))
    context.fillRect(
      from + (step * legend.width) / steps,
      baseline - 9,
      legend.width / steps + 0.5,
      legend.height,
    )
  }
  text(context, String(Math.round(low)), from - 12, baseline, 17, colours.ink3, { align: 'right' })
}

/** In the game's world x points east and z south, as in a picture; it is turned a quarter where it fills its box better so. */
function placed(x: Float32Array, z: Float32Array, { left, top, width, height }: Box): readonly Place[] {
  const inset = 34
  const points = Array.from(x, (value, index) => [value, z[index] ?? Number.NaN] as const)
  const turned = points.map(([a, b]) => [b, -a] as const)
  const fit = (all: readonly Place[]) => {
    const [xs, ys] = [range(all.map(([a]) => a)), range(all.map(([, b]) => b))]
    return { xs, ys, scale: Math.min((width - 2 * inset) / xs.span, (height - 2 * inset) / ys.span) }
  }
  const [upright, lying] = [fit(points), fit(turned)]
  const [best, from] = upright.scale >= lying.scale ? [upright, points] : [lying, turned]
  const { xs, ys, scale } = best
  const [dx, dy] = [(width - xs.span * scale) / 2, (height - ys.span * scale) / 2]
  return from.map(([a, b]) => [left + dx + (a - xs.low) * scale, top + dy + (b - ys.low) * scale])
}

function range(values: readonly number[]): { readonly low: number; readonly span: number } {
  const known = values.filter(value => !Number.isNaN(value))
  const low = known.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const high = known.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  return { low, span: Math.max(1, high - low) }
}

function stroke(context: SKRSContext2D, places: readonly Place[], width: number, colour: string): void {
  context.lineWidth = width
  context.strokeStyle = colour
  context.beginPath()
  let pen = false
  for (const [x, y] of places) {
    if (Number.isNaN(x) || Number.isNaN(y)) pen = false
    else if (pen) context.lineTo(x, y)
    else {
      context.moveTo(x, y)
      pen = true
    }
  }
  context.stroke()
}

const steps = 12

/** One hue from dim to bright, in steps, so that neighbours are one stroke. */
function paintSpeed(context: SKRSContext2D, places: readonly Place[], speed: Float32Array | undefined): void {
  if (speed === undefined) {
    stroke(context, places, 6, colours['lap-a'])
    return
  }
  const { low, span } = range([...speed])
  const stepOf = (index: number) => {
    const share = ((speed[index] ?? Number.NaN) - low) / span
    return Number.isNaN(share) ? -1 : Math.min(steps - 1, Math.floor(share * steps))
  }
  let first = 0
  for (let index = 1; index <= places.length; index++) {
    if (index < places.length && stepOf(index) === stepOf(first)) continue
    const step = stepOf(first)
    if (step >= 0) stroke(context, places.slice(first, index + 1), 6, shade(step / (steps - 1)))
    first = index
  }
}

/** From the colour of lines to that of the lap. */
function shade(share: number): string {
  const [from, to] = [colours['line-strong'], colours['lap-a']].map(hex =>
    [1, 3, 5].map(at => Number.parseInt(hex.slice(at, at + 2), 16)),
  )
  const mix = (from ?? []).map((low, index) => Math.round(low + ((to?.[index] ?? low) - low) * share))
  return `rgb(${mix.join(', ')})`
}

/** A place to the left of the line of travel, or right where that is further from the middle. */
function beside(places: readonly Place[], share: number, distance: number): Place | undefined {
  const index = Math.round(share * (places.length - 1))
  const [here, before, after] = [
    places[index],
    places[Math.max(0, index - 10)],
    places[Math.min(places.length - 1, index + 10)],
  ]
  if (here === undefined || before === undefined || after === undefined) return undefined
  const [dx, dy] = [after[0] - before[0], after[1] - before[1]]
  const length = Math.hypot(dx, dy)
  if (!(length > 0)) return undefined
  const sides = [1, -1].map(
    side => [here[0] + (side * dy * distance) / length, here[1] - (side * dx * distance) / length] as const,
  )
  const room = (place: Place) =>
    places.reduce(
      (least, [x, y]) => Math.min(least, Math.hypot(x - place[0], y - place[1])),
      Number.POSITIVE_INFINITY,
    )
  const [one, other] = sides
  if (one === undefined || other === undefined) return undefined
  return room(one) >= room(other) ? one : other
}

function paintLine(context: SKRSContext2D, [x, y]: Place, [x1, y1]: Place): void {
  const length = Math.hypot(x1 - x, y1 - y) || 1
  const [nx, ny] = [(-(y1 - y) / length) * 16, ((x1 - x) / length) * 16]
  context.lineWidth = 5
  context.lineCap = 'butt'
  context.strokeStyle = colours.ink
  context.beginPath()
  context.moveTo(x - nx, y - ny)
  context.lineTo(x + nx, y + ny)
  context.stroke()
}
