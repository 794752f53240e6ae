// Follows the running lap: its lines are drawn on twenty times a second, and twice a second it is laid over the track anew.
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { LiveLap } from '../../live-core/live-lap.ts'
import { feed, loop } from '../../shell/line.svelte.ts'
import { present } from '../../shell/present.svelte.ts'
import { liveId } from './address.ts'
import type { Comparison, LoadedLap } from './comparison.svelte.ts'
import { placesOf, tailOf } from './live-tail.ts'
import type { PlotShelf } from './plot-shelf.ts'
import type { Row } from './row.ts'
import type { Viewport } from './viewport.svelte.ts'

const drawn_hz = 20
const laid_ms = 500
/** Of a track whose length nobody knows yet. */
const somewhere_m = 5000

type Shown = {
  readonly axis: TraceAxis
  readonly rows: readonly Row[]
  /** A column of pixels holds several steps. */
  readonly isCoarse: boolean
}

/** The car that the running lap belongs to. */
export const presentRig = () => (present.rig === undefined ? undefined : feed.rigs.get(present.rig.key))

export class LiveDrive {
  readonly #comparison: Comparison
  readonly #viewport: Viewport
  readonly #plots: PlotShelf
  readonly #shown: () => Shown
  /** What of the running lap the charts hold. */
  #laid = { turn: -1, count: 0, at_ms: Number.NEGATIVE_INFINITY, timer_ms: 0 }
  #isBusy = false

  /** Follows the running lap while it is among those that are compared; must be made while a component is. */
  constructor(comparison: Comparison, viewport: Viewport, plots: PlotShelf, shown: () => Shown) {
    this.#comparison = comparison
    this.#viewport = viewport
    this.#plots = plots
    this.#shown = shown
    const isLive = $derived(comparison.laps.some(({ source }) => source.id === liveId))
    const axis = $derived(shown().axis)
    $effect(() => {
      void axis
      this.#laid = { ...this.#laid, turn: -1 }
      return isLive ? loop.add(drawn_hz, now_ms => this.#look(now_ms)) : undefined
    })
  }

  #look(now_ms: number): void {
    const lap = presentRig()?.liveLap
    if (lap === undefined || lap.count === 0) return
    const isOther = lap.turn !== this.#laid.turn
    if (isOther || (now_ms - this.#laid.at_ms >= laid_ms && lap.count !== this.#laid.count)) {
      void this.#lay(lap, now_ms)
    } else this.#drawOn(lap)
  }

  async #lay(lap: LiveLap, now_ms: number): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    const { turn, count } = lap
    this.#laid = { turn, count, at_ms: now_ms, timer_ms: lap.timer_ms }
    try {
      await this.#comparison.refresh(this.#shown().isCoarse ? this.#viewport.zoom : undefined)
    } finally {
      this.#isBusy = false
    }
  }

  #drawOn(lap: LiveLap): void {
    const { axis, rows } = this.#shown()
    const { laps } = this.#comparison
    // A little from before, so that it begins where the line ends.
    const columns = lap.columns(this.#laid.timer_ms - laid_ms)
    const length_m = lengthOf(laps)
    const places = placesOf(columns, axis, length_m)
    if (places === undefined) return
    for (const running of laps.filter(({ source }) => source.id === liveId)) {
      for (const row of rows) {
        const tail = tailOf(row, columns, places, running, laps)
        if (tail !== undefined) this.#plots.of(row.key)?.extend(running.slot, tail)
      }
    }
  }
}

const lengthOf = (laps: readonly LoadedLap[]): number =>
  laps.find(({ spine }) => spine !== undefined)?.spine?.length_m ?? somewhere_m
