import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleLive } from '../../../src/model/testing/messages.ts'
import { Ring } from './ring.ts'
import { rowOf, valueIn } from './row.ts'

test('a value that the game did not give, or gave as no number, is absent and not zero', () => {
  const row = rowOf(sampleLive({ speed_kmh: 0, throttle: Number.NaN }))
  assert.equal(valueIn(row, 'speed_kmh'), 0)
  assert.equal(valueIn(row, 'throttle'), undefined)
  assert.equal(valueIn(row, 'fuel_l'), undefined)
})

test('a ring keeps the newest rows, and forgets the oldest when it is full', () => {
  const ring = new Ring(['throttle'], 3)
  for (const [time, throttle] of [
    [10, 0.25],
    [20, 0.5],
    [30, 0.75],
    [40, 1],
  ] as const) {
    ring.push(time, rowOf(sampleLive({ throttle })))
  }
  assert.equal(ring.length, 3)
  assert.deepEqual(
    [0, 1, 2, 3].map(back => ring.valueAt('throttle', back)),
    [1, 0.75, 0.5, Number.NaN],
  )
  assert.deepEqual(
    [0, 1, 2, 3].map(back => ring.timeAt(back)),
    [40, 30, 20, Number.NaN],
  )
})

test('a gap in the values stays a gap, and a column that is not traced reads as one', () => {
  const ring = new Ring(['throttle'], 3)
  ring.push(10, rowOf({ ...sampleLive(), throttle: Number.NaN }))
  assert.ok(Number.isNaN(ring.valueAt('throttle', 0)))
  assert.ok(Number.isNaN(ring.valueAt('brake', 0)))
})

test('when time goes back, the source has restarted and the past is gone', () => {
  const ring = new Ring(['throttle'], 3)
  ring.push(1000, rowOf(sampleLive({ throttle: 1 })))
  ring.push(10, rowOf(sampleLive({ throttle: 0.5 })))
  assert.equal(ring.length, 1)
  assert.equal(ring.valueAt('throttle', 0), 0.5)
})
