// How long the newest samples took from the game to the screen.

export type Latency = { readonly p50_ms: number; readonly p95_ms: number; readonly count: number }

/** The last 600 measurements: ten seconds at 60 Hz. */
export class LatencyWindow {
  readonly #values = new Float32Array(600)
  #written = 0

  add(latency_ms: number): void {
    this.#values[this.#written % this.#values.length] = latency_ms
    this.#written += 1
  }

  clear(): void {
    this.#written = 0
  }

  /** The median and the 95th percentile of what is in the window; undefined for an empty one. */
  get summary(): Latency | undefined {
    const count = Math.min(this.#written, this.#values.length)
    if (count === 0) return undefined
    const sorted = this.#values.slice(0, count).sort()
    const share = (of: number) => sorted[Math.min(count - 1, Math.floor(of * count))] ?? Number.NaN
    return { p50_ms: share(0.5), p95_ms: share(0.95), count }
  }
}
