import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '../struct.ts'
import { noTime } from './enumerations.ts'
import { accPages, pageNames } from './page.ts'

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

test('a lap that was not driven yet has no time', () => {
  const page = encode(accPages.graphics, { iLastTime: undefined, iBestTime: 107_832, lastTime: undefined })
  assert.equal(new DataView(page.buffer).getInt32(144, true), noTime)
  const values = decode(accPages.graphics, page)
  assert.equal(values.iLastTime, undefined)
  assert.equal(values.lastTime, undefined)
  assert.equal(values.iBestTime, 107_832)
})
