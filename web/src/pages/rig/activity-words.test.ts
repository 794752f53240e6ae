import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StreamActivity, WayActivity } from '../../../../src/model/activity.ts'
import { clockWords, judgePage, judgeStream, judgeWay, pauseText, sparkPoints } from './activity-words.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { hour_ms, hourOf } from './hour.ts'

const live: StreamActivity = {
  ...{ site: 'home', rig: 'rig1', stream: 'live', per_s: 60, expected_per_s: 60, bytes_per_s: 1 },
  ...{ total: 1, silent_ms: 10, longest_gap_ms: 30, spark: [] },
}

test('a rig that drives is judged by its rate and its pauses, and one that waits is not', () => {
  const of = (change: Partial<StreamActivity>) => judgeStream({ ...live, ...change }, true).state
  assert.equal(of({}), 'ok')
  assert.deepEqual([of({ per_s: 56 }), of({ per_s: 47 })], ['caution', 'serious'])
  assert.deepEqual([of({ longest_gap_ms: 51 }), of({ longest_gap_ms: 251 })], ['caution', 'serious'])
  assert.equal(of({ silent_ms: 2001 }), 'critical')
  assert.equal(judgeStream({ ...live, per_s: 0, silent_ms: 1e6 }, false).state, 'off')
  assert.equal(judgeStream({ ...live, stream: 'lap', per_s: 0 }, true).state, 'ok')
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
})

test('the fastest way is a bound for the difference of clocks, and said as one', () => {
  const way = { site: 'a', rig: 'b' }
  const lag = { p50_ms: 1, p95_ms: 1, p99_ms: 1 }
  const words = (of: Omit<WayActivity, 'site' | 'rig'>) => clockWords({ ...way, ...of })
  assert.equal(words({ fastest_ms: 0.4, lag }), 'behind by at most 0.4 ms')
  assert.equal(words({ fastest_ms: -2, lag }), 'ahead by at least 2.0 ms')
  assert.equal(words({ fastest_ms: 5000 }), 'behind by about 5.0 s')
  assert.equal(pauseText(undefined), '––')
})

test('a line of seconds ends at the right, and starts where the first was measured', () => {
  assert.equal(sparkPoints([0, 10, 5], 100, 10, 5), '50.0,10.0 75.0,0.0 100.0,5.0')
  assert.equal(sparkPoints([], 100, 10, 5), '')
})

test('the hour shows rigs and parts that were not well, in stretches that end with now', () => {
  const change = (part: string, state: 'ok' | 'caution', at_ms: number) => ({
    part,
    state,
    at_ms,
    detail: '',
  })
  const changes = [change('laps', 'ok', 0), change('disk', 'caution', 0), change('disk', 'ok', hour_ms)]
  const hour = hourOf([...changes, change('rig home/rig1', 'ok', hour_ms)], 1.5 * hour_ms)
  assert.deepEqual(hour.map(({ part }) => part).sort(), ['disk', 'rig home/rig1'])
  const disk = hour.find(({ part }) => part === 'disk')
  assert.deepEqual(
    disk?.stretches.map(({ state, from_ms, to_ms }) => [state, from_ms, to_ms]),
    [
      ['caution', 0.5 * hour_ms, hour_ms],
      ['ok', hour_ms, 1.5 * hour_ms],
    ],
  )
})

test('what is handed to whoever helps has no secret in it', () => {
  const secret = `pw_0123456789_${'a'.repeat(43)}`
  const text = diagnosticsOf({
    hub: { detail: `asked /?token=hunter2 with ${secret}` },
    ...{ page: [], activity: undefined, browser: 'b' },
    log: [{ at_ms: 0, level: 'warn', text: secret }],
  })
  assert.ok(!text.includes(secret) && !text.includes('hunter2'))
  assert.match(text, /\[secret\]/)
})
