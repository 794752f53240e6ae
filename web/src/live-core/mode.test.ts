import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LiveMessage } from '../../../src/model/messages.ts'
import { watchedCar } from './testing/watched-car.ts'

/** A car that is looked at twice a second. */
function drive(session_type: string) {
  const { car, see } = watchedCar(session_type)
  return (change: Partial<LiveMessage>, looks = 3) => {
    for (let look = 0; look < looks; look++) see(change, 500)
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
