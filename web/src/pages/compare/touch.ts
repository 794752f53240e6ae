// What fingers ask of the charts: one moves the cursor, two hold their places of the lap, and so zoom and move it.
import type { Span } from './address.ts'
import type { Viewport } from './viewport.svelte.ts'

export type TouchPorts = {
  readonly viewport: Viewport
  /** From CSS pixels beside the start of the lines, within them. */
  readonly xOf: (event: PointerEvent) => number
  readonly width: () => number
}

/** Fingers that are closer say nothing of a distance, in CSS pixels. */
const closest_px = 12

/** The window in which these places lie under these pixels; undefined where the fingers are too close. */
export function heldWindow(places: Span, pixels: Span, width: number): Span | undefined {
  const apart = pixels[1] - pixels[0]
  if (Math.abs(apart) < closest_px) return undefined
  const scale = (places[1] - places[0]) / apart
  if (!(scale > 0)) return undefined
  const from = places[0] - pixels[0] * scale
  return [from, from + width * scale]
}

/** Listens on an element that lies over the charts, to fingers alone. */
export function followFingers(element: HTMLElement, { viewport, xOf, width }: TouchPorts): () => void {
  const { cursor } = viewport
  const fingers = new Map<number, number>()
  let places: Span | undefined
  /** Two fingers were down: what is left of them does not move the cursor. */
  let wasZoomed = false
  const placeOf = (x: number) => {
    const [start, end] = viewport.window
    return start + (x / width()) * (end - start)
  }
  const pixels = (): Span | undefined => {
    const [first, second] = [...fingers.values()]
    return first === undefined || second === undefined ? undefined : [first, second]
  }
  function down(event: PointerEvent): void {
    if (event.pointerType !== 'touch') return
    fingers.set(event.pointerId, xOf(event))
    element.setPointerCapture(event.pointerId)
    const both = pixels()
    if (both === undefined) cursor.pin(placeOf(xOf(event)))
    else {
      places = [placeOf(both[0]), placeOf(both[1])]
      wasZoomed = true
    }
  }
  function move(event: PointerEvent): void {
    if (event.pointerType !== 'touch' || !fingers.has(event.pointerId)) return
    fingers.set(event.pointerId, xOf(event))
    const both = pixels()
    if (both === undefined || places === undefined) {
      if (!wasZoomed) cursor.pin(placeOf(xOf(event)))
      return
    }
    const window = heldWindow(places, both, width())
    if (window !== undefined) viewport.show(window)
  }
  function up(event: PointerEvent): void {
    if (!fingers.delete(event.pointerId)) return
    places = undefined
    if (fingers.size === 0) wasZoomed = false
    viewport.save()
  }
  const stop = new AbortController()
  const { signal } = stop
  element.addEventListener('pointerdown', down, { signal })
  element.addEventListener('pointermove', move, { signal })
  element.addEventListener('pointerup', up, { signal })
  element.addEventListener('pointercancel', up, { signal })
  return () => stop.abort()
}
