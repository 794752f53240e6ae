// Two upright bars: brake at the left, throttle at the right, as the feet are.
import type { Theme } from '../../theme/tokens.ts'
import type { CarView } from '../car-view.ts'
import type { Surface } from '../surface.ts'

export function paintPedals(surface: Surface, car: CarView, theme: Theme): void {
  const { context, width, height } = surface
  const alive = car.freshness === 'live' || car.freshness === 'late'
  const each = (width - 4) / 2
  surface.clear()
  const bars = [
    { value: car.value('brake'), left: 0, colour: theme.loss },
    { value: car.value('throttle'), left: each + 4, colour: theme.gain },
  ]
  for (const { value, left, colour } of bars) {
    context.fillStyle = theme.bg3
    context.fillRect(left, 0, each, height)
    if (value === undefined) continue
    const high = Math.max(0, Math.min(1, value)) * height
    context.fillStyle = alive ? colour : theme.ink3
    context.fillRect(left, height - high, each, high)
  }
}
