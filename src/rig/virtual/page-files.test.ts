import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { accPages, pageNames } from '../../wire/acc/page.ts'
import { decode } from '../../wire/struct.ts'
import { writePages } from './page-files.ts'

const inFolder = async (work: (folder: string) => Promise<void>) => {
  const folder = mkdtempSync(join(tmpdir(), 'pitwall-pages-'))
  try {
    await work(folder)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('three files of the exact sizes are written in place, step by step, and the shortfall is counted', () =>
  inFolder(async folder => {
    const before = join(folder, 'acpmf_physics')
    writeFileSync(before, 'something longer than a page'.repeat(100))
    const { ino } = statSync(before)
    const stop = new AbortController()
    const writing = writePages(folder, { tearEvery: 50 }, stop.signal)
    const seen = new Set<number>()
    let live = false
    for (let look = 0; look < 1500 && !(live && seen.size > 10); look++) {
      await sleep(20)
      if (statSync(before).size !== 800 || !existsSync(join(folder, 'acpmf_graphics'))) continue
      seen.add(readFileSync(before).readInt32LE(0))
      const graphics = readFileSync(join(folder, 'acpmf_graphics'))
      if (graphics.length > 0) live ||= decode(accPages.graphics, graphics).status === 2
    }
    stop.abort()
    const counters = await writing
    for (const name of pageNames)
      assert.equal(statSync(join(folder, `acpmf_${name}`)).size, accPages[name].size)
    assert.equal(statSync(before).ino, ino)
    assert.ok(live && seen.size > 10, `${seen.size} different pages`)
    const first = Math.min(...[...seen].filter(id => id > 0))
    const last = readFileSync(before).readInt32LE(0)
    assert.ok(counters.physics + counters.missed >= last - first)
    assert.ok(counters.torn === Math.floor(counters.physics / 50))
    assert.equal(decode(accPages.graphics, readFileSync(join(folder, 'acpmf_graphics'))).status, 0)
    assert.equal(decode(accPages.static, readFileSync(join(folder, 'acpmf_static'))).track, 'monza')
  }))

test('a folder that cannot be made is refused with its name', () =>
  inFolder(async folder => {
    writeFileSync(join(folder, 'file'), '')
    await assert.rejects(
      writePages(join(folder, 'file', 'pages'), {}, AbortSignal.abort()),
      /file\/pages: expected a folder that can be written/,
    )
  }))
