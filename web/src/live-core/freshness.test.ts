import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backoff } from './backoff.ts'
import { freshnessOf } from './freshness.ts'
import { HostClock } from './host-clock.ts'
import { LatencyWindow } from './latency.ts'
import { Way } from './way.ts'

test('values are late after a quarter of a second, stale after one, lost after five', () => {
  const classes = [undefined, 0, 249, 250, 999, 1000, 4999, 5000, 1e9].map(freshnessOf)
  assert.deepEqual(classes, ['never', 'live', 'live', 'late', 'late', 'stale', 'stale', 'lost', 'lost'])
})

test('the hub’s clock is read from the fastest ping of the last minute', () => {
  const clock = new HostClock()
  assert.equal(clock.best(), undefined)
  clock.observe(1000, 6050, 1100)
  clock.observe(2000, 7002, 2004)
  clock.observe(3000, 8200, 3300)
  assert.deepEqual([clock.best()?.offset_ms, clock.best()?.round_trip_ms], [5000, 4])
  clock.observe(70_000, 75_110, 70_200)
  assert.equal(clock.best()?.round_trip_ms, 200, 'what is older than a minute no longer counts')
})

test('a ping that returns before it was sent is no measurement', () => {
  const clock = new HostClock()
  clock.observe(1000, 500, 900)
  assert.equal(clock.best(), undefined)
})

test('pauses between attempts double to four seconds, and no two pages wait alike', () => {
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5, 50].map(attempt => backoff(attempt, 1)),
    [250, 500, 1000, 2000, 4000, 4000, 4000],
  )
  assert.equal(backoff(0, 0), 125)
})

test('latency is told as the median and the 95th percentile of the last ten seconds', () => {
  const latency = new LatencyWindow()
  assert.equal(latency.summary, undefined)
  for (let value = 1; value <= 1000; value++) latency.add(value)
  assert.deepEqual(latency.summary, { p50_ms: 701, p95_ms: 971, count: 600 })
})

test('a rig with another clock is found out by messages that arrive before they left, or hours later', () => {
  const way = (ways: readonly number[]) => {
    const watch = new Way()
    for (const took of ways) watch.observe(1_000_000, 1_000_000 + took)
    return watch.comparable
  }
  assert.equal(way([]), undefined)
  assert.equal(way([3, 40, 900]), true)
  assert.equal(way([-30, 4]), false)
  assert.equal(way([3_600_000, 3_600_040]), false)
})
