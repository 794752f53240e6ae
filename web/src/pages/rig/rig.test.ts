import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FrameWatch } from '../../live-core/frame-rate.ts'
import { wordsOf } from './figure-words.ts'
import { connectionHealth, latencyHealth, paintHealth } from './page-health.ts'

test('sixty even frames a second are told as such, and the time a page was hidden does not count', () => {
  const watch = new FrameWatch()
  assert.equal(watch.rate, undefined)
  for (let frame = 0; frame < 600; frame++) watch.step(frame * 16)
  watch.step(600 * 16 + 60_000)
  assert.deepEqual(watch.rate, { fps: 62.5, p95_ms: 16, worst_ms: 16 })
})

test('a slow page says how slow and what to do; a good one only how good', () => {
  assert.equal(latencyHealth(undefined, true).state, 'off')
  const good = latencyHealth({ p50_ms: 12, p95_ms: 30, count: 600 }, true)
  assert.deepEqual([good.state, good.advice], ['ok', undefined])
  const slow = latencyHealth({ p50_ms: 90, p95_ms: 120, count: 600 }, true)
  assert.equal(slow.state, 'caution')
  assert.ok(slow.advice)
  assert.match(latencyHealth({ p50_ms: 9, p95_ms: 9, count: 1 }, false).detail, /another clock/)
  assert.equal(paintHealth({ fps: 20, p95_ms: 50, worst_ms: 80 }).state, 'caution')
})

test('a page that is fed slower than it asked, and one that has lost the hub, say so', () => {
  const snapshot = {
    now_ms: 10_000,
    connection: { state: 'open', since_ms: 0 },
    round_trip_ms: 4,
    rate: { rate_hz: 10, asked_hz: 60, dropped: 412 },
    unreadable: 0,
    rigs: [],
    laps: [],
    boards: [],
    receipts: new Map(),
    screens: new Map(),
  } as const
  assert.match(connectionHealth(snapshot).detail, /10 instead of 60 Hz/)
  assert.equal(connectionHealth({ ...snapshot, rate: undefined }).state, 'ok')
  const lost = connectionHealth({ ...snapshot, connection: { state: 'waiting', attempt: 3, since_ms: 3000 } })
  assert.deepEqual([lost.state, lost.detail], ['critical', 'lost 7 s ago'])
})

test('what to do is said of what a rig, the broker and the lake count, not only of what is already bad', () => {
  const counted = ['gaps', 'waiting', 'dropped', 'rejected', 'free_gb', 'waiting_bytes', 'refused_messages']
  for (const name of counted) assert.ok(wordsOf(name)?.todo, name)
  assert.equal(wordsOf('duplicates')?.todo, undefined, 'nothing is wrong with these')
})
