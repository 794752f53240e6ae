// Pages that are files, opened and held: in a folder, or in the hands of another process.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { type PageName, pageNames } from '../../wire/acc/page.ts'
import type { OpenPages } from './open-pages.ts'

type OpenFile = { readonly file: number; readonly size: number; readonly inode: number }
type Paths = { readonly [Page in PageName]: string }

/** Which files are open, to tell whether they are still the same. */
export type OpenFiles = { readonly [Page in PageName]: OpenFile }

/**
 * Opens three files for reading; undefined while one of them is not there or has no content. `isCurrent` says later on
 * whether they are still those that a game writes. Throws what the system says when they may not be opened.
 */
export function openFiles(
  paths: Paths,
  of: Pick<OpenPages, 'where' | 'prefix'>,
  isCurrent: (files: OpenFiles) => boolean,
): OpenPages | undefined {
  const opened: OpenFile[] = []
  const close = () => {
    for (const { file } of opened.splice(0)) closeSync(file)
  }
  try {
    for (const page of pageNames) {
      // Whatever lies there, opening it must not wait for a writer.
      const file = openSync(paths[page], constants.O_RDONLY | constants.O_NONBLOCK)
      const { size, ino } = fstatSync(file)
      opened.push({ file, size, inode: ino })
      if (size > 0) continue
      close()
      return undefined
    }
  } catch (error) {
    close()
    if (isAbsent(error)) return undefined
    throw error
  }
  const [physics, graphics, fixed] = opened
  if (physics === undefined || graphics === undefined || fixed === undefined) return undefined
  const files: OpenFiles = { physics, graphics, static: fixed }
  const front = Buffer.alloc(4)
  return {
    ...of,
    sizes: { physics: physics.size, graphics: graphics.size, static: fixed.size },
    counter: page => (readSync(files[page].file, front, 0, 4, 0) === 4 ? front.readInt32LE(0) : undefined),
    read: (page, into) => readSync(files[page].file, into, 0, into.byteLength, 0) === into.byteLength,
    areCurrent: () => isCurrent(files),
    close,
  }
}

const isAbsent = (error: unknown) =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENXIO')
