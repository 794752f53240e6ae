// What the painters see of one car in this frame: its values, how old they are, and its delta.
import type { RigKey } from '../../../src/model/live-protocol.ts'
import type { DeltaWatch } from './delta-watch.ts'
import type { Feed } from './feed.ts'
import { type Freshness, freshnessLimits, freshnessOf } from './freshness.ts'
import { type Latency, LatencyWindow } from './latency.ts'
import { type Mode, ModeWatch } from './mode.ts'
import type { Ring } from './ring.ts'
import { type LiveColumn, valueIn } from './row.ts'

export class CarView {
  readonly key: RigKey
  readonly #feed: Feed
  readonly #latency = new LatencyWindow()
  readonly #modes = new ModeWatch()
  #painted = { session_id: '', seq: -1 }
  freshness: Freshness = 'never'
  age_ms: number | undefined
  /** The page's clock of this frame. */
  now_ms = 0

  constructor(feed: Feed, key: RigKey) {
    this.#feed = feed
    this.key = key
  }

  /** Looks at the feed once a frame, before anything is painted; `now_ms` is the page's wall clock. */
  step(now_ms: number): void {
    this.now_ms = now_ms
    this.age_ms = this.#feed.age_ms(this.key, now_ms)
    this.freshness = freshnessOf(this.age_ms)
    this.#modes.step(this)
    const newest = this.#feed.rigs.get(this.key)?.newest
    if (newest === undefined || this.age_ms === undefined) return
    if (newest.session_id === this.#painted.session_id && newest.seq === this.#painted.seq) return
    this.#painted = { session_id: newest.session_id, seq: newest.seq }
    const lag_ms = this.#feed.lag_ms(this.key, now_ms)
    if (lag_ms !== undefined && this.age_ms < freshnessLimits.stale) this.#latency.add(lag_ms)
  }

  /** A value of the newest sample; undefined where the game gave none, and when it is too old to be shown. */
  value(column: LiveColumn): number | undefined {
    if (this.freshness === 'lost' || this.freshness === 'never') return undefined
    const newest = this.#feed.rigs.get(this.key)?.newest
    return newest === undefined ? undefined : valueIn(newest.row, column)
  }

  /** What its driver needs to see. */
  get mode(): Mode {
    return this.#modes.mode
  }

  get feed() {
    return this.#feed.rigs.get(this.key)
  }

  /** The delta to the reference; undefined where there is none, and when it is too old to be shown. */
  get delta(): DeltaWatch | undefined {
    return this.freshness === 'lost' || this.freshness === 'never' ? undefined : this.feed?.delta
  }

  get ring(): Ring | undefined {
    return this.feed?.ring
  }

  /** From the read of the game's memory to the paint, over the last ten seconds. Where the rig's clock cannot be
   * compared with the hub's, from the receipt by the hub. */
  get latency(): Latency | undefined {
    return this.#latency.summary
  }
}
