// What the pointer asks of the charts: it moves the cursor, a drag zooms, the wheel zooms where it points.
import type { Span } from './address.ts'
import { plotLeft, plotRight } from './plot.ts'
import type { Viewport } from './viewport.svelte.ts'

/** A drag that is shorter, in pixels, was a click. */
const click_px = 4
const wheelStep = 0.8

export type Drag = (selected: readonly [left: number, right: number] | undefined) => void

/** Listens on an element that lies over the charts; `width` is the element's, `drag` shows what is selected. */
export function followPointer(element: HTMLElement, viewport: Viewport, drag: Drag): () => void {
  const { cursor } = viewport
  let left = 0
  let width = 1
  let from: number | undefined
  let seen: number | undefined

  const measure = () => {
    const box = element.getBoundingClientRect()
    left = box.left + plotLeft
    width = Math.max(1, box.width - plotLeft - plotRight)
  }
  const observer = new ResizeObserver(measure)
  observer.observe(element)
  const pixelOf = (event: MouseEvent) => Math.min(width, Math.max(0, Math.round(event.clientX - left)))
  const placeOf = (pixel: number) => {
    const [start, end]: Span = viewport.window
    return start + (pixel / width) * (end - start)
  }

  function moved(event: PointerEvent): void {
    const pixel = pixelOf(event)
    if (from !== undefined && Math.abs(pixel - from) > click_px)
      drag([plotLeft + Math.min(from, pixel), plotLeft + Math.max(from, pixel)])
    // Nothing is new before another column of pixels is reached.
    if (pixel === seen) return
    seen = pixel
    if (!cursor.pinned) cursor.move(placeOf(pixel))
  }
  function pressed(event: PointerEvent): void {
    if (event.button !== 0) return
    measure()
    from = pixelOf(event)
    element.setPointerCapture(event.pointerId)
  }
  function released(event: PointerEvent): void {
    if (from === undefined) return
    const pixel = pixelOf(event)
    if (Math.abs(pixel - from) > click_px) {
      viewport.show([placeOf(Math.min(from, pixel)), placeOf(Math.max(from, pixel))])
    } else if (event.shiftKey) cursor.measure(placeOf(pixel))
    else cursor.pin(placeOf(pixel))
    from = undefined
    drag(undefined)
    viewport.save()
  }
  function wheeled(event: WheelEvent): void {
    if (event.ctrlKey) return
    event.preventDefault()
    const turned = event.deltaY === 0 ? event.deltaX : event.deltaY
    if (event.shiftKey) viewport.pan(Math.sign(turned) * 0.1)
    else viewport.scale(turned > 0 ? 1 / wheelStep : wheelStep, placeOf(pixelOf(event)))
  }
  const gone = () => {
    seen = undefined
    if (!cursor.pinned) cursor.move(undefined)
  }
  const stop = new AbortController()
  const { signal } = stop
  element.addEventListener('pointermove', moved, { signal })
  element.addEventListener('pointerdown', pressed, { signal })
  element.addEventListener('pointerup', released, { signal })
  element.addEventListener('pointerenter', measure, { signal })
  element.addEventListener('pointerleave', gone, { signal })
  element.addEventListener('wheel', wheeled, { signal, passive: false })
  element.addEventListener('dblclick', () => viewport.show(undefined), { signal })
  addEventListener('scroll', measure, { signal, capture: true, passive: true })
  return () => {
    stop.abort()
    observer.disconnect()
  }
}
