// One page: what it watches, what it has not been sent yet, and how fast it can take it.
import { type LiveRate, liveRates, type PageReport, type RigKey } from '../model/live-protocol.ts'
import { FieldTurns } from './field-turns.ts'
import { firstPace, type Pace, stepPace } from './pace.ts'

/** The way to one page. `send` never waits; what it could not send yet is in `waiting`. */
export interface Outlet {
  send(text: string): void
  /** Bytes that were sent and have not left this process. */
  readonly waiting: number
  close(code: number, reason: string): void
}

/** Values may go out this part of a period early, so that those of a rig with the wanted rate are not thinned when
 * they arrive unevenly. In the long run the rate holds. */
const early = 0.4

export class Reader {
  readonly outlet: Outlet
  dropped = 0
  sent = 0
  refused = 0
  /** What the page last said of itself. */
  report: PageReport = {}
  /** When what its driver measures against is to be said again. */
  referenceDue = 0
  readonly fields = new FieldTurns()
  #pace: Pace
  #rates: { readonly [Rig in RigKey | '*']?: LiveRate } = { '*': 60 }
  readonly #fresh = new Set<RigKey>()
  readonly #nextAt = new Map<RigKey, number>()

  constructor(outlet: Outlet, now: number) {
    this.outlet = outlet
    this.#pace = firstPace(now)
  }

  watch(rates: { readonly [Rig in RigKey | '*']?: LiveRate }): void {
    this.#rates = rates
    for (const rig of this.#fresh) if (this.wanted_hz(rig) === undefined) this.#fresh.delete(rig)
  }

  get cap(): LiveRate {
    return this.#pace.cap
  }

  /** The fastest rate that the page asked for. */
  get asked(): LiveRate {
    const asked = Object.values(this.#rates)
    return liveRates.find(rate => asked.includes(rate)) ?? 10
  }

  /** Whether what may be skipped must wait, because much is unread. */
  get behind(): boolean {
    return this.#pace.behind
  }

  /** Whether the page gets less than it asked for. */
  get held(): boolean {
    return this.#pace.behind || this.#pace.cap < this.asked
  }

  /** Notes that a rig has new values; says whether older ones were overtaken by them. */
  mark(rig: RigKey): boolean {
    if (this.wanted_hz(rig) === undefined) return false
    if (this.#fresh.has(rig)) return true
    this.#fresh.add(rig)
    return false
  }

  forget(rig: RigKey): void {
    this.#fresh.delete(rig)
    this.#nextAt.delete(rig)
    this.fields.forget(rig)
  }

  /** Steps the pace; true when the page must be told about its rate. */
  step(now: number): boolean {
    const before = this.#pace.cap
    this.#pace = stepPace(this.#pace, this.outlet.waiting, now)
    return this.#pace.cap !== before && Math.min(before, this.#pace.cap) < this.asked
  }

  /** Takes the rigs whose values may go out now. `wait` is how long until the next may, if any is left. */
  due(now: number): { readonly rigs: readonly RigKey[]; readonly wait: number | undefined } {
    if (this.#fresh.size === 0) return { rigs: [], wait: undefined }
    if (this.#pace.behind) return { rigs: [], wait: 20 }
    const rigs: RigKey[] = []
    let wait: number | undefined
    for (const rig of this.#fresh) {
      const period = 1000 / Math.min(this.wanted_hz(rig) ?? 10, this.#pace.cap)
      const nextAt = this.#nextAt.get(rig) ?? now
      if (now < nextAt - period * early) {
        wait = Math.min(wait ?? Number.POSITIVE_INFINITY, nextAt - now)
        continue
      }
      rigs.push(rig)
      this.#fresh.delete(rig)
      this.#nextAt.set(rig, Math.max(nextAt, now - period * early) + period)
    }
    return { rigs, wait }
  }

  /** What it asked for of a rig, or of any; undefined for nothing. */
  wanted_hz(rig: RigKey): LiveRate | undefined {
    return this.#rates[rig] ?? this.#rates['*']
  }
}
