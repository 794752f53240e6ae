// Work on one thing at a time, of many things at a time.

export class Turns {
  readonly #last = new Map<string, Promise<unknown>>()

  /** Does the work when all that was added before under this name has ended, well or not. */
  take<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const done = (this.#last.get(name) ?? Promise.resolve()).then(work)
    const ended = done
      .catch(() => undefined)
      .then(() => {
        if (this.#last.get(name) === ended) this.#last.delete(name)
      })
    this.#last.set(name, ended)
    return done
  }
}
