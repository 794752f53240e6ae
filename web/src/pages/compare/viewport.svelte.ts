// The window and the cursors: at once on the screen, a little later in the address.
import { route } from '../../shell/route.svelte.ts'
import { membersOf, type Span, type View, viewOf } from './address.ts'
import { Cursor } from './cursor.ts'

/** The address follows at most so often while something is dragged. */
const settle_ms = 250
/** A window is never narrower, in steps of the axis. */
const narrowest = 20

export class Viewport {
  readonly cursor = new Cursor()
  /** Undefined shows the whole lap. */
  zoom: Span | undefined = $state.raw()
  /** The limits of charts whose values are zoomed into; see View. */
  tall: View['tall'] = $state.raw({})
  /** The end of the axis. */
  end = $state.raw(1)
  /** One step of the axis. */
  unit = 1
  #written: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor() {
    this.adopt(viewOf(route.now.query))
  }

  get window(): Span {
    return this.zoom ?? [0, this.end]
  }

  /** Takes what the address says, unless it is what was written there. */
  adopt(view: Places): void {
    if (placesOf(view) !== this.#written) this.put(view)
  }

  /** Shows these places; what waits to be written of older ones is forgotten. */
  put(places: Places): void {
    this.close()
    this.#written = placesOf(places)
    this.zoom = places.zoom
    this.tall = places.tall
    this.cursor.pin(places.cursor)
    this.cursor.measure(places.second)
  }

  /** Shows a window, kept within the lap; all of it is no window. */
  show(span: Span | undefined): void {
    if (span === undefined) this.zoom = undefined
    else {
      const width = Math.min(this.end, Math.max(narrowest, span[1] - span[0]))
      const from = Math.min(Math.max(0, span[0]), this.end - width)
      this.zoom = width >= this.end - 1 ? undefined : [from, from + width]
    }
    this.save()
  }

  /** Shows the values of a chart between these limits; undefined shows all of them again. */
  raise(key: string, span: Span | undefined): void {
    const { [key]: _, ...rest } = this.tall
    this.tall = span === undefined || span[1] - span[0] < 1e-3 ? rest : { ...rest, [key]: span }
    this.save()
  }

  /** All of the lap, and of its values. */
  reset(): void {
    this.tall = {}
    this.show(undefined)
  }

  /** Makes the window `factor` times as wide around a place that stays where it is. */
  scale(factor: number, around: number): void {
    const [from, to] = this.window
    this.show([around - (around - from) * factor, around + (to - around) * factor])
  }

  /** Moves the window by a share of its width. */
  pan(share: number): void {
    const [from, to] = this.window
    this.show([from + (to - from) * share, to + (to - from) * share])
  }

  /** Writes the places into the address, a little later. */
  save(): void {
    if (this.#timer !== undefined) return
    this.#timer = setTimeout(() => this.flush(), settle_ms)
  }

  flush(): void {
    this.close()
    if (route.now.path !== '/compare') return
    const { place, second, pinned } = this.cursor
    const places = { zoom: this.zoom, cursor: pinned ? place : undefined, second, tall: this.tall }
    this.#written = placesOf({ ...viewOf(route.now.query), ...places })
    route.change(membersOf(places))
  }

  /** Nothing more is written. */
  close(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}

type Places = Pick<View, 'zoom' | 'cursor' | 'second' | 'tall'>

const placesOf = ({ zoom, cursor, second, tall }: Places): string =>
  JSON.stringify([
    ...[zoom ?? null, cursor ?? null, second ?? null].flat().map(at => at && Math.round(at)),
    membersOf({ tall })['y'] ?? '',
  ])
