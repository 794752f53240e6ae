import assert from 'node:assert/strict'
import { test } from 'node:test'
import { accGraphics } from './acc/graphics.ts'
import { accPhysics } from './acc/physics.ts'
import { decode, encode } from './struct.ts'
import { pageView } from './view.ts'

test('what is written through a view is what the page says, beside the texts that were encoded into it', () => {
  const { page, view } = pageView(accGraphics)
  encode(accGraphics, { currentTime: '0:05:175' }, page)
  view.iCurrentTime[0] = 5175
  view.normalizedCarPosition[0] = 0.25
  view.carCoordinates.set([1, 2, 3], 59 * 3)
  const values = decode(accGraphics, page)
  assert.equal(values.currentTime, '0:05:175')
  assert.equal(values.iCurrentTime, 5175)
  assert.equal(values.normalizedCarPosition, 0.25)
  assert.deepEqual(values.carCoordinates[59], [1, 2, 3])
})

test('a view has no place for what the game leaves empty', () => {
  const { page, view } = pageView(accPhysics)
  assert.equal(page.length, 800)
  assert.ok(!('tyreWear' in view) && 'brakeTemp' in view)
  assert.equal(view.brakeTemp.byteOffset, accPhysics.offsets.brakeTemp)
  assert.equal(view.gear.constructor, Int32Array)
})
