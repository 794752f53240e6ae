import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatDelta, formatLapTime, parseLapTime } from './lap-time.ts'
import { millis } from './quantity.ts'

test('a lap time reads as minutes, seconds and thousandths', () => {
  assert.equal(formatLapTime(millis(107_832)), '1:47.832')
  assert.equal(formatLapTime(millis(47_032)), '47.032')
  assert.equal(formatLapTime(millis(1_240_035)), '20:40.035')
})

test('what is formatted is read back, also with the colon that the game writes', () => {
  for (const time of [0, 999, 59_999, 60_000, 107_832, 3_600_001]) {
    assert.equal(parseLapTime(formatLapTime(millis(time))), time)
  }
  assert.equal(parseLapTime('1:36:745'), 96_745)
  assert.equal(parseLapTime('fast'), undefined)
})

test('a delta always carries its sign', () => {
  assert.equal(formatDelta(millis(-45)), '−0.045')
  assert.equal(formatDelta(millis(1234)), '+1.234')
  assert.equal(formatDelta(millis(0)), '+0.000')
})
