import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamActivity } from './activity.ts'
import { judgePage, judgeRate, judgeStream, judgeWay, worse } from './activity-judgement.ts'

const live: StreamActivity = {
  ...{ site: 'home', rig: 'rig1', stream: 'live', per_s: 60, expected_per_s: 60, bytes_per_s: 1 },
  ...{ total: 1, silent_ms: 10, longest_gap_ms: 30, spark: [60, 60, 60, 60] },
}

test('a rig that drives is judged by its rate and its pauses, and one that waits stands by', () => {
  const of = (change: Partial<StreamActivity>) => judgeStream({ ...live, ...change }, true).state
  assert.equal(of({}), 'ok')
  assert.deepEqual([of({ per_s: 56 }), of({ per_s: 47 })], ['caution', 'serious'])
  assert.deepEqual([of({ longest_gap_ms: 51 }), of({ longest_gap_ms: 251 })], ['caution', 'serious'])
  assert.equal(of({ silent_ms: 2001 }), 'critical')
  assert.equal(judgeStream({ ...live, per_s: 0, silent_ms: 1e6 }, false).state, 'standby')
  assert.equal(judgeStream({ ...live, stream: 'lap', per_s: 0 }, true).state, 'ok')
})

test('a rig that has only just begun is not slow yet', () => {
  assert.equal(judgeRate({ ...live, per_s: 20, spark: [20] }, true).state, 'ok')
})

test('a pause that is over says how the line was, and not how the rig is', () => {
  assert.equal(judgeRate({ ...live, longest_gap_ms: 900 }, true).state, 'ok')
})

test('what drives faster than it was driven goes as fast as its machine can, and is only judged by its silence', () => {
  const fast: StreamActivity = { ...live, per_s: 545, expected_per_s: 1200, speed: 20 }
  assert.equal(judgeRate(fast, true).state, 'ok')
  assert.equal(judgeRate({ ...fast, silent_ms: 3000 }, true).state, 'critical')
})

test('clocks are apart when that is certain, not when they may be', () => {
  const lag = { p50_ms: 1, p95_ms: 2, p99_ms: 3 }
  const of = (ahead_ms: number, within_ms: number) =>
    judgeWay({ site: 'a', rig: 'b', fastest_ms: 1, lag, clock: { ahead_ms, within_ms } }).state
  assert.deepEqual([of(4, 1), of(8, 4), of(8, 1), of(-8, 1)], ['ok', 'ok', 'caution', 'caution'])
})

test('all that is not well says what to do', () => {
  const judged = [
    judgeStream({ ...live, per_s: 1 }, true),
    judgeWay({ site: 'a', rig: 'b', fastest_ms: 9, lag: { p50_ms: 9, p95_ms: 90, p99_ms: 99 } }),
    judgeWay({ site: 'a', rig: 'b', fastest_ms: 9000 }),
    judgePage({ asked_hz: 60, rate_hz: 10, waiting_bytes: 0, sent: 0, dropped: 0 }),
    judgePage({ asked_hz: 60, rate_hz: 60, waiting_bytes: 2e6, sent: 0, dropped: 0 }),
  ]
  for (const { todo } of judged) assert.ok(todo)
  assert.deepEqual(
    judged.map(({ state }) => state),
    ['serious', 'caution', 'off', 'caution', 'serious'],
  )
  assert.equal(worse({ state: 'ok' }, { state: 'standby' }).state, 'ok')
})
