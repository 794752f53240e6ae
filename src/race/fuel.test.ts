import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fuelState, lapsOfFuel, lapsToFlag } from './fuel.ts'

const lap = { spline: 0.25, lap_time_ms: 25_000, typical_lap_ms: 100_000 }

test('a session by time ends at the first line after the time is up', () => {
  assert.equal(lapsToFlag({ ...lap, session_time_left_ms: 60_000 }), 0.75)
  assert.equal(lapsToFlag({ ...lap, session_time_left_ms: 75_000 }), 0.75)
  assert.equal(lapsToFlag({ ...lap, session_time_left_ms: 75_001 }), 1.75)
  assert.equal(lapsToFlag({ ...lap, session_time_left_ms: 375_000 }), 3.75)
})

test('a session of a number of laps ends with the last of them', () => {
  assert.equal(lapsToFlag({ ...lap, laps_left: 1 }), 0.75)
  assert.equal(lapsToFlag({ ...lap, laps_left: 5, session_time_left_ms: 10 }), 4.75)
})

test('a session without an end has no flag to reach', () => {
  assert.equal(lapsToFlag(lap), undefined)
  assert.equal(lapsToFlag({ ...lap, session_time_left_ms: 0 }), undefined)
})

test('fuel without a consumption says nothing of laps', () => {
  assert.equal(lapsOfFuel(20, 0), undefined)
  assert.equal(lapsOfFuel(undefined, 3), undefined)
  assert.equal(lapsOfFuel(9, 3), 3)
})

test('three laps of fuel are enough, one and a half are not', () => {
  assert.deepEqual([3, 2.99, 1.5, 1.49].map(fuelState), ['fit', 'low', 'low', 'box'])
})
