// Keeps the running lap of a car measured against the lap that was chosen: one that this page saw, or one of the hub.
import type { LapColumns } from '../../../src/model/lap-columns.ts'
import { type ReferenceLap, referenceLap } from '../../../src/race/delta.ts'
import { micros, millis } from '../../../src/units/quantity.ts'
import { chooseReference, type ReferenceChoice, type ReferenceKind } from '../live-core/reference.ts'
import { ask } from './api.ts'
import { feed, type RigSnapshot, type Snapshot } from './line.svelte.ts'

export type ReferenceState =
  | { readonly state: 'none' }
  | { readonly state: 'fetching' | 'missing' | 'ready'; readonly lap_time_ms: number }

/** Laps of the hub, by id; `missing` is one whose trace it does not have, or not yet. */
const fetched = new Map<string, ReferenceLap | 'missing'>()
const mostFetched = 16
/** The hub writes a lap's grid a little after the lap; a missing one is asked for again. */
const askAgain_ms = 5000

class References {
  /** Counts up when an answer has come: who measures looks again. */
  answers = $state.raw(0)
  #asking: string | undefined

  /** Measures a rig against the chosen lap from now on, and says how far that has come. */
  measure(kind: ReferenceKind, rig: RigSnapshot, { laps, boards }: Snapshot): ReferenceState {
    const known = feed.rigs.get(rig.key)
    const choice = rig.session === undefined ? undefined : chooseReference(kind, rig.session, laps, boards)
    if (known === undefined || choice === undefined) {
      known?.delta.against(undefined)
      return { state: 'none' }
    }
    const { lap_id, lap_time_ms } = choice
    if (known.delta.lap_id === lap_id) return { state: 'ready', lap_time_ms }
    const stored = fetched.get(lap_id)
    const reference = known.traces.reference(lap_id, lap_time_ms) ?? stored
    if (reference !== undefined && reference !== 'missing') {
      known.delta.against(reference, lap_id)
      return { state: 'ready', lap_time_ms }
    }
    known.delta.against(undefined)
    if (stored === 'missing') return { state: 'missing', lap_time_ms }
    void this.#fetch(choice)
    return { state: 'fetching', lap_time_ms }
  }

  async #fetch(choice: ReferenceChoice): Promise<void> {
    const { lap_id } = choice
    if (this.#asking === lap_id) return
    this.#asking = lap_id
    const answer = await ask<Partial<LapColumns>>(`/api/laps/${encodeURIComponent(lap_id)}/grid?columns=t_us`)
    this.#asking = undefined
    const reference = answer.ok ? referenceOf(answer.body, choice) : undefined
    if (fetched.size >= mostFetched) fetched.clear()
    fetched.set(lap_id, reference ?? 'missing')
    if (reference === undefined) {
      setTimeout(() => {
        fetched.delete(lap_id)
        this.answers += 1
      }, askAgain_ms)
    }
    this.answers += 1
  }
}

export const references = new References()

/** The reference in a grid; undefined for one that does not begin at the line. */
function referenceOf(
  { columns }: Partial<LapColumns>,
  { lap_time_ms }: ReferenceChoice,
): ReferenceLap | undefined {
  const times = Float64Array.from(columns?.['t_us'] ?? [], time => time ?? Number.NaN)
  const start = times[0] ?? Number.NaN
  return Number.isNaN(start) ? undefined : referenceLap(times, micros(start), millis(lap_time_ms))
}
