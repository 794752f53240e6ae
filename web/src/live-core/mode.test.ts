import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveMessage } from '../../../src/model/messages.ts'
import { sampleLive, sampleSession } from '../../../src/model/testing/messages.ts'
import { CarView } from './car-view.ts'
import { newestOf } from './connection.ts'
import { Feed } from './feed.ts'

/** A car that is looked at twice a second. */
function drive(session_type: string) {
  const feed = new Feed()
  feed.take({ kind: 'told', told: { type: 'hello', v: 1, now_ms: 0, rigs: [], laps: [], boards: [] } }, 0)
  feed.take({ kind: 'told', told: { type: 'session', session: sampleSession({ session_type }) } }, 0)
  const car = new CarView(feed, 'home/rig1')
  let now_ms = 0
  let seq = 0
  return (change: Partial<LiveMessage>, looks = 3) => {
    for (let look = 0; look < looks; look++) {
      now_ms += 500
      seq += 1
      const values = sampleLive({ at_ms: now_ms, seq, ...change })
      feed.take({ kind: 'newest', newest: newestOf({ received_ms: now_ms, values }) }, now_ms)
      car.step(now_ms)
    }
    return car.mode
  }
}

test('the picture follows the car: garage, pit lane, out-lap, flying', () => {
  const see = drive('practice')
  assert.equal(see({ in_pit_lane: 1, setup_menu_visible: 1 }), 'garage')
  assert.equal(see({ in_pit_lane: 1, setup_menu_visible: 0 }), 'pit')
  assert.equal(see({ in_pit_lane: 0 }), 'out')
  assert.equal(see({ in_pit_lane: 0, lap_id: 'next' }), 'flying')
  assert.equal(see({ in_pit_lane: 1, lap_id: 'next' }), 'pit')
})

test('in a race the cars around come first', () => {
  const see = drive('race')
  assert.equal(see({ in_pit_lane: 0 }), 'race')
})

test('what lasts less than half a second changes no picture', () => {
  const see = drive('practice')
  assert.equal(see({ in_pit_lane: 0 }), 'flying')
  assert.equal(see({ in_pit_lane: 1 }, 1), 'flying')
  assert.equal(see({ in_pit_lane: 1 }, 2), 'pit')
})

test('a game that does not say where the car is leaves the picture as it is', () => {
  const see = drive('practice')
  assert.equal(see({ spline: 0.5 }), 'flying')
})
