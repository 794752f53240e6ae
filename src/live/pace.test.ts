import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behindBytes, firstPace, type Pace, stepPace } from './pace.ts'

const late = behindBytes + 1

/** Steps every 10 ms from `from` for `ms`. */
function during(pace: Pace, waiting: number, from: number, ms: number): Pace {
  let now = pace
  for (let at = from; at <= from + ms; at += 10) now = stepPace(now, waiting, at)
  return now
}

test('a reader that stays behind steps down from 60 to 30 to 10 Hz, and no further', () => {
  const pace = firstPace(0)
  assert.equal(during(pace, late, 0, 200).cap, 60)
  assert.equal(during(pace, late, 0, 300).cap, 30)
  assert.equal(during(pace, late, 0, 600).cap, 10)
  assert.equal(during(pace, late, 0, 60_000).cap, 10)
})

test('a hiccup shorter than a quarter of a second costs nothing', () => {
  let pace = firstPace(0)
  for (let at = 0; at < 10_000; at += 300) pace = during(during(pace, late, at, 200), 0, at + 210, 80)
  assert.equal(pace.cap, 60)
})

test('a reader that has kept up for a while steps up again, one rate at a time', () => {
  const down = during(firstPace(0), late, 0, 600)
  const first = during(down, 0, 610, down.hold + 20)
  assert.equal(first.cap, 30)
  assert.equal(during(first, 0, 630 + down.hold, down.hold + 20).cap, 60)
})

test('each time that trust was misplaced it takes twice as long, up to a minute', () => {
  let pace = firstPace(0)
  const holds: number[] = []
  let at = 0
  for (let round = 0; round < 6; round++) {
    pace = during(pace, late, at, 300)
    holds.push(pace.hold)
    at += 310
    pace = during(pace, 0, at, pace.hold + 20)
    at += pace.hold + 30
    assert.equal(pace.cap, 60)
  }
  assert.deepEqual(holds, [5_000, 10_000, 20_000, 40_000, 60_000, 60_000])
  assert.equal(during(pace, 0, at, 60_100).hold, 2_500)
})
