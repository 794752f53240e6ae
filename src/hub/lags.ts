// How long the newest values of each rig were on their way, from the moment of their sample to their receipt.

import type { LiveSink } from '../live/sink.ts'
import type { WayActivity } from '../model/activity.ts'
import type { LiveMessage } from '../model/messages.ts'
import { isPlausibleWay } from '../model/plausible-way.ts'

/** Values that are looked at: ten seconds of driving. */
const memory = 600
/** Rigs name themselves: a bound for what a stranger may claim. */
const mostRigs = 200

type Ways = { readonly site: string; readonly rig: string; readonly recent: Float64Array; written: number }

export class Lags {
  readonly #rigs = new Map<string, Ways>()

  note({ site, rig, at_ms }: LiveMessage, received_ms: number): void {
    const key = `${site}/${rig}`
    let of = this.#rigs.get(key)
    if (of === undefined) {
      if (this.#rigs.size >= mostRigs) return
      of = { site, rig, recent: new Float64Array(memory), written: 0 }
      this.#rigs.set(key, of)
    }
    of.recent[of.written % memory] = received_ms - at_ms
    of.written += 1
  }

  all(): readonly WayActivity[] {
    return [...this.#rigs.values()].flatMap(({ site, rig, recent, written }) => {
      const sorted = recent.slice(0, Math.min(written, memory)).sort()
      const [fastest] = sorted
      if (fastest === undefined) return []
      const at = (share: number) => tenth(sorted[Math.floor(share * (sorted.length - 1))] ?? fastest)
      const lag = { p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) }
      return [{ site, rig, fastest_ms: tenth(fastest), ...(isPlausibleWay(fastest) && { lag }) }]
    })
  }
}

/** The same sink; what is put there is noted on its way, but for values that a rig was told to gather for a while. */
export const heard = (
  sink: LiveSink,
  lags: Lags,
  gathers: (of: LiveMessage) => boolean = () => false,
): LiveSink => ({
  put(values, received) {
    if (!gathers(values)) lags.note(values, received)
    sink.put(values, received)
  },
  putField: (message, received) => sink.putField(message, received),
  tell: message => sink.tell(message),
  counters: () => sink.counters(),
  close: () => sink.close(),
})

const tenth = (ms: number): number => Math.round(ms * 10) / 10
