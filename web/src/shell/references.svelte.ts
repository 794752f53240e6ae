// Keeps the running lap of a car measured against the lap that was chosen: one that this page saw, or one of the hub.
import type { LapColumns } from '../../../src/model/lap-columns.ts'
import { type ReferenceLap, referenceLap } from '../../../src/race/delta.ts'
import { optimalLap } from '../../../src/race/optimal.ts'
import { micros, millis } from '../../../src/units/quantity.ts'
import type { LapTraces } from '../live-core/lap-trace.ts'
import {
  chooseReference,
  type ReferenceChoice,
  type ReferenceKind,
  type ReferencePart,
} from '../live-core/reference.ts'
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
    const { lap_id, lap_time_ms, parts } = choice
    if (known.delta.lap_id === lap_id) return { state: 'ready', lap_time_ms }
    const reference =
      parts === undefined ? this.#traced(choice, known.traces) : this.#joined(parts, known.traces)
    if (typeof reference !== 'string') {
      known.delta.against(reference, lap_id)
      return { state: 'ready', lap_time_ms }
    }
    known.delta.against(undefined)
    return { state: reference, lap_time_ms }
  }

  /** The times of one lap: seen by this page, or kept by the hub, which is asked for them. */
  #traced(choice: ReferenceChoice, traces: LapTraces): ReferenceLap | 'fetching' | 'missing' {
    const reference = traces.reference(choice.lap_id, choice.lap_time_ms) ?? fetched.get(choice.lap_id)
    if (reference !== undefined) return reference
    void this.#fetch(choice)
    return 'fetching'
  }

  /** The lap that is made of sectors of others. */
  #joined(parts: readonly ReferencePart[], traces: LapTraces): ReferenceLap | 'fetching' | 'missing' {
    const donors = parts.map(part => ({ part, lap: this.#traced(part, traces) }))
    if (donors.some(({ lap }) => lap === 'fetching')) return 'fetching'
    const whole = donors.flatMap(({ part, lap }) =>
      typeof lap === 'string' ? [] : [{ times_ms: lap.times_ms, sectors_ms: part.sector_times_ms }],
    )
    return (whole.length === parts.length ? optimalLap(whole) : undefined) ?? 'missing'
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
