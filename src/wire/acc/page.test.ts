import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WireFault } from '../fault.ts'
import { decode, encode } from '../struct.ts'
import { noTime } from './enumerations.ts'
import { accPages, pageNames, requireAccPage } from './page.ts'

test('the pages of ACC have the sizes that the game allocates', () => {
  assert.deepEqual(
    pageNames.map(name => accPages[name].size),
    [800, 1588, 820],
  )
})

test('offsets that depend on padding lie where independent readers find them', () => {
  const { offsets } = accPages.graphics
  assert.equal(offsets.replayTimeMultiplier, 244)
  assert.equal(offsets.normalizedCarPosition, 248)
  assert.equal(offsets.playerCarID, 1216)
  assert.equal(offsets.iDeltaLapTime, 1360)
  assert.equal(offsets.missingMandatoryPits, 1484)
  assert.equal(accPages.static.offsets.sectorCount, 400)
  assert.equal(accPages.physics.offsets.localVelocity, 568)
})

test('a page of another game is refused by name, with what was expected and found', () => {
  assert.throws(
    () => requireAccPage('graphics', new Uint8Array(4900)),
    (fault: unknown) =>
      fault instanceof WireFault &&
      fault.code === 'other-game' &&
      /1588 bytes.*4900 bytes.*EVO/.test(fault.message),
  )
  for (const [name, size] of [
    ['physics', 580],
    ['graphics', 296],
    ['static', 684],
  ] as const) {
    assert.throws(() => requireAccPage(name, new Uint8Array(size)), /Assetto Corsa;/)
  }
  assert.throws(() => requireAccPage('physics', new Uint8Array(799)), /expected 800 bytes.*found 799/)
})

test('a page padded to a memory page is taken', () => {
  assert.doesNotThrow(() => requireAccPage('physics', new Uint8Array(4096)))
})

test('a lap that was not driven yet has no time', () => {
  const page = encode(accPages.graphics, { iLastTime: undefined, iBestTime: 107_832, lastTime: undefined })
  assert.equal(new DataView(page.buffer).getInt32(144, true), noTime)
  const values = decode(accPages.graphics, page)
  assert.equal(values.iLastTime, undefined)
  assert.equal(values.lastTime, undefined)
  assert.equal(values.iBestTime, 107_832)
})
