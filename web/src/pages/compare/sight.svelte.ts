// What of the compared laps is in sight: their charts, how they differ, how the track is cut, and the map.
import { untrack } from 'svelte'
import { lapDifference, type SegmentDifference } from '../../../../src/race/lap-difference.ts'
import { phasesOf } from '../../../../src/race/phases.ts'
import { marks } from '../wall/marks.svelte.ts'
import { liveId, type View } from './address.ts'
import type { Comparison } from './comparison.svelte.ts'
import { cornersOf } from './corner-marks.ts'
import { Cutting } from './cutting.svelte.ts'
import type { Feeding } from './feeding.svelte.ts'
import { lapText } from './lap-choices.ts'
import { differences } from './like-for-like.ts'
import { mapOf } from './map-view.ts'
import { measure } from './measured.ts'
import { holds, layerOf, pictureOf } from './picture.ts'
import { timeAt } from './places.ts'
import type { Row } from './row.ts'
import type { Viewport } from './viewport.svelte.ts'
import { placedMarks } from './wall-marks.ts'

type Shown = { readonly view: View; readonly rows: readonly Row[] }

export class Sight {
  /** Segments are edited by hand. */
  editing = $state.raw(false)
  readonly cutting: Cutting
  readonly #comparison: Comparison
  readonly #viewport: Viewport
  readonly #feeding: Feeding
  readonly #shown: () => Shown

  readonly laps = $derived.by(() => this.#comparison.laps)
  readonly a = $derived(this.laps.find(({ slot }) => slot === 'a'))
  readonly ref = $derived.by(() => {
    void this.laps
    return this.#comparison.reference
  })
  /** The lap that all are laid over, over distance. */
  readonly spine = $derived((this.ref ?? this.laps[0])?.spine)
  /** The lap that is walked along. */
  readonly own = $derived(this.a?.spine ?? this.spine)
  readonly track = $derived(this.laps.find(({ about }) => about !== undefined)?.about?.track)
  readonly axis = $derived.by(() => this.#shown().view.axis)

  readonly whole = $derived(layerOf(this.laps, 'whole'))
  readonly #fine = $derived(layerOf(this.laps, 'fine'))
  readonly #drawn = $derived.by(() => {
    const { zoom } = this.#viewport
    return this.#fine !== undefined && zoom !== undefined && holds(this.#fine, zoom) ? this.#fine : this.whole
  })
  readonly #detail = $derived(layerOf(this.laps, 'detail'))
  /** The finest first. */
  readonly layers = $derived([this.#detail, this.#drawn, this.whole].filter(layer => layer !== undefined))
  readonly pictures = $derived.by(() => {
    const [whole, drawn] = [this.whole, this.#drawn]
    return whole === undefined || drawn === undefined
      ? []
      : this.#shown().rows.map(row => pictureOf(row, this.laps, whole, drawn, this.corners))
  })

  readonly cuts = $derived.by(() => this.cutting.now)
  readonly cutSegments = $derived((this.ref ?? this.laps[0])?.segments)
  readonly corners = $derived(
    cornersOf(this.cutSegments, this.spine, this.axis, this.track, this.cuts !== undefined),
  )
  /** The cuts that are moved by hand; undefined while none are. */
  readonly edited = $derived(
    this.editing && this.cutSegments !== undefined
      ? (this.cuts ?? this.cutSegments.segments.map(({ from_m }) => ({ from_m, name: '' })))
      : undefined,
  )

  readonly difference = $derived(
    this.a?.segments === undefined || this.ref?.segments === undefined
      ? undefined
      : lapDifference(this.a.segments, this.ref.segments),
  )
  /** The difference is that of the lap times. */
  readonly isWhole = $derived(
    this.difference !== undefined &&
      this.difference.from_m === 0 &&
      this.difference.to_m === this.ref?.segments?.length_m,
  )
  readonly warnings = $derived(
    this.a?.about === undefined || this.ref?.about === undefined
      ? []
      : differences(this.a.about, this.ref.about),
  )
  readonly measured = $derived.by(() => {
    const { stretch } = this.#feeding
    return stretch === undefined ? undefined : measure(stretch, this.#shown().rows, this.laps, this.layers)
  })
  readonly flags = $derived(placedMarks(this.laps, id => marks.onLap(id), this.axis))
  readonly map = $derived.by(() =>
    mapOf(
      this.#shown().view.map,
      this.a,
      this.ref,
      this.corners,
      this.track,
      this.edited?.slice(1).map(({ from_m }) => from_m),
    ),
  )
  readonly titles = $derived(
    this.laps.map(({ about, source }) => (source.id === liveId ? 'running lap' : lapText(about ?? {}))),
  )
  readonly missing = $derived(this.laps.filter(lap => lap.problem !== undefined && lap.source.id !== liveId))

  /** Follows what is shown; must be made while a component is. */
  constructor(comparison: Comparison, viewport: Viewport, feeding: Feeding, shown: () => Shown) {
    this.#comparison = comparison
    this.#viewport = viewport
    this.#feeding = feeding
    this.#shown = shown
    this.cutting = new Cutting(() => ({
      track: this.track,
      length_m: this.spine?.length_m,
      drafted: shown().view.cuts,
    }))
    $effect(() => {
      const [isKnown, now] = [this.cutting.isKnown && this.spine !== undefined, this.cuts]
      if (isKnown) untrack(() => void comparison.cut(now))
    })
  }

  /** Entry, apex and exit of a segment. */
  phases(row: SegmentDifference) {
    return phasesOf(
      row,
      metre => this.a?.spine && timeAt(this.a.spine, metre),
      metre => this.ref?.spine && timeAt(this.ref.spine, metre),
    )
  }
}
