// A set of whole numbers as runs: which frames of a session are safe. It stays small however long the session is,
// because frames are counted without gaps.

export type Run = readonly [first: number, last: number]

export class Ranges {
  readonly #runs: [first: number, last: number][]

  constructor(runs: readonly Run[] = []) {
    this.#runs = []
    for (const [first, last] of runs) this.addRun(first, last)
  }

  get runs(): readonly Run[] {
    return this.#runs
  }

  get size(): number {
    return this.#runs.reduce((sum, [first, last]) => sum + last - first + 1, 0)
  }

  has(value: number): boolean {
    return this.covers(value, value)
  }

  /** Whether every number from `first` to `last` is in; true for an empty span. */
  covers(first: number, last: number): boolean {
    if (first > last) return true
    const run = this.#runs[this.#place(first)]
    return run !== undefined && run[0] <= first && last <= run[1]
  }

  add(value: number): void {
    this.addRun(value, value)
  }

  addRun(first: number, last: number): void {
    if (first > last) return
    // The first run that could touch the new one, and the first that lies wholly behind it.
    const from = this.#place(first - 1)
    let to = from
    let low = first
    let high = last
    for (let run = this.#runs[to]; run !== undefined && run[0] <= last + 1; run = this.#runs[++to]) {
      low = Math.min(low, run[0])
      high = Math.max(high, run[1])
    }
    this.#runs.splice(from, to - from, [low, high])
  }

  /** Index of the first run that ends at `value` or behind it. */
  #place(value: number): number {
    let low = 0
    let high = this.#runs.length
    while (low < high) {
      const middle = (low + high) >> 1
      const run = this.#runs[middle]
      if (run !== undefined && run[1] < value) low = middle + 1
      else high = middle
    }
    return low
  }
}
