// Fifteen lights over the whole width; at the shift point all of them, red and white at 2.5 Hz.
import type { Theme } from '../../theme/tokens.ts'
import type { CarView } from '../car-view.ts'
import { rpmAhead, segmentColour, segments, shiftState } from '../shift.ts'
import type { Surface } from '../surface.ts'

const flash_ms = 400

export type ShiftStripLook = { readonly theme: Theme; readonly still: boolean }

/** Paints the strip; `still` keeps it white instead of flashing. */
export function paintShiftStrip(surface: Surface, car: CarView, look: ShiftStripLook): void {
  const { context, width, height } = surface
  const rpm = car.value('rpm')
  const ring = car.ring
  const limit = car.feed?.session?.max_rpm
  const alive = car.freshness === 'live' || car.freshness === 'late'
  const coming = rpm === undefined || ring === undefined ? rpm : rpmAhead(ring, rpm)
  const state = alive ? shiftState(coming, limit) : undefined
  const space = Math.max(3, height * 0.2)
  const each = (width - space * (segments - 1)) / segments
  surface.clear()
  for (let segment = 0; segment < segments; segment++) {
    context.fillStyle = colourOf(segment, state, car.now_ms, look)
    context.beginPath()
    context.roundRect(segment * (each + space), 0, each, height, Math.min(3, height / 6))
    context.fill()
  }
}

function colourOf(
  segment: number,
  state: ReturnType<typeof shiftState>,
  now_ms: number,
  { theme, still }: ShiftStripLook,
): string {
  if (state === undefined) return theme.bg2
  if (state.now) return still || now_ms % flash_ms < flash_ms / 2 ? theme.ink : theme.invalid
  return segment < state.lit ? theme[segmentColour(segment)] : theme.bg3
}
