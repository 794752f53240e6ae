import assert from 'node:assert/strict'
import { test } from 'node:test'
import { finerOf, type Sleep } from './finer-sleep.ts'

type Way = (asked: number, turn: number) => number

/** How long a sleep of 2.5 ms takes by the finer of two ways, each of which says how long it really takes. */
function taken(...ways: readonly [Way, Way]): number {
  let [now, turn] = [0, 0]
  const [one, other] = ways.map(
    (way): Sleep =>
      asked => {
        now += way(asked, turn++)
      },
  )
  assert.ok(one !== undefined && other !== undefined)
  const sleep = finerOf(one, other, () => now)
  sleep(1)
  const before = now
  sleep(2.5)
  return Math.round((now - before) * 100) / 100
}

const exact = (asked: number) => asked + 0.03
const wholeMilliseconds = (asked: number) => Math.ceil(asked) + 0.12
const coarse = () => 15.6

test('a timer that is rounded up to whole milliseconds is not taken where the thread sleeps finer', () => {
  assert.equal(taken(wholeMilliseconds, exact), 2.53)
})

test('a timer is taken where the thread itself sleeps to the tick of the system', () => {
  assert.equal(taken(exact, coarse), 2.53)
  assert.equal(taken(wholeMilliseconds, coarse), 3.12)
})

test('a few sleeps that were disturbed do not decide', () => {
  const disturbed = (asked: number, turn: number) => (turn % 3 === 0 ? asked + 20 : asked + 0.05)
  assert.notEqual(taken(disturbed, wholeMilliseconds), 3.12)
})
