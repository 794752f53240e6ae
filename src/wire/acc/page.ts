// The three pages of ACC by name, and how a page of another game is told apart: by its size.
import { WireFault } from '../fault.ts'
import { accGraphics } from './graphics.ts'
import { accPhysics } from './physics.ts'
import { accStatic } from './static.ts'

export const accPages = { physics: accPhysics, graphics: accGraphics, static: accStatic } as const

export type PageName = keyof typeof accPages
export const pageNames = ['physics', 'graphics', 'static'] as const satisfies readonly PageName[]

/** Sizes of the pages of other games that use the same names. */
const otherGames: Readonly<Record<string, Readonly<Record<PageName, number>>>> = {
  'Assetto Corsa': { physics: 580, graphics: 296, static: 684 },
  'Assetto Corsa EVO': { physics: 800, graphics: 4900, static: 208 },
}

/** Shared memory is handed out in whole memory pages, and files of bridges may be padded to them. */
const memoryPage = 4096

/**
 * Checks that `bytes` can be this page of ACC: its exact size, or that size padded with zeros to a memory page.
 * Throws WireFault `other-game` when the size is another game's, `wrong-size` otherwise.
 */
export function requireAccPage(name: PageName, bytes: Uint8Array): void {
  requireAccPageSize(name, bytes.byteLength)
}

/** The same for a page of `found` bytes that was not read yet. */
export function requireAccPageSize(name: PageName, found: number): void {
  const { size } = accPages[name]
  if (found === size || (found % memoryPage === 0 && found >= size)) return
  for (const [game, sizes] of Object.entries(otherGames)) {
    if (found !== sizes[name]) continue
    throw new WireFault(
      'other-game',
      `${name} page`,
      `${size} bytes of Assetto Corsa Competizione`,
      `${found} bytes, which is ${game}; start ACC, or a pitwall that knows ${game}`,
    )
  }
  throw new WireFault(
    'wrong-size',
    `${name} page`,
    `${size} bytes of Assetto Corsa Competizione`,
    `${found} bytes`,
  )
}
