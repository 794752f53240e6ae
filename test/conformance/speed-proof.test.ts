import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pagesOfDump } from '../../src/rig/recording/page-dump.ts'
import { accPhysics } from '../../src/wire/acc/physics.ts'
import { speedsAgree } from '../../src/wire/acc/speed-proof.ts'
import { recording } from './recorded-data.ts'

const dump = recording('acc-shm/acc-2026-04-10T02-55-22-777Z.bin.gz')

async function drivenPages(): Promise<readonly Uint8Array[]> {
  const driven: Uint8Array[] = []
  for await (const pages of pagesOfDump(dump.path, assert.fail))
    for (const { page, bytes } of pages)
      if (page === 'physics' && bytes.subarray(4).some(byte => byte !== 0)) driven.push(bytes)
  return driven
}

test('the two velocities of a page have the same length in all 3 389 of a recording', {
  skip: dump.skip,
}, async () => {
  const pages = await drivenPages()
  assert.equal(pages.length, 3389)
  assert.ok(pages.every(speedsAgree))
})

test('a page that is half of another step is told by them while the car drives', {
  skip: dump.skip,
}, async () => {
  const pages = await drivenPages()
  let [mixed, told] = [0, 0]
  pages.forEach((page, index) => {
    const before = pages[index - 1]
    const speed = new DataView(page.buffer, page.byteOffset).getFloat32(accPhysics.offsets.speedKmh, true)
    if (before === undefined || speed < 20) return
    const torn = Uint8Array.from(page)
    torn.set(before.subarray(400), 400)
    mixed++
    if (!speedsAgree(torn)) told++
  })
  assert.ok(mixed > 1000)
  assert.ok(told > 0.98 * mixed, `${told} of ${mixed} were told`)
})
