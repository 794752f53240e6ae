// What the hub is asked for once and then remembered by its name; while it has no answer yet, it is asked again.

const askAgain_ms = 5000

export class Asked<Value> {
  /** Undefined is a question that is on its way. */
  readonly #known = new Map<string, Value | undefined>()
  readonly #ask: (name: string) => Promise<Value | undefined>
  readonly #most: number
  /** Counts up when an answer has come: who looked looks again. */
  #answers = $state.raw(0)

  /** Remembers the `most` newest answers of `ask`, which gives undefined while there is none. */
  constructor(ask: (name: string) => Promise<Value | undefined>, most = 8) {
    this.#ask = ask
    this.#most = most
  }

  /** The answer under this name; undefined until it has come. */
  of(name: string | undefined): Value | undefined {
    void this.#answers
    if (name === undefined) return undefined
    if (!this.#known.has(name)) void this.#fetch(name)
    return this.#known.get(name)
  }

  async #fetch(name: string): Promise<void> {
    this.#known.set(name, undefined)
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= this.#most) break
      this.#known.delete(oldest)
    }
    const answer = await this.#ask(name)
    if (answer === undefined) setTimeout(() => this.#forget(name), askAgain_ms)
    else if (this.#known.has(name)) this.#known.set(name, answer)
    this.#answers += 1
  }

  #forget(name: string): void {
    this.#known.delete(name)
    this.#answers += 1
  }
}
