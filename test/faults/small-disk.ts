// A disk of some megabytes that a test may fill.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'

export type SmallDisk = {
  readonly folder: string
  /** Why there is none, for `{ skip }`. */
  readonly skip: string | false
  /** Leaves not a byte, however often somebody frees some. */
  readonly fill: () => void
  /** Takes away what filled it. */
  readonly free: () => void
}

/** Mounts one until the tests of this file have ended. */
export function smallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-disk-'))
  const mount = ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'pitwall-test', folder]
  const mounted = process.platform === 'linux' && spawnSync('mount', mount).status === 0
  after(() => {
    // Lazily: the folder is free at once, the disk when the last file on it is closed.
    if (mounted) assert.equal(spawnSync('umount', ['--lazy', folder]).status, 0)
    rmSync(folder, { recursive: true, force: true })
  })
  const filler = join(folder, 'filler')
  return {
    folder,
    skip: mounted ? false : 'a small disk can only be mounted by root on Linux',
    fill: () => {
      for (let block = 2 ** 20; block >= 1; block /= 4) {
        try {
          for (;;) appendFileSync(filler, Buffer.alloc(block))
        } catch (error) {
          assert.match(String(error), /ENOSPC/)
        }
      }
    },
    free: () => rmSync(filler),
  }
}
