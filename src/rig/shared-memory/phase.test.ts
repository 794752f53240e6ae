import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Phase } from './phase.ts'

type Run = {
  /** When the writer writes page `counter`, in ms. */
  readonly writtenAt: (counter: number) => number
  /** How much longer a sleep takes than it should, in ms. */
  readonly overshoot?: (sleep: number) => number
  readonly period?: number
}

/** Reads for twenty seconds, and says how it went in the last fifteen. */
function read({ writtenAt, overshoot = () => 0.05, period = 2.5 }: Run) {
  const phase = new Phase(period)
  let [now, last, wakes, taken, missed, sleeps] = [0, 0, 0, 0, 0, 0]
  let worst = Number.POSITIVE_INFINITY
  /** A page that was found and waits for its second look. */
  let watching = false
  let written = 0
  while (now < 20_000) {
    while (writtenAt(written + 1) <= now) written++
    const late = now > 5000
    if (late) wakes++
    if (written === last && !watching) phase.nothing(last, now)
    else {
      if (!watching) {
        if (late) missed += Math.max(0, written - last - 1)
        if (late) taken++
      }
      last = written
      if (!watching && phase.isAtRest(written, now)) {
        phase.took(now)
        worst = Math.min(worst, now - writtenAt(written), writtenAt(written + 1) - now)
      } else {
        if (!watching) phase.appeared(written, now)
        watching = !watching
      }
    }
    const sleep = watching ? 0.5 : phase.rest_ms(last, now)
    now += sleep + overshoot(sleeps++)
  }
  return { share: taken / (taken + missed), looks: wakes / taken, follows: phase.follows, worst }
}

/** Numbers from 0 to 1 that are always the same. */
const shaken = (index: number) => ((Math.imul(index + 1, 2654435761) >>> 0) % 1000) / 1000

test('a steady writer is followed with hardly more than one look per page, none missed', () => {
  const { share, looks, worst } = read({ writtenAt: counter => counter * 2.5 + 0.7 })
  assert.equal(share, 1)
  assert.ok(looks < 1.15, `${looks} looks per page`)
  assert.ok(worst > 0.3, `${worst} ms from a writing`)
})

test('a clock that runs a little differently is followed as well', () => {
  const { share, looks } = read({ writtenAt: counter => counter * 2.503 })
  assert.ok(share > 0.999)
  assert.ok(looks < 1.2, `${looks} looks per page`)
})

test('sleeps that end late by up to 0.4 ms cost nothing', () => {
  const { share, looks, worst } = read({
    writtenAt: counter => counter * 2.5,
    overshoot: index => shaken(index) * 0.4,
  })
  assert.ok(share > 0.999, `${share}`)
  assert.ok(looks < 1.5, `${looks} looks per page`)
  assert.ok(worst > 0.1, `${worst} ms from a writing`)
})

test('a writer that trembles by a quarter of a millisecond is followed', () => {
  const { share, looks, worst } = read({
    writtenAt: counter => counter * 2.5 + shaken(counter) * 0.25,
  })
  assert.ok(share > 0.999, `${share}`)
  assert.ok(looks < 1.6, `${looks} looks per page`)
  assert.ok(worst > 0.1)
})

test('a writer without a rhythm is searched for: more looks, but its pages are found', () => {
  let at = 0
  const times = Array.from({ length: 20_000 }, (_, index) => {
    at += 1.2 + shaken(index) * 2.6
    return at
  })
  const { share, looks } = read({ writtenAt: counter => times[counter] ?? Number.POSITIVE_INFINITY })
  assert.ok(share > 0.99, `${share}`)
  assert.ok(looks > 2)
})

test('a writer that jumps by half a step is found again', () => {
  const { share, follows, looks } = read({
    writtenAt: counter => counter * 2.5 + (counter > 4000 ? 1.25 : 0),
  })
  assert.ok(share > 0.998, `${share}`)
  assert.ok(follows || looks < 1.5)
})

test('a game of 333 Hz is followed like one of 400', () => {
  const { share, looks } = read({ writtenAt: counter => counter * 3, period: 3 })
  assert.equal(share, 1)
  assert.ok(looks < 1.2)
})

test('a game whose steps are not known beforehand is at least read', () => {
  const { share } = read({ writtenAt: counter => counter * 10 })
  assert.equal(share, 1)
})
