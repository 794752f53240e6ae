// The port to the pages of a running game, however they are reached: files in a folder, files of another process, or
// mappings of Windows.
import type { PageName } from '../../wire/acc/page.ts'
import { memoryPage, type PagePrefix, type WireGameId } from '../../wire/games.ts'
import type { FoundPages } from '../../wire/recognise.ts'

/** Three pages that are open. None of its methods allocates but `close`. */
export interface OpenPages {
  /** Where they are, for a person. */
  readonly where: string
  /** What their names begin with; undefined for pages that have no names. */
  readonly prefix: PagePrefix | undefined
  /** Bytes of a page, rounded up to memory pages where the system does so. */
  readonly sizes: { readonly [Page in PageName]: number }
  /** The number in front of a page, which counts its steps; undefined when the page is gone. */
  counter(page: PageName): number | undefined
  /** Copies the beginning of a page in one piece; false when it has become shorter. */
  read(page: PageName, into: Buffer): boolean
  /** Whether the game still writes here, as far as can be told without reading. */
  areCurrent(): boolean
  close(): void
}

/** Where pages may be. */
export interface PagePlace {
  /** Undefined while there are none; throws when they are there and cannot be used. */
  open(): OpenPages | undefined
  /** Games whose process runs; undefined where that cannot be told. Slow: not for the loop. */
  running(): readonly WireGameId[] | undefined
  /** This process is in a logon session that no game is in. */
  readonly isApart?: boolean
  /** Sleeps finer than the thread itself can. */
  readonly sleep?: (milliseconds: number) => void
}

/** More than the largest page of any game. */
const longestPage = 2 * memoryPage

/** Copies of all three pages as they are now; undefined when one of them is gone. */
export function copyAll(pages: OpenPages): FoundPages | undefined {
  const copy = (page: PageName) => {
    const into = Buffer.alloc(Math.min(pages.sizes[page], longestPage))
    return pages.read(page, into) ? into : undefined
  }
  const [physics, graphics, fixed] = [copy('physics'), copy('graphics'), copy('static')]
  if (physics === undefined || graphics === undefined || fixed === undefined) return undefined
  return { physics, graphics, static: fixed }
}
