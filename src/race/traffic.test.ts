import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addTraffic, isClose, noTraffic, trafficShare } from './traffic.ts'

const page = (gap_ahead_ms?: number, gap_behind_ms?: number, active_cars?: number) => ({
  ...{ gap_ahead_ms, gap_behind_ms, active_cars },
})
const lapOf = (...samples: readonly (boolean | undefined)[]) => samples.reduce(addTraffic, noTraffic)

test('a car less than a second ahead or behind is close', () => {
  assert.equal(isClose(page(999, 5000, 20)), true)
  assert.equal(isClose(page(undefined, 400, 20)), true)
  assert.equal(isClose(page(1000, 1000, 20)), false)
})

test('the leader has nobody ahead, and is close to nobody when the second is far behind', () => {
  assert.equal(isClose(page(undefined, 8000, 20)), false)
})

test('who is alone on the track has no traffic; with others there and no gaps told, nobody knows', () => {
  assert.equal(isClose(page(undefined, undefined, 1)), false)
  assert.equal(isClose(page(0, 0, 12)), undefined)
  assert.equal(isClose(page()), undefined)
})

test('the share is that of the samples that are known', () => {
  assert.equal(trafficShare(lapOf(true, false, false, false)), 0.25)
  assert.equal(trafficShare(lapOf(false, false)), 0)
})

test('a moment of traffic in a long lap is not none', () => {
  assert.equal(trafficShare({ close: 1, known: 40_000, all: 40_000 }), 0.001)
})

test('a lap of which too little is known says nothing', () => {
  assert.equal(trafficShare(lapOf()), undefined)
  assert.equal(trafficShare(lapOf(undefined, false)), undefined)
})
