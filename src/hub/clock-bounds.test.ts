import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StatusMessage } from '../model/messages.ts'
import { ClockBounds } from './clock-bounds.ts'

const status = (at_ms: number, acknowledged?: { at_ms: number; after_ms: number }): StatusMessage =>
  ({
    ...{ v: 1, type: 'status', site: 'home', rig: 'rig1', state: 'driving' },
    at: new Date(at_ms).toISOString(),
    ...(acknowledged !== undefined && {
      acknowledged: { at: new Date(acknowledged.at_ms).toISOString(), after_ms: acknowledged.after_ms },
    }),
  }) as StatusMessage

/** A rig whose clock is `ahead_ms` ahead; each of its statuses takes so long there, and so long back. */
function told(ahead_ms: number, ways: readonly (readonly [there: number, back: number])[]): ClockBounds {
  const bounds = new ClockBounds()
  let before: { at_ms: number; after_ms: number } | undefined
  for (const [number, [there, back]] of ways.entries()) {
    const at_ms = 1_000_000 + number * 5000 + ahead_ms
    bounds.note(status(at_ms, before), at_ms - ahead_ms + there)
    before = { at_ms, after_ms: there + back }
  }
  return bounds
}

test('the clock of a rig lies between the leaving of a status and its acknowledgement, the narrowest of a minute', () => {
  assert.equal(told(40, [[3, 5]]).of('home', 'rig1'), undefined)
  for (const ahead_ms of [40, -40, 0, 86_400_000]) {
    const clock = told(ahead_ms, [
      [30, 90],
      [2, 2],
      [80, 1],
      [5, 5],
    ]).of('home', 'rig1')
    assert.ok(clock !== undefined && Math.abs(clock.ahead_ms - ahead_ms) <= clock.within_ms, `${ahead_ms}`)
    assert.ok(clock.within_ms <= 3, `${clock.within_ms}`)
  }
})

test('a clock that is set meanwhile is measured anew', () => {
  const bounds = told(40, [
    [2, 2],
    [2, 2],
  ])
  const at_ms = 2_000_000
  bounds.note(status(at_ms), at_ms + 2)
  bounds.note(status(at_ms + 5000, { at_ms, after_ms: 4 }), at_ms + 5002)
  const clock = bounds.of('home', 'rig1')
  assert.ok(clock !== undefined && Math.abs(clock.ahead_ms) <= clock.within_ms)
})
