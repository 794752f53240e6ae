import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sample } from '../model/sample.ts'
import { micros, millis } from '../units/quantity.ts'
import { deltaAt, referenceLap, startDelta, stepDelta } from './delta.ts'
import { gridPoints, gridTimes, splineOf } from './grid.ts'
import { readLap, recordedLaps, withoutLaps } from './testing/recorded-lap.ts'

const even = referenceLap(
  Float64Array.from({ length: gridPoints }, (_, point) => splineOf(point) * 1e8),
  micros(0),
  millis(100_000),
)
const shownAfter = (samples: readonly (Omit<Sample, 't_us'> & { at_s: number })[]) => {
  let state = startDelta(even)
  for (const { at_s, ...sample } of samples) state = stepDelta(state, { t_us: micros(at_s * 1e6), ...sample })
  return state.shown
}
const begun = [
  { at_s: 0, spline: 0.999, lap_time_ms: 99_000 },
  { at_s: 1, spline: 0.0001, lap_time_ms: 10 },
]

test('a car that comes later than the reference is behind, and its lap will be as much longer', () => {
  assert.equal(Math.round(deltaAt(even, 0.5, 51_000) ?? 0), 1000)
  assert.equal(Math.round(deltaAt(even, 0.25, 24_500) ?? 0), -500)
  const shown = shownAfter([...begun, { at_s: 52, spline: 0.5, lap_time_ms: 51_000 }])
  assert.equal(Math.round(shown?.predicted_ms ?? 0), 101_000)
  assert.equal(shown?.frozen, false)
})

test('there is no delta before the first line, without a reference, or where the reference has a hole', () => {
  assert.equal(shownAfter([{ at_s: 0, spline: 0.5, lap_time_ms: 30_000 }]), undefined)
  assert.equal(stepDelta(startDelta(), { t_us: micros(0), spline: 0.5, lap_time_ms: 1 }).shown, undefined)
  const holed = {
    ...even,
    times_ms: even.times_ms.map((at, point) => (point > 1000 && point < 1100 ? Number.NaN : at)),
  }
  assert.ok(Number.isNaN(deltaAt(holed, splineOf(1050), 50_000) ?? Number.NaN))
})

test('the delta of the finished lap stays for 3 s after the line', () => {
  const lap = [
    ...begun,
    { at_s: 100, spline: 0.99, lap_time_ms: 100_000 },
    { at_s: 101.5, spline: 0.001, lap_time_ms: 500 },
  ]
  const held = shownAfter([...lap, { at_s: 103, spline: 0.02, lap_time_ms: 2000 }])
  assert.deepEqual([Math.round(held?.delta_ms ?? 0), held?.frozen], [1000, true])
  const after = shownAfter([...lap, { at_s: 105, spline: 0.04, lap_time_ms: 4100 }])
  assert.deepEqual([Math.round(after?.delta_ms ?? 0), after?.frozen], [100, false])
})

test('standing, rolling backwards, the pit lane and a pause freeze the delta', () => {
  const driving = [...begun, { at_s: 52, spline: 0.5, lap_time_ms: 51_000 }]
  for (const [name, sample] of Object.entries({
    standing: { spline: 0.5, speed_kmh: 0.2 },
    backwards: { spline: 0.49, speed_kmh: 10 },
    pit: { spline: 0.51, in_pit_lane: 1 },
    pause: { spline: 0.5, status: 3 },
  })) {
    const shown = shownAfter([...driving, { at_s: 60, lap_time_ms: 59_000, ...sample }])
    assert.deepEqual([Math.round(shown?.delta_ms ?? 0), shown?.frozen], [1000, true], name)
  }
})

test('at a start line away from spline zero the nearer side of the line is meant', () => {
  const lineAt = 0.979
  const times = Float64Array.from(
    { length: gridPoints },
    (_, point) => ((splineOf(point) - lineAt + 1) % 1) * 1e8,
  )
  const reference = referenceLap(times, micros(0), millis(100_000))
  for (const [spline, timer] of [
    [0.9789, 99_990],
    [0.97899, 99_999],
    [0.97901, 1],
    [0.9792, 20],
  ] as const) {
    assert.ok(Math.abs(deltaAt(reference, spline, timer) ?? Number.NaN) < 60, `${spline}`)
  }
})

test('a recorded lap against itself is seldom more than its own repeated positions away', {
  skip: withoutLaps,
}, () => {
  for (const name of recordedLaps) {
    const { count, t_us, spline } = readLap(name)
    const reference = referenceLap(gridTimes({ count, t_us, values: spline }), micros(0), millis(100_000))
    const deltas = spline.map((at, row) =>
      Math.abs(deltaAt(reference, at, (t_us[row] ?? 0) / 1000) ?? Number.NaN),
    )
    deltas.sort((a, b) => a - b)
    assert.ok(
      (deltas[Math.floor(count / 2)] ?? Number.NaN) < 8,
      `${name} median ${deltas[Math.floor(count / 2)]} ms`,
    )
    assert.ok(
      (deltas[Math.floor(count * 0.99)] ?? Number.NaN) < 100,
      `${name} 99 % ${deltas[Math.floor(count * 0.99)]} ms`,
    )
  }
})
