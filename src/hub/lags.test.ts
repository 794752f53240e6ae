import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveMessage } from '../model/messages.ts'
import { Lags } from './lags.ts'

const value = (rig: string, at_ms: number): LiveMessage => ({
  ...{ v: 1, type: 'live', site: 'home', rig, session_id: 's', lap_id: 'l', seq: 0, t_us: 0, at_ms },
})

test('the way of values is told in percentiles, and of another clock only the fastest', () => {
  const lags = new Lags()
  for (let n = 1; n <= 101; n++) {
    lags.note(value('rig1', 1000), 1000 + n)
    lags.note(value('ahead', 1000), 1000 + n - 500)
  }
  const [near, ahead] = lags.all()
  assert.deepEqual(near, {
    ...{ site: 'home', rig: 'rig1', fastest_ms: 1 },
    lag: { p50_ms: 51, p95_ms: 96, p99_ms: 100 },
  })
  assert.deepEqual(ahead, { site: 'home', rig: 'ahead', fastest_ms: -499 })
})

test('only the last 600 values count, so a bad minute is forgotten', () => {
  const lags = new Lags()
  for (let n = 0; n < 600; n++) lags.note(value('rig1', 0), 900)
  for (let n = 0; n < 600; n++) lags.note(value('rig1', 0), 3)
  assert.equal(lags.all()[0]?.lag?.p99_ms, 3)
})
