// When a game writes its next page, told from when its pages were seen to appear: so that one look per page is enough.

/** Of a step: how long after the writing a page is looked at. */
const aim = 0.45
/** Of a step: how near to the writing, before it and after it, a page is not believed to be at rest. */
const margin = 0.14
/** Of a step: how often to look while it is not known when a page comes, and how soon before one that is known. */
const searching = 0.14
/** Of a step: an appearance between two looks that lie further apart tells too little. */
const sharp = 0.4
/** Of a step: how far an appearance may lie from where it was expected. */
const tolerance = 0.25
/** Appearances in a row, each where it was expected, after which the writer is followed. */
const proof = 8
/** After so many, looks begin a little before the next is due, instead of going on all the time. */
const trust = 3
/** Pages after which the writer is observed anew. */
const observeEvery = 64
/** Steps over which the length of one is measured. */
const span = 400

type Appearance = { readonly counter: number; readonly at: number }

/**
 * Follows a writer that steps `period_ms` apart. Times are in ms on any clock. A writer that comes and goes as it likes
 * is never followed: then every look is a search.
 */
export class Phase {
  readonly #nominal_ms: number
  #period_ms: number
  #origin: Appearance | undefined
  #measuredFrom: Appearance | undefined
  #agreeing = 0
  #takenSince = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  #dueAt = Number.NEGATIVE_INFINITY

  constructor(period_ms: number) {
    this.#nominal_ms = period_ms
    this.#period_ms = period_ms
  }

  /** Whether one look per page is enough. */
  get follows(): boolean {
    return this.#agreeing >= proof && this.#takenSince < observeEvery
  }

  /** A look found nothing new. `counter` is the page that lies there. */
  nothing(counter: number, at: number): void {
    // It should have been there: the writer is late, or has another rhythm.
    if (this.follows && at > this.#writtenAt(counter + 1) + margin * this.#period_ms) this.#agreeing = 0
    this.#lookedAt = at
  }

  /** A look found a new page. */
  appeared(counter: number, at: number): void {
    const between_ms = at - this.#lookedAt
    const middle = at - between_ms / 2
    this.#lookedAt = at
    if (between_ms > sharp * this.#period_ms) {
      // It was not at rest when it should have been; a sleep that took too long is no proof against the writer.
      if (at - this.#dueAt < margin * this.#period_ms) this.#agreeing = 0
      return
    }
    const off_ms = middle - this.#writtenAt(counter)
    const isExpected = Math.abs(off_ms) <= tolerance * this.#period_ms + between_ms / 2
    this.#agreeing = isExpected ? this.#agreeing + 1 : 0
    // Of two looks only the span between them is known, so a guess within it is not corrected in full.
    const shift_ms = isExpected ? off_ms / 4 : off_ms
    const appearance = { counter, at: middle }
    if (this.#origin === undefined || !isExpected) this.#origin = appearance
    else this.#origin = { counter, at: this.#writtenAt(counter) + shift_ms }
    if (isExpected) this.#takenSince = 0
    this.#measure(appearance, isExpected)
  }

  /** Whether a page that is found now was written long enough ago, and the next will not come for long enough. */
  isAtRest(counter: number, at: number): boolean {
    if (!this.follows) return false
    const age_ms = at - this.#writtenAt(counter)
    return age_ms >= margin * this.#period_ms && age_ms <= (1 - margin) * this.#period_ms
  }

  /** A page was taken at the first look. */
  took(at: number): void {
    this.#lookedAt = at
    this.#takenSince++
  }

  /** How long to sleep before the next look, when page `counter` was dealt with. */
  rest_ms(counter: number, now: number): number {
    const rest_ms = this.#restAfter(counter, now)
    this.#dueAt = now + rest_ms
    return rest_ms
  }

  /** How long to sleep between looks while searching. */
  get search_ms(): number {
    return searching * this.#period_ms
  }

  /** The writer stood still: what was known of it is no longer true. */
  forget(): void {
    this.#origin = undefined
    this.#measuredFrom = undefined
    this.#agreeing = 0
    this.#takenSince = 0
    this.#period_ms = this.#nominal_ms
  }

  #restAfter(counter: number, now: number): number {
    if (this.#agreeing < trust) return this.search_ms
    const next = this.#writtenAt(counter + 1) - now
    if (next > 2 * this.#period_ms) return this.search_ms
    if (this.follows) return Math.max(this.search_ms, next + aim * this.#period_ms)
    // Followed so far: be there a little before the next is written, to see it appear.
    const before = next - searching * this.#period_ms
    return before > 0 ? before : this.search_ms
  }

  #writtenAt(counter: number): number {
    if (this.#origin === undefined) return Number.POSITIVE_INFINITY
    return this.#origin.at + (counter - this.#origin.counter) * this.#period_ms
  }

  /** Measures the length of a step over many of them, where none of them was a surprise. */
  #measure(now: Appearance, isExpected: boolean): void {
    if (!isExpected || this.#measuredFrom === undefined) {
      this.#measuredFrom = now
      return
    }
    const steps = now.counter - this.#measuredFrom.counter
    if (steps < span) return
    const measured_ms = (now.at - this.#measuredFrom.at) / steps
    if (Math.abs(measured_ms / this.#nominal_ms - 1) < 0.05) this.#period_ms = measured_ms
    this.#measuredFrom = now
  }
}
