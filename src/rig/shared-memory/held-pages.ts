// Pages that may be half overwritten, held back until the next one is there to judge them by.
import { isOfOneStep, pagesBefore, seemsUnfinished } from './one-step.ts'

/** Of more doubtful pages in a row than these, the oldest is given up. */
const most = 4

export type HeldPage = { readonly bytes: Buffer; readonly seenAt: number }

const follows = (page: Buffer, before: Buffer) => page.readInt32LE(0) === before.readInt32LE(0) + 1

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
    const before = this.#before(page, this.#held)
    return before !== undefined && seemsUnfinished(before, page)
  }

  /** Holds a copy that nobody may have yet. */
  hold(copy: Buffer, seenAt: number): void {
    const newest = this.#held.at(-1)
    if (newest !== undefined && !follows(copy, newest.bytes)) this.#held = []
    this.#held = [...this.#held, { bytes: Buffer.from(copy), seenAt }].slice(-most)
  }

  /**
   * Gives the held pages, oldest first, if a whole page shows all of them to be whole, and gives them up otherwise: one
   * that is not whole is no judge of its neighbours.
   */
  settle(next: Buffer): readonly HeldPage[] {
    if (this.#held.length === 0) return none
    const held = this.#held
    this.#held = []
    const areWhole = held.every(({ bytes }, index) => {
      const before = this.#before(bytes, held.slice(0, index))
      const after = held[index + 1]?.bytes ?? next
      return before !== undefined && follows(after, bytes) && isOfOneStep(before, bytes, after)
    })
    return areWhole ? held : none
  }

  /** The pages before this one, newest first; undefined when the one right before it is not known. */
  #before(page: Buffer, held: readonly HeldPage[]): readonly Buffer[] | undefined {
    const before =
      held.length === 0 ? this.#whole : [...held.map(({ bytes }) => bytes).reverse(), ...this.#whole]
    const [newest] = before
    return newest !== undefined && follows(page, newest) ? before : undefined
  }
}

const none: readonly HeldPage[] = []
