// The delta to the reference: zero in the middle, faster to the right, slower to the left.
import type { Theme } from '../../theme/tokens.ts'
import type { Surface } from '../surface.ts'

export type DeltaLook = {
  /** Milliseconds against the reference at this place, negative is faster; undefined: no bar. */
  readonly delta_ms: number | undefined
  /** Milliseconds that are won (negative) or lost in each second of driving. */
  readonly trend: number
  readonly scale_ms: number
  /** The lap does not count: an outline only. */
  readonly hollow: boolean
  readonly alive: boolean
  readonly theme: Theme
}

/** Losing or winning so many milliseconds a second paints the bar in full colour. */
const fullTrend = 60

export function paintDeltaBar(surface: Surface, look: DeltaLook): void {
  const { context, width, height } = surface
  const { theme, delta_ms, scale_ms } = look
  surface.clear()
  const middle = Math.round(width / 2)
  if (delta_ms !== undefined) {
    const share = Math.max(-1, Math.min(1, -delta_ms / scale_ms))
    const reach = Math.round((share * (width - 4)) / 2)
    const [left, wide] = reach >= 0 ? [middle, reach] : [middle + reach, -reach]
    const colour = !look.alive ? theme.ink3 : delta_ms <= 0 ? theme.gain : theme.loss
    if (look.hollow) {
      context.strokeStyle = colour
      context.lineWidth = 2
      context.strokeRect(left + 1, 1, Math.max(0, wide - 2), height - 2)
    } else {
      const agrees = Math.sign(look.trend) === Math.sign(delta_ms)
      const strength = agrees ? Math.min(1, Math.abs(look.trend) / fullTrend) : 0
      context.globalAlpha = 0.45 + 0.55 * strength
      context.fillStyle = colour
      context.fillRect(left, 0, wide, height)
      context.globalAlpha = 1
    }
    if (Math.abs(delta_ms) > scale_ms) chevrons(surface, share, theme.ink)
  }
  context.fillStyle = theme.ink
  context.fillRect(middle - 1.5, 0, 3, height)
}

/** Two arrow heads at the end of a bar that is longer than the scale. */
function chevrons({ context, width, height }: Surface, side: number, colour: string): void {
  const turn = side > 0 ? 1 : -1
  const size = Math.min(12, height / 4)
  const edge = side > 0 ? width - 4 : 4
  context.strokeStyle = colour
  context.lineWidth = 3
  context.beginPath()
  for (const step of [0, size]) {
    context.moveTo(edge - turn * (size + step), height / 2 - size)
    context.lineTo(edge - turn * step, height / 2)
    context.lineTo(edge - turn * (size + step), height / 2 + size)
  }
  context.stroke()
}
