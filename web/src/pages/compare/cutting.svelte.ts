// Where the track is cut: as the address says, else as the hub keeps it, else by its corners.
import { type Cut, cutsOver, cutsProblem } from '../../../../src/model/cuts.ts'
import type { TrackCuts } from '../../../../src/model/track-cuts.ts'
import { type Answer, ask, put, remove } from '../../shell/api.ts'

type Kept = { readonly cuts: TrackCuts | null }
type Shown = {
  readonly track: string | undefined
  /** Of the lap that is the measure of all. */
  readonly length_m: number | undefined
  /** From the address. */
  readonly drafted: readonly Cut[] | undefined
}

export class Cutting {
  /** Undefined while it is not known, null where nobody cut the track. */
  kept: TrackCuts | null | undefined = $state.raw()
  /** Why something could not be saved, or be shown. */
  problem: string | undefined = $state.raw()
  readonly #shown: () => Shown

  /** Follows what is shown; must be made while a component is. */
  constructor(shown: () => Shown) {
    this.#shown = shown
    const track = $derived(shown().track)
    $effect(() => {
      this.kept = undefined
      this.problem = undefined
      if (track === undefined) return undefined
      const stop = new AbortController()
      void ask<Kept>(pathOf(track), stop.signal).then(answer => {
        // A hub that cannot say cuts by corners, as ever.
        if (!stop.signal.aborted) this.kept = answer.ok ? answer.body.cuts : null
      })
      return () => stop.abort()
    })
  }

  get isKnown(): boolean {
    return this.#shown().drafted !== undefined || this.kept !== undefined
  }

  get isDrafted(): boolean {
    return this.#shown().drafted !== undefined
  }

  /** Undefined: by its corners. Cuts of another track, which fit no lap of this one, are none. */
  get now(): readonly Cut[] | undefined {
    const { drafted, length_m } = this.#shown()
    if (length_m === undefined) return undefined
    const cuts =
      drafted ?? (this.kept ? cutsOver(this.kept.segments, this.kept.length_m, length_m) : undefined)
    return cuts === undefined || cutsProblem(cuts, length_m) !== undefined ? undefined : cuts
  }

  /** Keeps these cuts for everybody; whether the hub did. */
  save(cuts: readonly Cut[]): Promise<boolean> {
    const { track, length_m } = this.#shown()
    if (track === undefined || length_m === undefined) return Promise.resolve(false)
    return this.#take(put<Kept>(pathOf(track), { length_m, segments: cuts }))
  }

  /** Cuts by the corners again, for everybody. */
  async forget(): Promise<boolean> {
    const { track } = this.#shown()
    return track === undefined || !this.kept ? true : this.#take(remove<Kept>(pathOf(track)))
  }

  async #take(asked: Promise<Answer<Kept>>): Promise<boolean> {
    const answer = await asked
    this.problem = answer.ok ? undefined : answer.problem
    if (answer.ok) this.kept = answer.body.cuts
    return answer.ok
  }
}

const pathOf = (track: string): string => `/api/tracks/${encodeURIComponent(track)}/cuts`
