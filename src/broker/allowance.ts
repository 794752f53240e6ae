// How often somebody may do something: a bucket of tokens for each key, in bounded memory.

export type Rate = {
  /** At once. */
  readonly burst: number
  /** And so many more in each second. */
  readonly per_s: number
}

/** Keys that are remembered; the one that asked least recently is forgotten first, and begins anew. */
const mostKeys = 4096

export class Allowance {
  readonly #rate: Rate
  readonly #elapsed_ms: () => number
  readonly #buckets = new Map<string, { readonly left: number; readonly at: number }>()

  constructor(rate: Rate, elapsed_ms: () => number) {
    this.#rate = rate
    this.#elapsed_ms = elapsed_ms
  }

  /** Takes one: 0 when it may be done, else the whole seconds, 1 or more, until it may. */
  take(key: string): number {
    const wait = this.wait(key)
    if (wait === 0) this.#keep(key, this.#left(key) - 1)
    return wait
  }

  /** As `take`, but takes nothing. */
  wait(key: string): number {
    const left = this.#left(key)
    return left >= 1 ? 0 : Math.max(1, Math.ceil((1 - left) / this.#rate.per_s))
  }

  get keys(): number {
    return this.#buckets.size
  }

  #left(key: string): number {
    const bucket = this.#buckets.get(key)
    if (bucket === undefined) return this.#rate.burst
    const since_s = (this.#elapsed_ms() - bucket.at) / 1000
    return Math.min(this.#rate.burst, bucket.left + since_s * this.#rate.per_s)
  }

  #keep(key: string, left: number): void {
    this.#buckets.delete(key)
    this.#buckets.set(key, { left, at: this.#elapsed_ms() })
    if (this.#buckets.size <= mostKeys) return
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}

/** What stands for the machine behind an address: of IPv6 the network, because a machine has as many as it likes. */
export function machineOf(address: string | undefined): string {
  const plain = (address ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail === undefined ? [] : tail.split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length)
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4).join(':')
}
