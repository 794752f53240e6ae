// Chance that can be repeated: a small generator with 32 bits of state, one stream per purpose.

/** Numbers that look random and are the same for the same seed and purpose (splitmix32). */
export class Random {
  #state: number

  constructor(seed: number, purpose: string) {
    let hash = Math.imul(seed | 0, 0x9e3779b1) ^ 0x51ed270b
    for (const letter of purpose) hash = Math.imul(hash ^ letter.charCodeAt(0), 0x01000193)
    this.#state = hash
  }

  /** Uniform in 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) | 0
    let bits = this.#state ^ (this.#state >>> 16)
    bits = Math.imul(bits, 0x21f0aaad)
    bits ^= bits >>> 15
    bits = Math.imul(bits, 0x735a2d97)
    return ((bits ^ (bits >>> 15)) >>> 0) / 4294967296
  }

  /** Uniform in low ≤ x < high. */
  between(low: number, high: number): number {
    return low + (high - low) * this.next()
  }

  /** A whole number, low ≤ n ≤ high. */
  whole(low: number, high: number): number {
    return low + Math.floor((high - low + 1) * this.next())
  }

  /** About normal with mean 0 and deviation 1, never beyond ±3.5. */
  normal(): number {
    return (this.next() + this.next() + this.next() + this.next() - 2) * Math.sqrt(3)
  }

  chance(probability: number): boolean {
    return this.next() < probability
  }
}
