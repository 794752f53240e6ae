import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SlipWatch } from './slip-watch.ts'
import { watchedCar } from './testing/watched-car.ts'

test('a wheel that locks for one sample is told of for 0.3 s', () => {
  const { car, see } = watchedCar()
  const slips = new SlipWatch('fl')
  const seen: (string | undefined)[] = []
  for (const ratio of [-0.05, -0.4, -0.05, -0.05, -0.05, -0.05]) {
    see({ slip_ratio_fl: ratio }, 100)
    seen.push(slips.step(car))
  }
  assert.deepEqual(seen, [undefined, 'lock', 'lock', 'lock', undefined, undefined])
})

test('a wheel spins where it turns faster than the road, and at a standstill nothing is said', () => {
  const { car, see } = watchedCar()
  const slips = new SlipWatch('rr')
  see({ slip_ratio_rr: 8, speed_kmh: 3 }, 100)
  assert.equal(slips.step(car), undefined)
  see({ slip_ratio_rr: 0.3, speed_kmh: 60 }, 100)
  assert.equal(slips.step(car), 'spin')
})

test('a game that gives no slip gets no mark', () => {
  const { car, see } = watchedCar()
  see({}, 100)
  assert.equal(new SlipWatch('fl').step(car), undefined)
})
