// The pages of a game that runs under Proton or Wine, straight out of its hands: a named mapping of Windows is a file
// without a name there, held open by the game and by the server of Wine. It is found by its size and proven by content.
import { closeSync, openSync, readdirSync, readlinkSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type PageName, pageNames } from '../../wire/acc/page.ts'
import { gamesOf, memoryPage, wireGameIds, wireGames } from '../../wire/games.ts'
import { looksLike } from '../../wire/looks-like.ts'
import type { OpenPages, PagePlace } from './open-pages.ts'
import { openFiles } from './page-files.ts'
import { type WindowsProcess, windowsProcesses } from './processes.ts'

/** What a look around finds, for whoever asks why nothing is read. */
export type ProtonFinding =
  | { readonly kind: 'nothing-runs' }
  /** Processes of Windows programs, none of which shows pages. */
  | { readonly kind: 'no-pages'; readonly games: readonly string[] }
  /** Processes whose files may not be seen. */
  | { readonly kind: 'denied'; readonly processes: readonly WindowsProcess[] }
  | { readonly kind: 'found'; readonly process: WindowsProcess }

type Paths = { readonly [Page in PageName]: string }
type Found = { readonly process: WindowsProcess; readonly paths: Paths }

export const protonPlace = (proc = '/proc'): PagePlace => ({
  open: () => {
    const { found } = lookAround(proc)
    return found === undefined ? undefined : openFound(found)
  },
  running: () => gamesOf(windowsProcesses(proc).map(({ executable }) => executable)),
})

/** Says what runs and what was found of it. */
export function findProton(proc = '/proc'): ProtonFinding {
  const { processes, found, denied } = lookAround(proc)
  if (found !== undefined) return { kind: 'found', process: found.process }
  if (denied.length > 0) return { kind: 'denied', processes: denied }
  if (processes.length === 0) return { kind: 'nothing-runs' }
  const games = gamesOf(processes.map(({ executable }) => executable)).map(id => wireGames[id].name)
  return { kind: 'no-pages', games }
}

function lookAround(proc: string) {
  const processes = windowsProcesses(proc)
  const denied: WindowsProcess[] = []
  for (const process of [...processes].sort(gamesFirst)) {
    const files = mappingsOf(join(proc, String(process.pid), 'fd'))
    if (files === undefined) denied.push(process)
    const paths = files && pagesAmong(files)
    if (paths !== undefined) return { processes, denied, found: { process, paths } satisfies Found }
  }
  return { processes, denied, found: undefined }
}

/** A game shows its own pages alone; the server those of all programs of its prefix. */
const rank = ({ executable }: WindowsProcess) =>
  gamesOf([executable]).length > 0 ? 0 : executable === 'wineserver' ? 1 : 2
const gamesFirst = (a: WindowsProcess, b: WindowsProcess) => rank(a) - rank(b)

type File = { readonly path: string; readonly size: number }

const largest = Math.max(...wireGameIds.flatMap(id => pageNames.map(page => wireGames[id].pages[page].size)))

/** Files without a name whose size a page may have; undefined when they may not be seen. */
function mappingsOf(folder: string): readonly File[] | undefined {
  let names: readonly string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES' ? undefined : []
  }
  const seen = new Set<number>()
  return names.flatMap(name => {
    const path = join(folder, name)
    try {
      if (!readlinkSync(path).endsWith('(deleted)')) return []
      const { size, ino } = statSync(path)
      if (size === 0 || size % memoryPage !== 0 || size > largest + memoryPage || seen.has(ino)) return []
      seen.add(ino)
      return [{ path, size }]
    } catch {
      return []
    }
  })
}

function pagesAmong(files: readonly File[]): Paths | undefined {
  const found: { [Page in PageName]?: string } = {}
  for (const { path, size } of files) {
    const bytes = contentOf(path, size)
    const page = bytes && pageNames.find(name => found[name] === undefined && looksLike(name, bytes))
    if (page !== undefined) found[page] = path
  }
  const { physics, graphics, static: fixed } = found
  if (physics === undefined || graphics === undefined || fixed === undefined) return undefined
  return { physics, graphics, static: fixed }
}

function contentOf(path: string, size: number): Buffer | undefined {
  try {
    const file = openSync(path, 'r')
    try {
      const bytes = Buffer.alloc(size)
      return readSync(file, bytes, 0, size, 0) === size ? bytes : undefined
    } finally {
      closeSync(file)
    }
  } catch {
    return undefined
  }
}

function openFound({ process: { pid, executable }, paths }: Found): OpenPages | undefined {
  return openFiles(paths, { where: `${executable}, process ${pid}`, prefix: undefined }, files =>
    // The game, or the server for it, lets go of a mapping when the game ends.
    pageNames.every(page => statSync(paths[page], { throwIfNoEntry: false })?.ino === files[page].inode),
  )
}
