import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LapSegments } from '../../../src/model/lap-segments.ts'
import type { LiveMessage } from '../../../src/model/messages.ts'
import { BrakeLadder, fasterBy_kmh, metresToBraking } from './corner-cue.ts'
import { watchedCar } from './testing/watched-car.ts'

const segment = (from_m: number, to_m: number, brake_m?: number): LapSegments['segments'][number] => ({
  ...{ label: `${from_m}`, name: '', from_m, to_m, middle_m: (from_m + to_m) / 2 },
  ...{ start_ms: from_m * 20, end_ms: to_m * 20 },
  ...(brake_m !== undefined && { brake_m }),
})

/** Two corners that are braked for, at 800 and 1700 of 2000 m, and one that is not. */
const reference: LapSegments = {
  ...{ lap_id: 'lap', length_m: 2000, line: 0, brake_measured: true, throttle_measured: true },
  segments: [segment(0, 600), segment(600, 1200, 800), segment(1200, 2000, 1700)],
}

/** A car that drives at 180 km/h, looked at sixty times a second; says what is heard, and where. */
function heard(
  from_m: number,
  to_m: number,
  change: (metre: number) => Partial<LiveMessage> = () => ({}),
  line = 0,
) {
  const { car, see } = watchedCar()
  const ladder = new BrakeLadder()
  const said: [string, number][] = []
  for (let metre = from_m; metre < to_m; metre += 50 / 60) {
    const spline = ((metre + line) % 2000) / 2000
    see({ spline, speed_kmh: 180, throttle: 1, accel_lat_g: 0, ...change(metre) }, 1000 / 60)
    const rung = ladder.step(car, { ...reference, line })
    if (rung !== undefined) said.push([rung, Math.round(metre)])
  }
  return said
}

test('three tones climb to where the reference braked', () => {
  const said = heard(500, 900)
  assert.deepEqual(
    said.map(([rung]) => rung),
    ['brakeFar', 'brakeNear', 'brakeHere'],
  )
  for (const [at, [, metre]] of said.entries()) assert.ok(Math.abs(metre - (700 + at * 50)) <= 2, `${metre}`)
})

test('where the game counts places from elsewhere than the line, the tones come where they should all the same', () => {
  const said = heard(500, 900, undefined, 1700)
  assert.deepEqual(
    said.map(([, metre]) => metre),
    heard(500, 900).map(([, metre]) => metre),
  )
})

test('each braking of a lap has its own, over the line as well', () => {
  assert.equal(heard(500, 2000 + 900).length, 9)
})

test('a driver who is busy hears nothing', () => {
  assert.deepEqual(
    heard(500, 900, () => ({ flag: 2 })),
    [],
  )
  assert.deepEqual(
    heard(500, 900, () => ({ in_pit_lane: 1 })),
    [],
  )
  assert.deepEqual(
    heard(500, 900, () => ({ lap_valid: 0 })),
    [],
  )
})

test('a ladder does not begin in the corner before', () => {
  assert.deepEqual(
    heard(500, 900, metre => (metre < 720 ? { throttle: 0.5, accel_lat_g: 1.2 } : {})),
    [],
  )
})

test('who brakes early still hears where the reference did', () => {
  const said = heard(500, 900, metre => (metre > 770 ? { throttle: 0, brake: 1 } : {}))
  assert.deepEqual(
    said.map(([rung]) => rung),
    ['brakeFar', 'brakeNear', 'brakeHere'],
  )
})

test('a reference whose brake was not measured gives no place to brake', () => {
  assert.equal(metresToBraking({ ...reference, segments: [segment(0, 2000)] }, 100), undefined)
  assert.equal(metresToBraking(reference, 1900), 900)
})

test('what is lost in a second says how much slower the car is', () => {
  assert.equal(Math.round(fasterBy_kmh(200, -50) ?? 0), 10)
  assert.equal(Math.round(fasterBy_kmh(190, 50) ?? 0), -10)
  assert.equal(fasterBy_kmh(100, 0), 0)
  assert.equal(fasterBy_kmh(100, 1500), undefined)
})
