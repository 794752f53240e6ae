// The mappings of a game on Windows, opened and never created: a reader that creates one takes it from the game.

import { type PageName, pageNames } from '../../wire/acc/page.ts'
import { gamesOf, type PagePrefix, pagePrefixes } from '../../wire/games.ts'
import { RigFault } from '../fault.ts'
import { finerOf } from './finer-sleep.ts'
import type { OpenPages, PagePlace } from './open-pages.ts'
import { type Kernel, loadKernel } from './windows-kernel.ts'

/** The mappings of whatever game runs. Rejects with RigFault `no-access` where koffi is not installed. */
export async function windowsPlace(): Promise<PagePlace> {
  const kernel = await loadKernel()
  const { sleep } = kernel
  return {
    open: () => {
      for (const prefix of pagePrefixes) {
        const pages = openMappings(kernel, prefix)
        if (pages !== undefined) return pages
      }
      return undefined
    },
    running: () => gamesOf(kernel.processes()),
    isApart: kernel.session() === 0,
    ...(sleep !== undefined && { sleep: finerOf(sleep, sleepOfThread) }),
  }
}

const never = new Int32Array(new SharedArrayBuffer(4))
const sleepOfThread = (milliseconds: number) => void Atomics.wait(never, 0, 0, milliseconds)

type Mapping = { readonly bytes: Buffer; readonly close: () => void }

function openMappings(kernel: Kernel, prefix: PagePrefix): OpenPages | undefined {
  const open: Mapping[] = []
  const close = () => {
    for (const mapping of open.splice(0)) mapping.close()
  }
  for (const page of pageNames) {
    const name = `Local\\${prefix}${page}`
    const opened = kernel.openMapping(name)
    if (opened.kind === 'mapping') {
      open.push(opened)
      continue
    }
    close()
    if (opened.kind === 'absent') return undefined
    throw new RigFault('no-access', name, 'a mapping that may be read', refusal(opened.code))
  }
  const [physics, graphics, fixed] = open
  if (physics === undefined || graphics === undefined || fixed === undefined) return undefined
  const bytes: { readonly [Page in PageName]: Buffer } = {
    physics: physics.bytes,
    graphics: graphics.bytes,
    static: fixed.bytes,
  }
  return {
    where: `Local\\${prefix}*`,
    prefix,
    sizes: { physics: bytes.physics.length, graphics: bytes.graphics.length, static: bytes.static.length },
    counter: page => bytes[page].readInt32LE(0),
    read: (page, into) => bytes[page].copy(into, 0, 0, into.byteLength) === into.byteLength,
    // A mapping lives as long as anybody holds it, us included: only its pages tell that the game is gone.
    areCurrent: () => true,
    close,
  }
}

const accessDenied = 5

const refusal = (code: number) =>
  code === accessDenied
    ? 'that Windows denies it; run pitwall as the same user as the game, and as administrator if the game is'
    : `error ${code} of Windows`
