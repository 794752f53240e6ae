// The three pages of a game as files in a folder: /dev/shm, where the bridges from Proton put them, or any other.
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { type PageName, pageNames } from '../../wire/acc/page.ts'
import { type PagePrefix, pagePrefixes } from '../../wire/games.ts'
import type { OpenPages, PagePlace } from './open-pages.ts'
import { openFiles } from './page-files.ts'

/** Where the bridges out of Proton put the pages. */
export const sharedMemoryFolder = '/dev/shm'

export const pageFolder = (folder: string): PagePlace => ({
  open: () => {
    for (const prefix of pagePrefixes) {
      const pages = openFolder(folder, prefix)
      if (pages !== undefined) return pages
    }
    return undefined
  },
  running: () => undefined,
})

function openFolder(folder: string, prefix: PagePrefix): OpenPages | undefined {
  const path = (page: PageName) => join(folder, `${prefix}${page}`)
  const paths = { physics: path('physics'), graphics: path('graphics'), static: path('static') }
  return openFiles(paths, { where: `${folder}/${prefix}*`, prefix }, files =>
    pageNames.every(page => {
      const found = statSync(paths[page], { throwIfNoEntry: false })
      return found?.ino === files[page].inode && found.size >= files[page].size
    }),
  )
}
