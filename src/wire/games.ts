// The games that have shared memory of this family: what their mappings are called and how their pages are laid out.
import { ac1Graphics } from './ac1/graphics.ts'
import { ac1Physics } from './ac1/physics.ts'
import { ac1Static } from './ac1/static.ts'
import { accPages, type PageName } from './acc/page.ts'
import { acrGraphics, acrPhysics, acrStatic } from './acr/page.ts'
import { evoGraphics } from './evo/graphics.ts'
import { evoPhysics } from './evo/physics.ts'
import { evoStatic } from './evo/static.ts'
import { WireFault } from './fault.ts'
import type { Struct } from './struct.ts'

/** The layouts of a game's pages; the first number of `physics` and `graphics` counts its steps. */
export type GamePages = { readonly [Page in PageName]: Struct }

export type WireGame = {
  readonly name: string
  /** `Local\acpmf_physics` on Windows, `/dev/shm/acpmf_physics` behind a bridge. */
  readonly prefix: 'acpmf_' | 'acevo_pmf_'
  /** Executables, in small letters. */
  readonly processes: readonly string[]
  readonly pages: GamePages
}

export const wireGames = {
  acc: {
    name: 'Assetto Corsa Competizione',
    prefix: 'acpmf_',
    processes: ['ac2-win64-shipping.exe', 'acc.exe'],
    pages: accPages,
  },
  ac1: {
    name: 'Assetto Corsa',
    prefix: 'acpmf_',
    processes: ['acs.exe', 'acs_x86.exe'],
    pages: { physics: ac1Physics, graphics: ac1Graphics, static: ac1Static },
  },
  acr: {
    name: 'Assetto Corsa Rally',
    prefix: 'acpmf_',
    processes: ['acr.exe'],
    pages: { physics: acrPhysics, graphics: acrGraphics, static: acrStatic },
  },
  evo: {
    name: 'Assetto Corsa EVO',
    prefix: 'acevo_pmf_',
    processes: ['assettocorsaevo.exe'],
    pages: { physics: evoPhysics, graphics: evoGraphics, static: evoStatic },
  },
} as const satisfies Readonly<Record<string, WireGame>>

export type WireGameId = keyof typeof wireGames
export const wireGameIds = ['acc', 'ac1', 'acr', 'evo'] as const satisfies readonly WireGameId[]
export const pagePrefixes = ['acpmf_', 'acevo_pmf_'] as const
export type PagePrefix = (typeof pagePrefixes)[number]

/** The games that run, told from the names of executables, as far as they are of this family. */
export function gamesOf(executables: Iterable<string>): readonly WireGameId[] {
  const names = new Set<string>()
  for (const executable of executables) names.add(executable.toLowerCase())
  return wireGameIds.filter(id => wireGames[id].processes.some(name => names.has(name)))
}

/** Shared memory is handed out in whole memory pages, and files of bridges may be padded to them. */
export const memoryPage = 4096

/** Whether `size` bytes can hold this page: exactly, or padded to whole memory pages. */
export const fits = (layout: Struct, size: number): boolean =>
  size === layout.size || (size % memoryPage === 0 && size >= layout.size)

/**
 * Checks that `found` bytes can be this page of the game. Throws WireFault `other-game` when the size is another
 * game's, `wrong-size` otherwise.
 */
export function requirePageSize(game: WireGameId, page: PageName, found: number): void {
  const { name, pages } = wireGames[game]
  const layout: Struct = pages[page]
  if (fits(layout, found)) return
  const other = wireGameIds.find(id => wireGames[id].pages[page].size === found)
  throw new WireFault(
    other === undefined ? 'wrong-size' : 'other-game',
    `${page} page`,
    `${layout.size} bytes of ${name}`,
    other === undefined ? `${found} bytes` : `${found} bytes, which is ${wireGames[other].name}`,
  )
}
