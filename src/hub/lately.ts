// Counters only grow, and a part that failed once a week ago is well today: what has grown within a while is told from
// what grew before.

/** For so long something that went wrong is how a part is. */
export const lately_ms = 600_000

export class Lately {
  readonly #counters = new Map<string, { value: number; rose_ms: number }>()

  /** Whether a counter, from 0 on, has grown within the last minutes. `now_ms` counts up evenly. */
  rose(name: string, value: number, now_ms: number): boolean {
    const known = this.#counters.get(name) ?? { value: 0, rose_ms: Number.NEGATIVE_INFINITY }
    if (value > known.value) known.rose_ms = now_ms
    // It begins anew with whoever counts.
    known.value = value
    if (value > 0) this.#counters.set(name, known)
    return now_ms - known.rose_ms < lately_ms
  }
}
