import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lapOrderKeys, orderValue, readLapOrder } from './lap-order.ts'
import { sampleLap } from './testing/messages.ts'

test('every order is written as it is read', () => {
  for (const by of lapOrderKeys)
    for (const down of [true, false]) assert.deepEqual(readLapOrder(`${down ? '-' : ''}${by}`), { by, down })
  assert.deepEqual(readLapOrder('fastest'), { by: 'lap_time_ms', down: false })
  for (const text of ['', '-', 'valid', '--fuel_l', 'fuel_l;DROP TABLE laps'])
    assert.equal(readLapOrder(text), undefined)
})

test('a lap is placed by what it says, the wheels by their mean, and has no place by what it does not', () => {
  const lap = sampleLap({ tyre_pressure_psi: [26, 27, 28, 27], fuel_l: 0 })
  assert.equal(orderValue(lap, 'sector_2_ms'), 37_012)
  assert.equal(orderValue(lap, 'tyre_pressure_psi'), 27)
  assert.equal(orderValue(lap, 'fuel_l'), 0)
  assert.equal(orderValue(lap, 'rate_hz'), 400)
  assert.equal(orderValue(lap, 'driver'), 'A. Driver')
  assert.equal(orderValue(lap, 'road_temp_c'), undefined)
  assert.equal(orderValue(sampleLap({ sector_times_ms: [] }), 'sector_1_ms'), undefined)
})
