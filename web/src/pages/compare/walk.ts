// Goes to places of the lap: with the cursor, and with the window where the cursor would leave it.

import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { View } from './address.ts'
import type { CornerMark } from './corner-marks.ts'
import { metreAt, metreOf, onOtherAxis, placeOf, timeAt } from './places.ts'
import type { Viewport } from './viewport.svelte.ts'

export type Shown = {
  readonly axis: TraceAxis
  /** The lap that is walked along, over distance. */
  readonly own: LapTrace | undefined
  readonly corners: readonly CornerMark[]
}

export class Walk {
  readonly #viewport: Viewport
  readonly #shown: () => Shown

  constructor(viewport: Viewport, shown: () => Shown) {
    this.#viewport = viewport
    this.#shown = shown
  }

  /** Pins the cursor to a metre. */
  jump(metre: number): void {
    const { axis, own } = this.#shown()
    const place = placeOf(axis, own, metre)
    if (place === undefined) return
    const viewport = this.#viewport
    viewport.cursor.pin(place)
    const [from, to] = viewport.window
    if (place < from || place > to) viewport.show([place - (to - from) / 2, place + (to - from) / 2])
    viewport.save()
  }

  /** Zooms to a stretch. */
  show({ from_m, to_m }: { readonly from_m: number; readonly to_m: number }): void {
    const { axis, own } = this.#shown()
    const [from, to] = [placeOf(axis, own, from_m), placeOf(axis, own, to_m)]
    if (from !== undefined && to !== undefined) this.#viewport.show([from, to])
  }

  /** To the next corner, or the one before. */
  corner(way: 1 | -1): void {
    const { axis, own, corners } = this.#shown()
    const at = this.#viewport.cursor.place ?? (way === 1 ? -1 : this.#viewport.end + 1)
    const places = corners.map(({ place }) => Math.round(place))
    const next = way === 1 ? places.find(place => place > at + 1) : places.findLast(place => place < at - 1)
    if (next !== undefined) this.jump(metreOf(axis, own, next) ?? 0)
  }

  /** Puts window and cursors where they are on the other axis, so that they stay on the track, and says where. */
  turn(): Pick<View, 'zoom' | 'cursor' | 'second' | 'tall'> {
    const { axis, own } = this.#shown()
    const viewport = this.#viewport
    const { cursor } = viewport
    const other = (place: number | undefined) =>
      place === undefined || own === undefined ? undefined : onOtherAxis(own, axis, place)
    const [from, to] = viewport.zoom?.map(other) ?? []
    const places = {
      zoom: from === undefined || to === undefined ? undefined : ([from, to] as const),
      cursor: cursor.pinned ? other(cursor.place) : undefined,
      second: other(cursor.second),
      tall: viewport.tall,
    }
    viewport.put(places)
    return places
  }

  /** Drives on for so long; false at the end of the lap. */
  drive(passed_ms: number): boolean {
    const { axis, own } = this.#shown()
    if (own === undefined) return false
    const { cursor } = this.#viewport
    const place = cursor.place ?? 0
    const time_ms = (axis === 'distance' ? timeAt(own, place) : place) ?? 0
    const next = axis === 'distance' ? metreAt(own, time_ms + passed_ms) : time_ms + passed_ms
    if (next === undefined || next >= this.#viewport.end) return false
    cursor.pin(next)
    return true
  }
}
