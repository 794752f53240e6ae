// Pages that may be half overwritten, held back until the next one is there to judge them by.
import { isNext, isOfOneStep, pagesBefore, seemsUnfinished } from './one-step.ts'

/** Of more doubtful pages in a row than these, the oldest is given up. */
const most = 4

export type HeldPage = {
  readonly bytes: Buffer
  readonly seenAt: number
  /** Two looks, a moment apart, have found it the same. */
  readonly hasStood: boolean
}

/** Keeps copies of the last whole pages, and of those that were passed over since. */
export class HeldPages {
  /** Newest first. */
  #whole: Buffer[] = []
  /** Oldest first, each the step after the one before. */
  #held: HeldPage[] = []

  /** Notes a page that was taken. */
  took(page: Buffer): void {
    // The oldest makes room for the newest.
    const copy =
      this.#whole.length < pagesBefore
        ? Buffer.alloc(page.length)
        : (this.#whole.pop() ?? Buffer.alloc(page.length))
    page.copy(copy)
    this.#whole.unshift(copy)
  }

  /** Whether a page that looks whole should be held nevertheless. */
  suspects(page: Buffer): boolean {
    const before = this.#before(this.#held)
    return before[0] !== undefined && isNext(before[0], page) && seemsUnfinished(before, page)
  }

  /** Holds a copy that nobody may have yet. */
  hold(copy: Buffer, seenAt: number, hasStood: boolean): void {
    const newest = this.#held.at(-1)
    if (newest !== undefined && !isNext(newest.bytes, copy)) this.#held = []
    this.#held = [...this.#held, { bytes: Buffer.from(copy), seenAt, hasStood }].slice(-most)
  }

  /**
   * Gives the held pages, oldest first, if a whole page shows all of them to be whole, and gives them up otherwise: one
   * that is not whole is no judge of its neighbours.
   */
  settle(next: Buffer): readonly HeldPage[] {
    if (this.#held.length === 0) return none
    const held = this.#held
    this.#held = []
    const areWhole = held.every((page, index) =>
      this.#isWhole(page, this.#before(held.slice(0, index)), held[index + 1]?.bytes ?? next),
    )
    return areWhole ? held : none
  }

  #isWhole({ bytes, hasStood }: HeldPage, before: readonly Buffer[], after: Buffer): boolean {
    const [newest] = before
    if (newest === undefined || !isNext(bytes, after)) return false
    // Without the page before it, only that it stood speaks against its having been unfinished, as for any other page.
    return (hasStood || isNext(newest, bytes)) && isOfOneStep(before, bytes, after)
  }

  /** What came before those that are held, and they, newest first. */
  #before(held: readonly HeldPage[]): readonly Buffer[] {
    return held.length === 0 ? this.#whole : [...held.map(({ bytes }) => bytes).reverse(), ...this.#whole]
  }
}

const none: readonly HeldPage[] = []
