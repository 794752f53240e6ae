// How long the newest values of each rig were on their way, from the moment of their sample to their receipt.

import type { LiveSink } from '../live/sink.ts'
import type { WayActivity } from '../model/activity.ts'
import type { LiveMessage } from '../model/messages.ts'
import { isPlausibleWay } from '../model/plausible-way.ts'
import { ClockBounds } from './clock-bounds.ts'

/** Values that are looked at: ten seconds of driving. */
const memory = 600
/** Rigs name themselves: a bound for what a stranger may claim. */
const mostRigs = 200

type Ways = { readonly site: string; readonly rig: string; readonly recent: Float64Array; written: number }

/** A bound for the clocks that is wider than this says too little to correct anything by. */
const mostWithin_ms = 20

export class Lags {
  readonly #rigs = new Map<string, Ways>()
  /** How far the clocks are apart; measures nothing where another broker stands between. */
  readonly clocks = new ClockBounds()

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
      const clock = this.clocks.of(site, rig)
      // A difference that may be none corrects nothing.
      const isKnown = clock !== undefined && clock.within_ms <= mostWithin_ms
      const ahead_ms = isKnown && Math.abs(clock.ahead_ms) > clock.within_ms ? clock.ahead_ms : 0
      const at = (share: number) =>
        tenth((sorted[Math.floor(share * (sorted.length - 1))] ?? fastest) + ahead_ms)
      const lag = { p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99) }
      const isComparable = isPlausibleWay(fastest + ahead_ms)
      return [
        {
          ...{ site, rig, fastest_ms: tenth(fastest) },
          ...(isComparable && { lag }),
          ...(clock !== undefined && { clock }),
        },
      ]
    })
  }
}

export type Hearing = {
  /** Whether a rig was told to gather values for a while: those are older than their way is long. */
  readonly gathers?: (of: LiveMessage) => boolean
  /** Where the hub itself acknowledges what rigs send. */
  readonly now?: () => number
}

/** The same sink; what is put there is noted on its way. */
export const heard = (
  sink: LiveSink,
  lags: Lags,
  { gathers = () => false, now }: Hearing = {},
): LiveSink => ({
  put(values, received) {
    if (!gathers(values)) lags.note(values, received)
    sink.put(values, received)
  },
  putField: (message, received) => sink.putField(message, received),
  tell(message) {
    if (message.type === 'status' && now !== undefined) lags.clocks.note(message.status, now())
    sink.tell(message)
  },
  counters: () => sink.counters(),
  close: () => sink.close(),
})

const tenth = (ms: number): number => Math.round(ms * 10) / 10
