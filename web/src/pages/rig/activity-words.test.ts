import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WayActivity } from '../../../../src/model/activity.ts'
import { clockWords, pauseText, sparkPoints } from './activity-words.ts'
import { diagnosticsOf } from './diagnostics.ts'
import { hour_ms, hourOf } from './hour.ts'

test('a difference of clocks is said with how sure it is; the fastest way is a bound of it, and said as one', () => {
  const way = { site: 'a', rig: 'b' }
  const lag = { p50_ms: 1, p95_ms: 1, p99_ms: 1 }
  const words = (of: Omit<WayActivity, 'site' | 'rig'>) => clockWords({ ...way, ...of })
  assert.equal(words({ fastest_ms: 0.4, lag }), 'behind by at most 0.4 ms')
  assert.equal(words({ fastest_ms: -2, lag }), 'ahead by at least 2.0 ms')
  assert.equal(words({ fastest_ms: 5000 }), 'behind by about 5.0 s')
  assert.equal(words({ clock: { ahead_ms: -0.4, within_ms: 1.2 }, lag }), '−0.4 ± 1.2 ms')
  assert.equal(words({ clock: { ahead_ms: 2500, within_ms: 1.2 } }), '+2.50 s ± 1.2 ms')
  assert.equal(words({}), '')
  assert.deepEqual([undefined, 12, 3400, 520_000].map(pauseText), ['––', '12 ms', '3.4 s', '8 min'])
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
