import assert from 'node:assert/strict'
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { type WireGameId, wireGames } from '../../wire/games.ts'
import { encode } from '../../wire/struct.ts'
import { identify } from './identify.ts'
import { findProton, protonPlace } from './proton.ts'

/** A folder that looks like /proc, with processes and the files that they hold. */
async function inProc(use: (proc: string) => void): Promise<void> {
  const proc = await mkdtemp(join(tmpdir(), 'pitwall-proc-'))
  try {
    use(proc)
  } finally {
    await rm(proc, { recursive: true })
  }
}

function runs(proc: string, pid: number, command: string, files: readonly Uint8Array[] = []): void {
  const fd = join(proc, String(pid), 'fd')
  mkdirSync(fd, { recursive: true })
  writeFileSync(join(proc, String(pid), 'cmdline'), `${command}\0-windowed\0`)
  files.forEach((bytes, index) => {
    const file = join(proc, `mapping-${pid}-${index} (deleted)`)
    writeFileSync(file, bytes)
    symlinkSync(file, join(fd, String(30 + index)))
  })
}

const roundedUp = (page: Uint8Array): Uint8Array => {
  const padded = new Uint8Array(Math.ceil(page.byteLength / 4096) * 4096)
  padded.set(page)
  return padded
}

const driving = {
  ...{ packetId: 9, gas: 0.5, brake: 0, gear: 4, rpms: 6000, speedKmh: 180 },
  wheelsPressure: [27, 27, 26, 26],
}

/** The mappings of ACC or AC1, and others that its process has. */
function mappings(game: 'acc' | 'ac1'): readonly Uint8Array[] {
  const { physics, graphics, static: texts } = wireGames[game].pages
  const own = game === 'acc' ? { isOnline: 1 } : { trackConfiguration: 'gp' }
  return [
    new Uint8Array(4096),
    Uint8Array.from({ length: 8192 }, (_, index) => index % 251),
    roundedUp(encode(texts, { smVersion: '1.9', acVersion: '1.7', track: 'monza', ...own })),
    roundedUp(encode(graphics, { packetId: 3, status: 2, currentTime: '1:02:345' })),
    new Uint8Array(123),
    roundedUp(encode(physics, driving)),
  ]
}

const openedAs = (proc: string, wanted?: WireGameId) => {
  const place = protonPlace(proc)
  const pages = place.open()
  if (pages === undefined) return undefined
  try {
    return { game: identify(pages, place.running(), wanted), where: pages.where, current: pages.areCurrent() }
  } finally {
    pages.close()
  }
}

test('the pages of a game under Proton are found among all that its process holds', () =>
  inProc(proc => {
    runs(proc, 10, '/usr/bin/bash')
    runs(proc, 20, '/opt/proton/bin/wineserver')
    runs(proc, 30, 'Z:\\games\\AC2\\Binaries\\Win64\\AC2-Win64-Shipping.exe', mappings('acc'))
    assert.deepEqual(openedAs(proc), {
      game: 'acc',
      where: 'ac2-win64-shipping.exe, process 30',
      current: true,
    })
  }))

test('where the game itself shows nothing, the server of Wine does', () =>
  inProc(proc => {
    runs(proc, 20, '/usr/lib/wine/wineserver64', mappings('ac1'))
    runs(proc, 30, 'C:\\ac\\acs.exe')
    assert.deepEqual(openedAs(proc), { game: 'ac1', where: 'wineserver, process 20', current: true })
  }))

test('another game than the one that is wanted is refused by name', () =>
  inProc(proc => {
    runs(proc, 30, 'acs.exe', mappings('ac1'))
    assert.throws(
      () => openedAs(proc, 'acc'),
      /expected those of Assetto Corsa Competizione, found those of Assetto Corsa;/,
    )
  }))

test('a game that has ended takes its pages with it', () =>
  inProc(proc => {
    runs(proc, 30, 'acs.exe', mappings('ac1'))
    const pages = protonPlace(proc).open()
    assert.equal(pages?.areCurrent(), true)
    rmSync(join(proc, '30'), { recursive: true })
    assert.equal(pages?.areCurrent(), false)
    pages?.close()
  }))

test('what runs without pages is told apart from nothing', () =>
  inProc(proc => {
    assert.deepEqual(findProton(proc), { kind: 'nothing-runs' })
    runs(proc, 30, 'C:\\windows\\explorer.exe', [new Uint8Array(4096)])
    assert.deepEqual(findProton(proc), { kind: 'no-pages', games: [] })
    runs(proc, 40, 'acs.exe')
    assert.deepEqual(findProton(proc), { kind: 'no-pages', games: ['Assetto Corsa'] })
    assert.equal(openedAs(proc), undefined)
  }))
