// The ring of gaps: squares are on the same lap as the car at the top, circles on another.

import type { CarsLook } from '../../live-core/cars-look.ts'
import type { Surface } from '../../live-core/surface.ts'
import type { RingCar } from './gap-ring.ts'

export type RingLook = CarsLook & {
  readonly cars: readonly RingCar[]
  /** Seconds that the whole ring stands for. */
  readonly lap_s: number | undefined
  /** Where a stop would put the car that is looked at, as a part of a lap; undefined: not known. */
  readonly rejoin: number | undefined
}

/** Seconds between the marks of the scale. */
const scaleStep_s = 10
const crowded = 26

export function paintRing(
  surface: Surface,
  { cars, label, reference, lap_s, rejoin, colourOf, theme, isStale }: RingLook,
): void {
  const { context, width, height } = surface
  surface.clear()
  const radius = Math.min(width, height) / 2 - 40
  if (radius < 40 || cars.length === 0) return
  const [centreX, centreY] = [width / 2, height / 2]
  const at = (share: number, distance: number): readonly [number, number] => {
    const angle = share * 2 * Math.PI - Math.PI / 2
    return [centreX + distance * Math.cos(angle), centreY + distance * Math.sin(angle)]
  }
  context.strokeStyle = theme['line-strong']
  context.lineWidth = 1.5
  context.beginPath()
  context.arc(centreX, centreY, radius, 0, 2 * Math.PI)
  context.stroke()
  if (rejoin !== undefined) {
    // What a stop costs: an arc outside of the ring, and at its end where the car would come back.
    context.strokeStyle = theme.warm
    context.lineWidth = 5
    context.globalAlpha = isStale ? 0.5 : 1
    context.beginPath()
    context.arc(centreX, centreY, radius + 18, -Math.PI / 2, rejoin * 2 * Math.PI - Math.PI / 2)
    context.stroke()
    context.lineWidth = 2
    context.setLineDash([4, 3])
    context.beginPath()
    context.moveTo(...at(rejoin, radius - 18))
    context.lineTo(...at(rejoin, radius + 20))
    context.stroke()
    context.setLineDash([])
    context.globalAlpha = 1
    context.strokeStyle = theme['line-strong']
    context.lineWidth = 1.5
  }
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.font = '11px B612'
  context.fillStyle = theme.ink3
  if (lap_s !== undefined) {
    for (let seconds = scaleStep_s; seconds < lap_s; seconds += scaleStep_s) {
      const [x0, y0] = at(seconds / lap_s, radius - 4)
      const [x1, y1] = at(seconds / lap_s, radius + 4)
      context.beginPath()
      context.moveTo(x0, y0)
      context.lineTo(x1, y1)
      context.stroke()
      if (seconds % (2 * scaleStep_s) === 0)
        context.fillText(`+${seconds}`, ...at(seconds / lap_s, radius - 50))
    }
  }
  // Who is close to another moves outwards, so that both can be read.
  const inOrder = cars.toSorted(
    (a, b) => Number(a.car === reference) - Number(b.car === reference) || a.share - b.share,
  )
  // The car that is looked at has its place already, and is drawn last.
  const own = inOrder.at(-1)
  const placed = own?.car === reference ? [at(own?.share ?? 0, radius)] : []
  context.globalAlpha = isStale ? 0.5 : 1
  for (const { car, share, isSameLap, isIn } of inOrder) {
    const isReference = car === reference
    const lane = isReference ? 0 : laneOf(placed, level => at(share, radius - level * (crowded - 2)))
    const [x, y] = at(share, radius - lane * (crowded - 2))
    if (!isReference) placed.push([x, y])
    const half = 11
    context.fillStyle = isReference ? theme.ink : theme.bg2
    const own = colourOf(car)
    context.strokeStyle = isIn ? theme.off : isReference ? theme.ink : (own ?? theme.ink2)
    context.lineWidth = own === undefined ? 1.5 : 2.5
    context.beginPath()
    if (isSameLap) context.roundRect(x - half - 2, y - half, 2 * half + 4, 2 * half, 3)
    else context.arc(x, y, half + 1, 0, 2 * Math.PI)
    context.fill()
    context.stroke()
    context.fillStyle = isReference ? theme.bg0 : isIn ? theme.off : theme.ink
    context.font = `${isReference ? 700 : 400} 11px B612`
    context.fillText(label(car), x, y + 0.5)
  }
  context.globalAlpha = 1
}

const mostLanes = 6

function laneOf(
  placed: readonly (readonly [number, number])[],
  place: (lane: number) => readonly [number, number],
): number {
  for (let lane = 0; lane < mostLanes; lane++) {
    const [x, y] = place(lane)
    if (placed.every(([otherX, otherY]) => Math.hypot(otherX - x, otherY - y) >= crowded)) return lane
  }
  return mostLanes - 1
}
