import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channels } from '../model/channels.ts'
import {
  drivenLength,
  elapsedOver,
  fromLine,
  lapOverTrack,
  metresAt,
  metresFromLine,
  splineAt,
  valuesOver,
} from './lap-over-track.ts'
import { driveLap } from './testing/even-lap.ts'

const near = (actual: number | undefined, expected: number, within: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= within, `${actual} is not ${expected} ± ${within}`)

test('at 36 km/h the car is at each metre a tenth of a second after the one before', () => {
  const lap = lapOverTrack(driveLap(2000, () => 36).spline, 2000) ?? assert.fail()
  const elapsed = elapsedOver(lap)
  assert.equal(elapsed.length, 2001)
  for (const metre of [0, 1, 999, 2000]) near(elapsed[metre], metre * 100, 1)
})

test('a line away from spline zero is metre 0 all the same', () => {
  const driven = driveLap(2000, metre => (metre < 1000 ? 36 : 72), { from: 0.9 })
  const lap = lapOverTrack(driven.spline, 2000) ?? assert.fail()
  near(lap.line, 1800, 1)
  near(metresFromLine(lap, 0.9), 0, 1)
  near(metresFromLine(lap, 0.15), 500, 1)
  near(metresFromLine(lap, splineAt(lap, 500)), 500, 1e-6)
  const elapsed = elapsedOver(lap)
  near(elapsed[500], 50_000, 150)
  near(elapsed[1500], 125_000, 150)
  const speed = fromLine(lap, valuesOver(lap, driven.speed_kmh, channels.speed_kmh))
  near(speed[500], 36, 0.1)
  near(speed[1500], 72, 0.1)
})

test('a hole in the samples is a hole in the lap, and what lies beside it is kept', () => {
  const driven = driveLap(2000, () => 144, { hole_us: [20e6, 20.9e6] })
  const lap = lapOverTrack(driven.spline, 2000) ?? assert.fail()
  const elapsed = elapsedOver(lap)
  near(elapsed[790], 19_750, 20)
  near(elapsed[840], 21_000, 20)
  assert.ok(Number.isNaN(elapsed[815]), 'nobody saw the car there')
  const speed = valuesOver(lap, driven.speed_kmh, channels.speed_kmh)
  assert.ok(Number.isNaN(speed[815]))
  near(speed[840], 144, 0.1)
})

test('a source of two samples a second is slow, and has no holes', () => {
  const lap = lapOverTrack(driveLap(2000, () => 144, { every_us: 500_000 }).spline, 2000) ?? assert.fail()
  // The last sample may lie as far before the line as one sample is from the next.
  assert.equal(elapsedOver(lap).subarray(0, 1980).filter(Number.isNaN).length, 0)
})

test('the way driven is the integral of the speed, and time leads back to the place', () => {
  const driven = driveLap(3000, metre => 100 + metre / 50)
  near(drivenLength(driven.speed_kmh), 3000, 5)
  const lap = lapOverTrack(driven.spline, 3000) ?? assert.fail()
  const elapsed = elapsedOver(lap)
  const [metre] = metresAt(lap, Float64Array.of(lap.started_us + (elapsed[1234] ?? 0) * 1000))
  near(metre, 1234, 0.5)
})

test('a lap without positions cannot be laid over a track', () => {
  assert.equal(lapOverTrack({ count: 2, t_us: [0, 1], values: [Number.NaN, Number.NaN] }, 1000), undefined)
})
