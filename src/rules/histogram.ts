// Durations in buckets that double, from a microsecond to a minute: cheap to note, good for percentiles and Prometheus.

const shortest_ms = 0.001
const bucketCount = 27

/** The upper ends of the buckets in milliseconds; the last bucket has none. */
export const bucketEnds: readonly number[] = Array.from(
  { length: bucketCount },
  (_, index) => shortest_ms * 2 ** index,
)

export class Histogram {
  readonly #buckets = new Float64Array(bucketCount + 1)
  #count = 0
  #sum = 0

  note(ms: number): void {
    const at = ms <= shortest_ms ? 0 : Math.min(Math.ceil(Math.log2(ms / shortest_ms)), bucketCount)
    this.#buckets[at] = (this.#buckets[at] ?? 0) + 1
    this.#count += 1
    this.#sum += ms
  }

  get count(): number {
    return this.#count
  }

  get sum_ms(): number {
    return this.#sum
  }

  /** How many were at most as long as each of `bucketEnds`. */
  cumulative(): readonly number[] {
    let total = 0
    return bucketEnds.map((_, index) => {
      total += this.#buckets[index] ?? 0
      return total
    })
  }

  /** The upper end of the bucket that holds the given share, 0 to 1; undefined before the first. */
  percentile(share: number): number | undefined {
    if (this.#count === 0) return undefined
    const wanted = share * this.#count
    const at = this.cumulative().findIndex(total => total >= wanted)
    return at < 0 ? Number.POSITIVE_INFINITY : bucketEnds[at]
  }
}
