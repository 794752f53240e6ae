// Tells a whole page from one that is being written. A page has no lock: its counter says that it is new, and nothing
// says that it is complete.

/** What a copy of the page shows. */
export type Sight =
  /** The page that was taken or passed over last. */
  | 'old'
  /** A new one; look again a moment later. */
  | 'new'
  /** It changed while its counter did not; look again. */
  | 'torn'
  /** The same twice, a moment apart: take it. */
  | 'whole'
  /** It may have been half overwritten before it was seen: it is passed over. */
  | 'doubtful'

const counterOf = (page: Buffer) => page.readInt32LE(0)
/** Takes a copy that was passed over, when it was first seen, and whether two looks have found it the same. */
export type PassedOver = (copy: Buffer, seenAt: number, hasStood: boolean) => void

/** Equal looks after which a page that was torn is believed to be complete. */
const looksAfterTear = 3
/** Torn pages in a row after which the writer is taken to be a slow one. */
const slowAfter = 3

/**
 * Watches one page, of which copies are shown to it every fraction of a millisecond. A page is taken when two copies, a
 * moment apart, are equal: that is longer than a game writes at it, and shorter than it stands.
 *
 * A page that is seen first after a pause of `late_ms` may have stood for so long that the next one is already being
 * written over it, and one that changes while it is watched is either not complete yet or no more. Neither is taken,
 * because a writer that is held up in the middle leaves it like that for any time. Only when the pages before were torn as
 * well is the writer taken to be a slow one, and the page is taken once it has come to rest.
 *
 * What is passed over, and what is overtaken before its second look, may be whole nevertheless: `passedOver` is shown it
 * before the next look, and may keep a copy.
 */
export class PageWatch {
  readonly #late_ms: number
  readonly #passedOver: PassedOver
  readonly #candidate: Buffer
  #page: Buffer
  #watching = false
  #counter: number | undefined
  #late = false
  #tears = 0
  /** Pages before this one that were torn, without one between that was not. */
  #tornBefore = 0
  #equalLooks = 0
  #lookedAt = Number.NEGATIVE_INFINITY
  #seenAt = 0
  #takenAt = 0

  constructor(size: number, late_ms: number, passedOver: PassedOver = ignore) {
    this.#late_ms = late_ms
    this.#passedOver = passedOver
    this.#candidate = Buffer.alloc(size)
    this.#page = Buffer.alloc(size)
  }

  /** Whether a second look is wanted soon. */
  get watching(): boolean {
    return this.#watching
  }

  /** When the page that was taken last was seen first. */
  get seenAt(): number {
    return this.#takenAt
  }

  /** The page that was taken last; valid until the next look. */
  get page(): Buffer {
    return this.#page
  }

  /** The counter of the page that was taken, passed over or is watched. */
  get counter(): number {
    return this.#counter ?? 0
  }

  /** Whether this counter is that of the page which was taken, passed over or is watched. */
  knows(counter: number): boolean {
    return counter === this.#counter
  }

  /** Only the counter was looked at, and it was known. */
  passed(at: number): void {
    this.#lookedAt = at
  }

  /** Takes a copy that is known to be whole: it was made when the writer was far away. */
  take(copy: Buffer, at: number): void {
    this.#counter = counterOf(copy)
    this.#lookedAt = at
    this.#watching = false
    this.#tears = 0
    this.#tornBefore = 0
    this.#page = copy
    this.#takenAt = at
  }

  /** Looks at a copy that was made at `at`, in ms. */
  look(copy: Buffer, at: number): Sight {
    const late = at - this.#lookedAt > this.#late_ms
    this.#lookedAt = at
    const counter = counterOf(copy)
    if (counter !== this.#counter) return this.#begin(copy, counter, at, late)
    if (!this.#watching) return 'old'
    if (!copy.equals(this.#candidate)) {
      copy.copy(this.#candidate)
      this.#tears++
      this.#equalLooks = 0
      return 'torn'
    }
    this.#equalLooks++
    if (this.#equalLooks < (this.#tears > 0 ? looksAfterTear : 1)) return 'new'
    this.#watching = false
    if (this.#late || (this.#tears > 0 && this.#tornBefore < slowAfter)) {
      this.#passedOver(copy, this.#seenAt, true)
      return 'doubtful'
    }
    this.#page = copy
    this.#takenAt = this.#seenAt
    return 'whole'
  }

  #begin(copy: Buffer, counter: number, at: number, late: boolean): Sight {
    if (this.#watching) this.#passedOver(this.#candidate, this.#seenAt, this.#equalLooks > 0)
    copy.copy(this.#candidate)
    this.#counter = counter
    this.#late = late
    this.#tornBefore = this.#tears > 0 ? this.#tornBefore + 1 : 0
    this.#tears = 0
    this.#equalLooks = 0
    this.#seenAt = at
    this.#watching = true
    return 'new'
  }
}

const ignore = () => undefined
