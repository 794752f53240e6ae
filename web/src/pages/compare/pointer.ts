// What the pointer asks of the charts: it moves the cursor, a drag zooms, the wheel zooms where it points. With V held
// the values of the chart under it are zoomed instead of the axis, with B both.
import type { Span } from './address.ts'
import { type ChartAt, scaled, valueAt, valuesBetween } from './chart-at.ts'
import { plotLeft, plotRight } from './plot.ts'
import { followFingers } from './touch.ts'
import type { Viewport } from './viewport.svelte.ts'

/** A drag that is shorter, in pixels, was a click. */
const click_px = 4
const wheelStep = 0.8

export type DragBox = Readonly<Record<'left' | 'right' | 'top' | 'bottom', number>>

export type PointerPorts = {
  readonly viewport: Viewport
  /** The chart at a height over all charts. */
  readonly chartAt: (y: number) => ChartAt | undefined
  /** Shows what is selected. */
  readonly drag: (selected: DragBox | undefined) => void
}

type Pixel = { readonly x: number; readonly y: number }

/** Listens on an element that lies over the charts. */
export function followPointer(element: HTMLElement, { viewport, chartAt, drag }: PointerPorts): () => void {
  const { cursor } = viewport
  let left = 0
  let top = 0
  let width = 1
  let height = 1
  let from: Pixel | undefined
  let seen: number | undefined
  let held: string | undefined

  const measure = () => {
    const box = element.getBoundingClientRect()
    left = box.left + plotLeft
    top = box.top
    width = Math.max(1, box.width - plotLeft - plotRight)
    height = box.height
  }
  const observer = new ResizeObserver(measure)
  observer.observe(element)
  const pixelOf = (event: MouseEvent): Pixel => ({
    x: Math.min(width, Math.max(0, Math.round(event.clientX - left))),
    y: Math.min(height, Math.max(0, event.clientY - top)),
  })
  const placeOf = (x: number) => {
    const [start, end]: Span = viewport.window
    return start + (x / width) * (end - start)
  }
  const far = (a: Pixel, b: Pixel) =>
    Math.max(held === 'v' ? 0 : Math.abs(a.x - b.x), held === undefined ? 0 : Math.abs(a.y - b.y))

  function moved(event: PointerEvent): void {
    if (event.pointerType === 'touch') return
    const pixel = pixelOf(event)
    if (from !== undefined && far(from, pixel) > click_px) {
      const wide = held !== 'v'
      const tall = held !== undefined
      drag({
        left: plotLeft + (wide ? Math.min(from.x, pixel.x) : 0),
        right: plotLeft + (wide ? Math.max(from.x, pixel.x) : width),
        top: tall ? Math.min(from.y, pixel.y) : 0,
        bottom: tall ? Math.max(from.y, pixel.y) : height,
      })
    }
    // Nothing is new before another column of pixels is reached.
    if (pixel.x === seen) return
    seen = pixel.x
    if (!cursor.pinned) cursor.move(placeOf(pixel.x))
  }
  function pressed(event: PointerEvent): void {
    if (event.button !== 0 || event.pointerType === 'touch') return
    measure()
    from = pixelOf(event)
    element.setPointerCapture(event.pointerId)
  }
  function released(event: PointerEvent): void {
    if (from === undefined) return
    const [start, end] = [from, pixelOf(event)]
    from = undefined
    drag(undefined)
    if (far(start, end) > click_px) {
      const chart = held === undefined ? undefined : chartAt(start.y)
      if (chart !== undefined) viewport.raise(chart.key, valuesBetween(chart, start.y, end.y))
      if (held !== 'v') viewport.show([placeOf(Math.min(start.x, end.x)), placeOf(Math.max(start.x, end.x))])
    } else if (event.shiftKey) cursor.measure(placeOf(end.x))
    else cursor.pin(placeOf(end.x))
    viewport.save()
  }
  function wheeled(event: WheelEvent): void {
    if (event.ctrlKey) return
    event.preventDefault()
    const turned = event.deltaY === 0 ? event.deltaX : event.deltaY
    if (event.shiftKey) {
      viewport.pan(Math.sign(turned) * 0.1)
      return
    }
    const factor = turned > 0 ? 1 / wheelStep : wheelStep
    const { x, y } = pixelOf(event)
    const chart = held === undefined ? undefined : chartAt(y)
    if (chart !== undefined) viewport.raise(chart.key, scaled(chart, valueAt(chart, y), factor))
    if (held !== 'v') viewport.scale(factor, placeOf(x))
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
  element.addEventListener('dblclick', () => viewport.reset(), { signal })
  addEventListener('scroll', measure, { signal, capture: true, passive: true })
  addEventListener(
    'keydown',
    ({ key, ctrlKey, metaKey }) => {
      const name = key.toLowerCase()
      if ((name === 'v' || name === 'b') && !ctrlKey && !metaKey) held = name
    },
    { signal },
  )
  const release = () => {
    held = undefined
  }
  addEventListener('keyup', release, { signal })
  addEventListener('blur', release, { signal })
  const letGo = followFingers(element, { viewport, xOf: event => pixelOf(event).x, width: () => width })
  return () => {
    letGo()
    stop.abort()
    observer.disconnect()
  }
}
