// Where the pages of a game are looked for on this machine.
import { platform } from 'node:os'
import type { PagePlace } from './open-pages.ts'
import { pageFolder, sharedMemoryFolder } from './page-folder.ts'
import { protonPlace } from './proton.ts'
import { windowsPlace } from './windows.ts'

/** A folder, where one is named; else what this system has. Rejects with RigFault `no-access` where it has nothing. */
export async function placeOf(folder: string | undefined): Promise<PagePlace> {
  if (folder !== undefined && folder !== sharedMemoryFolder) return pageFolder(folder)
  if (platform() === 'win32') return windowsPlace()
  const [bridged, proton] = [pageFolder(sharedMemoryFolder), protonPlace()]
  // A bridge may have left its files behind: whoever let go of pages that stood still looks in the other place first.
  let [first, second] = [proton, bridged]
  return {
    open: () => {
      ;[first, second] = [second, first]
      return first.open() ?? second.open()
    },
    running: proton.running,
  }
}

/** Whether pages of a game can be opened now; those that cannot be used are none. */
export async function gameIsThere(folder: string | undefined): Promise<boolean> {
  try {
    const pages = (await placeOf(folder)).open()
    pages?.close()
    return pages !== undefined
  } catch {
    return false
  }
}
