// The three pages of the game as files in a folder: /dev/shm, where the bridges from Proton put them, or any other.
import { closeSync, constants, fstatSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { accPages, type PageName, pageNames } from '../../wire/acc/page.ts'
import { requirePageSize } from '../../wire/games.ts'

/** Open pages; `read` copies a page in one piece, and is false when it has become shorter. */
export type OpenPages = {
  readonly read: (page: PageName, into: Buffer) => boolean
  /** Whether the files in the folder are still these. */
  readonly areCurrent: () => boolean
  readonly close: () => void
}

/**
 * Opens the pages; undefined while one of them is not there or not filled yet. Throws WireFault `other-game` or
 * `wrong-size` for pages of another game.
 */
export function openPages(folder: string): OpenPages | undefined {
  const files = new Map<PageName, { readonly file: number; readonly inode: number }>()
  const close = () => {
    for (const { file } of files.values()) closeSync(file)
    files.clear()
  }
  try {
    for (const page of pageNames) {
      // Whatever lies there, opening it must not wait for a writer.
      const file = openSync(pathOf(folder, page), constants.O_RDONLY | constants.O_NONBLOCK)
      const { size, ino } = fstatSync(file)
      files.set(page, { file, inode: ino })
      if (size === 0) {
        close()
        return undefined
      }
      requirePageSize('acc', page, size)
    }
  } catch (error) {
    close()
    if (isAbsent(error)) return undefined
    throw error
  }
  return {
    read: (page, into) => {
      const open = files.get(page)
      return open !== undefined && readSync(open.file, into, 0, into.byteLength, 0) === into.byteLength
    },
    areCurrent: () =>
      pageNames.every(page => {
        const found = statSync(pathOf(folder, page), { throwIfNoEntry: false })
        return found?.ino === files.get(page)?.inode && (found?.size ?? 0) >= accPages[page].size
      }),
    close,
  }
}

const pathOf = (folder: string, page: PageName) => join(folder, `acpmf_${page}`)

const isAbsent = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENXIO')
