// Words from the pit wall to a driver: who listens for them, and what became of them. Nothing of it is kept for long.
import {
  type DriverMessage,
  type DriverReceipt,
  type ReceiptState,
  type RigKey,
  rigKeyOf,
} from '../model/live-protocol.ts'

type Told<Page> = { readonly message: DriverMessage; readonly pages: ReadonlySet<Page>; state?: ReceiptState }

/** Words of which a receipt may still come. */
const mostTold = 64

/** `Page` is whatever stands for a page; it is only compared. */
export class Words<Page> {
  readonly #listening = new Map<Page, ReadonlySet<RigKey>>()
  readonly #told = new Map<string, Told<Page>>()

  /** A page listens for these rigs from now on, and for no others. */
  listen(page: Page, rigs: readonly RigKey[]): void {
    if (rigs.length === 0) this.#listening.delete(page)
    else this.#listening.set(page, new Set(rigs))
  }

  /** The pages that are to show these words. */
  tell(message: DriverMessage): readonly Page[] {
    const key = rigKeyOf(message)
    const pages = [...this.#listening].flatMap(([page, rigs]) => (rigs.has(key) ? [page] : []))
    this.#told.set(message.id, { message, pages: new Set(pages) })
    for (const oldest of this.#told.keys()) {
      if (this.#told.size <= mostTold) break
      this.#told.delete(oldest)
    }
    return pages
  }

  /** News of words that this page was told; undefined when it is none: unknown words, another's, or said before. */
  receipt(page: Page, id: string, state: ReceiptState): DriverReceipt | undefined {
    const told = this.#told.get(id)
    if (told === undefined || !told.pages.has(page)) return undefined
    if (told.state === state || told.state === 'acknowledged') return undefined
    told.state = state
    const { site, rig } = told.message
    return { id, site, rig, state }
  }

  forget(page: Page): void {
    this.#listening.delete(page)
  }
}
