import assert from 'node:assert/strict'
import { test } from 'node:test'
import { manualClock } from '../model/testing/manual-clock.ts'
import type { Published } from './actions/action.ts'
import { limited } from './aws-limits.ts'

function publisher() {
  const clock = manualClock()
  const taken: Published[] = []
  const limits = limited(message => {
    taken.push(message)
    return undefined
  }, clock)
  const publish = (change: Partial<Published> = {}) =>
    limits.ingest({
      topic: 'rigs/home/one/live',
      payload: new Uint8Array(100),
      qos: 1,
      client: 'one',
      ...change,
    })
  return { clock, taken, limits, publish }
}

const turn = () => new Promise<void>(resolve => setImmediate(resolve))

test('the hundred and first message of a second is refused, and the next second has its own hundred', () => {
  const { clock, taken, limits, publish } = publisher()
  for (let index = 0; index < 100; index++) publish()
  assert.throws(() => publish(), /more than 100 messages a second/)
  publish({ client: 'two' })
  clock.pass(1000)
  publish()
  assert.equal(taken.length, 102)
  assert.equal(limits.counters().discarded, 1)
})

test('bytes above 512 KB a second arrive late, all of them, and in order', async () => {
  const { clock, taken, limits, publish } = publisher()
  for (let index = 0; index < 10; index++) void publish({ payload: new Uint8Array(100_000).fill(index) })
  assert.equal(taken.length, 5)
  for (let step = 0; step < 12; step++) {
    clock.pass(100)
    await turn()
  }
  assert.deepEqual(
    taken.map(({ payload }) => payload[0]),
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  )
  assert.equal(limits.counters().delayed, 5)
})

test('a payload of 128 KB passes, one byte more does not', () => {
  const { taken, limits, publish } = publisher()
  publish({ payload: new Uint8Array(131_072) })
  publish({ payload: new Uint8Array(131_073) })
  assert.equal(taken.length, 1)
  assert.equal(limits.counters().oversized, 1)
})

test('a topic has at most 7 slashes and 256 bytes, not counting Basic Ingest', () => {
  const { taken, limits, publish } = publisher()
  publish({ topic: 'a/b/c/d/e/f/g/h' })
  publish({ topic: '$aws/rules/sim_frame/a/b/c/d/e/f/g/h' })
  publish({ topic: 'a/b/c/d/e/f/g/h/i' })
  publish({ topic: 'ä'.repeat(129) })
  assert.equal(taken.length, 2)
  assert.equal(limits.counters().bad_topics, 2)
})
