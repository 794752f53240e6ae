import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LapTrace } from '../../../../src/model/lap-trace.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { placesOf, tailOf } from './live-tail.ts'
import { type Row, rowOf } from './row.ts'

const column = (values: readonly number[]) => ({
  count: values.length,
  t_us: [10_000_000, 10_050_000, 10_100_000],
  values,
})
const columns = new Map([
  ['spline', column([0.1, 0.101, 0.102])],
  ['speed_kmh', column([180, Number.NaN, 182])],
  ['throttle', column([1, 0.5, 0])],
])
const source = {
  id: 'live',
  about: async () => ({ ok: false, problem: '' }) as const,
  trace: async () => ({ ok: false, problem: '' }) as const,
  segments: async () => ({ ok: false, problem: '' }) as const,
}
const about = { driver: 'A', car: 'bmw_m4_gt3', car_class: 'GT3', track: 'monza', origin: 'live' } as const
const spine: LapTrace = {
  ...{ lap_id: 'b', axis: 'distance', length_m: 5000, step: 1 },
  at: [0, 500, 505, 510, 5000],
  elapsed_ms: [0, 9500, 9600, 9700, 90_000],
  distance_m: [0, 500, 505, 510, 5000],
  columns: {},
}
const live: LoadedLap = { slot: 'a', source, about }
const laps: readonly LoadedLap[] = [live, { slot: 'b', source, about, spine }]
const row = (key: string): Row => {
  const found = rowOf(key)
  assert.ok(found)
  return found
}

test('the newest samples lie at their metres, in the unit of the row; what was not measured is a hole', () => {
  const places = placesOf(columns, 'distance', 5000)
  assert.ok(places)
  assert.deepEqual(places.at.map(Math.round), [500, 505, 510])
  assert.deepEqual(tailOf(row('speed_kmh'), columns, places, live, laps)?.values, [180, null, 182])
  assert.deepEqual(tailOf(row('throttle'), columns, places, live, laps)?.values, [100, 50, 0])
})

test('how far the running lap is behind follows from its own timer', () => {
  const places = placesOf(columns, 'distance', 5000)
  assert.ok(places)
  const behind = tailOf(row('delta'), columns, places, live, laps)?.values
  assert.deepEqual(
    behind?.map(value => value?.toFixed(3)),
    ['0.500', '0.450', '0.400'],
  )
})

test('over time the samples lie at their times', () => {
  assert.deepEqual(placesOf(columns, 'time', 5000)?.at, [10_000, 10_050, 10_100])
})

test('a channel that the running lap has not is drawn on in no chart', () => {
  const places = placesOf(columns, 'distance', 5000)
  assert.ok(places)
  assert.equal(tailOf(row('brake'), columns, places, live, laps), undefined)
  assert.equal(placesOf(new Map(), 'distance', 5000), undefined)
})
