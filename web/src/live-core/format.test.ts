import assert from 'node:assert/strict'
import { test } from 'node:test'
import { age, countdown, decimal, delta, gap, gear, lapTime, signed, unknown, whole } from './format.ts'

test('what is not known is two dashes; zero is zero', () => {
  for (const format of [whole, lapTime, signed, delta, gap, gear, age, countdown]) {
    assert.equal(format(undefined), unknown)
    assert.equal(format(Number.NaN), unknown)
  }
  assert.equal(whole(0), '0')
  assert.equal(decimal(0, 1), '0.0')
})

test('a game that has no lap yet writes zero or less, which is no lap time', () => {
  assert.equal(lapTime(0), unknown)
  assert.equal(lapTime(107_382), '1:47.382')
})

test('minus is a true minus, and never stands before zero', () => {
  assert.equal(decimal(-3.14, 1), '−3.1')
  assert.equal(decimal(-0.01, 1), '0.0')
  assert.equal(signed(-273), '−0.273')
})

test('a delta has three decimals below a second and two above', () => {
  assert.deepEqual([-273, 999, 1000, -12_340, 250_000].map(delta), [
    '−0.273',
    '+0.999',
    '+1.00',
    '−12.34',
    '+99.99',
  ])
})

test('gaps, gears, ages and times left read as people say them', () => {
  assert.deepEqual([1240, 59_999, 83_400].map(gap), ['1.24', '60.00', '1:23.4'])
  assert.deepEqual([-1, 0, 1, 6].map(gear), ['R', 'N', '1', '6'])
  assert.deepEqual([42, 640, 7300, 150_000, 9e6].map(age), ['42 ms', '0.6 s', '7 s', '2 min', '2 h'])
  assert.deepEqual([0, 2_292_400, 3_729_000].map(countdown), ['0:00', '38:12', '1:02:09'])
})
