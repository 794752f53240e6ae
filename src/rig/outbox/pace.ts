// A budget of bytes a second, saved up for at most one second.
import { setTimeout as sleep } from 'node:timers/promises'

export class Pace {
  readonly #perSecond: number
  #saved: number
  #at = performance.now()

  /** Infinity paces nothing. */
  constructor(bytesPerSecond: number) {
    this.#perSecond = bytesPerSecond
    this.#saved = bytesPerSecond
  }

  /** Waits until `bytes` may go. A message larger than the budget of a second goes when a second was saved up. */
  async spend(bytes: number, signal: AbortSignal): Promise<void> {
    if (this.#perSecond === Number.POSITIVE_INFINITY) return
    this.#save()
    const needed = Math.min(bytes, this.#perSecond)
    if (this.#saved < needed) {
      const wait_ms = ((needed - this.#saved) / this.#perSecond) * 1000
      await sleep(wait_ms, undefined, { signal }).catch(() => undefined)
      this.#save()
    }
    this.#saved -= bytes
  }

  #save(): void {
    const now = performance.now()
    this.#saved = Math.min(this.#perSecond, this.#saved + ((now - this.#at) / 1000) * this.#perSecond)
    this.#at = now
  }
}
