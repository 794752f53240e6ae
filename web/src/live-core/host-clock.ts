// The hub's wall clock as seen from this page: from the ping that came back fastest lately.

type Probe = { readonly offset_ms: number; readonly round_trip_ms: number; readonly at_ms: number }

/** Probes older than this no longer count: clocks drift. */
const memory_ms = 60_000

export class HostClock {
  #probes: readonly Probe[] = []

  /** Takes one ping: sent and returned by this page's clock, answered by the hub's, all in milliseconds. */
  observe(sent_ms: number, answered_ms: number, returned_ms: number): void {
    const round_trip_ms = returned_ms - sent_ms
    if (!(round_trip_ms >= 0) || !Number.isFinite(answered_ms)) return
    const probe = { offset_ms: answered_ms - (sent_ms + returned_ms) / 2, round_trip_ms, at_ms: returned_ms }
    this.#probes = [...this.#probes.filter(old => returned_ms - old.at_ms < memory_ms), probe]
  }

  /** What to add to this page's clock to get the hub's, right to half the round trip; undefined before a ping. */
  best(): { readonly offset_ms: number; readonly round_trip_ms: number } | undefined {
    return this.#probes.reduce<Probe | undefined>(
      (best, probe) => (best === undefined || probe.round_trip_ms <= best.round_trip_ms ? probe : best),
      undefined,
    )
  }
}
