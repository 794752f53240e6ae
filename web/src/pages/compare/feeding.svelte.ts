// Keeps a comparison fed with what the page shows: the whole lap at once, finer values when window and cursor have come
// to rest.
import { untrack } from 'svelte'
import { axisStep, type TraceAxis } from '../../../../src/model/trace-axis.ts'
import { channelsOf, type Span } from './address.ts'
import type { Comparison } from './comparison.svelte.ts'
import type { Viewport } from './viewport.svelte.ts'

/** A window at rest is asked for in finer steps. */
const windowRests_ms = 120
const cursorRests_ms = 180
/** So many steps on either side of the cursor are read one by one. */
const around = 200

type Shown = { readonly axis: TraceAxis; readonly rows: string }

export class Feeding {
  /** Of the plots, in CSS pixels. */
  width = $state.raw(0)
  /** Between the two cursors, once both rest. */
  stretch: Span | undefined = $state.raw()
  readonly #comparison: Comparison
  readonly #viewport: Viewport
  // Derived, so that values which came do not ask for the same values again.
  readonly #isLoaded = $derived.by(() => {
    const { laps } = this.#comparison
    return laps.length > 0 && laps.every(lap => lap.whole !== undefined || lap.problem !== undefined)
  })
  /** A column of pixels holds several steps of the lap. */
  readonly isCoarse = $derived.by(
    () => (this.#comparison.laps.find(({ whole }) => whole !== undefined)?.whole?.step ?? 1) > 1,
  )

  /** Follows what is shown; must be made while a component is. */
  constructor(comparison: Comparison, viewport: Viewport, shown: () => Shown) {
    this.#comparison = comparison
    this.#viewport = viewport
    const axis = $derived(shown().axis)
    const channels = $derived(channelsOf(shown().rows.split(',')))
    const end = $derived.by(() => {
      void comparison.laps
      return comparison.end(axis)
    })
    $effect(() => {
      viewport.unit = axisStep[axis]
      if (end !== undefined) viewport.end = end
    })
    $effect(() => {
      const shape = { axis, channels, points: this.#points }
      if (this.width > 0) untrack(() => void comparison.take(shape))
    })
    $effect(() => this.#refine())
    $effect(() => this.#followCursor(axisStep[axis]))
  }

  /** In steps, so that a window that is resized does not ask for every width on its way. */
  get #points(): number {
    return Math.min(4000, Math.max(200, Math.ceil((this.width * devicePixelRatio) / 100) * 100))
  }

  #refine(): (() => void) | undefined {
    const window = this.#viewport.zoom
    if (!this.#isLoaded || !this.isCoarse) return undefined
    const timer = setTimeout(() => void this.#comparison.look(window), windowRests_ms)
    return () => clearTimeout(timer)
  }

  #followCursor(unit: number): () => void {
    const { cursor } = this.#viewport
    const [isLoaded, isCoarse] = [this.#isLoaded, this.isCoarse]
    let resting: ReturnType<typeof setTimeout> | undefined
    const stop = cursor.listen(() => {
      const { place, second } = cursor
      clearTimeout(resting)
      if (second === undefined && untrack(() => this.stretch) !== undefined) this.stretch = undefined
      if (!isLoaded || place === undefined) return
      resting = setTimeout(() => {
        const both: Span | undefined =
          second === undefined ? undefined : [Math.min(place, second), Math.max(place, second)]
        this.stretch = both
        if (isCoarse || both !== undefined)
          void this.#comparison.lookClosely(both ?? [place - around * unit, place + around * unit])
      }, cursorRests_ms)
    })
    return () => {
      clearTimeout(resting)
      stop()
    }
  }
}
