// Holds the wall back by some seconds, so that it agrees with a picture that comes late.

export const longestDelay_s = 120
export const delayStep_s = 5

/** Seconds of delay, from an address or a key: whole steps are not asked for, bounds are. */
export const delayOf = (text: string | null): number => {
  const value = Number(text ?? 0)
  return Number.isFinite(value) ? Math.max(0, Math.min(longestDelay_s, Math.round(value))) : 0
}

/** Messages that wait for their time, in order. Without a delay nothing is kept. */
export class DelayLine<Message> {
  readonly #waiting: { readonly arrived_ms: number; readonly message: Message }[] = []
  #delay_ms = 0

  /** Takes effect at once: a shorter delay lets go of what is due, a longer one holds the next back. */
  set(seconds: number): void {
    this.#delay_ms = seconds * 1000
  }

  put(message: Message, now_ms: number): void {
    this.#waiting.push({ arrived_ms: now_ms, message })
  }

  /** Everything that is due at `now_ms`, oldest first. */
  due(now_ms: number): readonly Message[] {
    const after = this.#waiting.findIndex(({ arrived_ms }) => arrived_ms + this.#delay_ms > now_ms)
    return this.#waiting.splice(0, after < 0 ? this.#waiting.length : after).map(({ message }) => message)
  }

  get length(): number {
    return this.#waiting.length
  }
}
