import assert from 'node:assert/strict'
import { test } from 'node:test'
import { channels } from '../model/channels.ts'
import { trackOf } from '../model/track.ts'
import { cornerPasses } from './corners.ts'
import { gridPoints, gridTimes, gridValues, splineOf } from './grid.ts'
import { readLap, recordedLaps, withoutLaps } from './testing/recorded-lap.ts'

/** A lap of 100 s at constant speed in 100 Hz samples; `line` is the spline of the start line. */
function evenLap(line = 0.00003) {
  const count = 10_000
  const t_us = Array.from({ length: count }, (_, row) => row * 10_000)
  const values = t_us.map(at => (at / 1e8 + line) % 1)
  return { count, t_us, values }
}
const near = (actual: number | undefined, expected: number, within: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= within, `${actual} is not ${expected} ± ${within}`)

test('a lap at constant speed reaches every point of the grid at its share of the time', () => {
  const times = gridTimes(evenLap())
  for (const point of [0, 1, 1000, 2046, 2047]) near(times[point], (splineOf(point) - 0.00003) * 1e8, 1)
})

test('a start line away from spline zero puts the end of the grid at the beginning of the lap', () => {
  const times = gridTimes(evenLap(0.979))
  near(times[2047], 0.021 * 1e8, 100)
  near(times[1024], (splineOf(1024) + 0.021) * 1e8, 100)
  assert.equal(times.filter(Number.isNaN).length, 0)
})

test('a car that reverses and comes again counts where it came first', () => {
  const lap = evenLap()
  const there = lap.values.slice(0, 5000)
  const back = there.slice(4800).reverse()
  const values = [...there, ...back, ...there.slice(4800), ...lap.values.slice(5000)]
  const times = gridTimes({ count: values.length, values, t_us: values.map((_, row) => row * 10_000) })
  near(times[1000], splineOf(1000) * 1e8, 5000)
  near(times[2000], splineOf(2000) * 1e8 + 4e6, 5000)
})

test('what was not driven or not measured is not filled', () => {
  const { t_us, values } = evenLap()
  const holed = values.map((value, row) => (row > 4000 && row < 5000 ? Number.NaN : value))
  const times = gridTimes({ count: holed.length, t_us, values: holed })
  assert.ok(Number.isNaN(times[900]))
  assert.ok(!Number.isNaN(times[700]))
  const short = gridTimes({ count: 3000, t_us, values })
  assert.ok(Number.isNaN(short[1000]))
  const speed = gridValues(times, { count: 2, t_us: [0, 1e8], values: [100, Number.NaN] }, channels.speed_kmh)
  assert.ok(Number.isNaN(speed[1500]))
})

test('speed is interpolated, a gear never is, and a heading goes the short way round', () => {
  const times = gridTimes(evenLap())
  const column = (values: readonly number[]) => ({ count: 2, t_us: [0, 1e8], values })
  near(gridValues(times, column([100, 200]), channels.speed_kmh)[1023], 150, 0.1)
  assert.deepEqual(new Set(gridValues(times, column([3, 5]), channels.gear)), new Set([3]))
  const heading = gridValues(times, column([3, -3]), channels.heading_rad)
  near(heading[500], 3 + 0.2832 * splineOf(500), 1e-3)
  near(heading[1500], 3 + 0.2832 * splineOf(1500) - 2 * Math.PI, 1e-3)
})

test('the recorded laps fill the grid, in order and to the end', { skip: withoutLaps }, () => {
  for (const name of recordedLaps) {
    const { count, t_us, spline } = readLap(name)
    const times = gridTimes({ count, t_us, values: spline })
    assert.equal(times.length, gridPoints)
    for (let point = 1; point < gridPoints; point++) {
      assert.ok((times[point] ?? Number.NaN) > (times[point - 1] ?? Number.NaN), `${name} at ${point}`)
    }
    near(times[gridPoints - 1], t_us.at(-1) ?? 0, 200_000)
    near(times[0], 0, 60_000)
  }
})

test('the corners of the recorded Monza lap are as slow as they are', { skip: withoutLaps }, () => {
  const { count, t_us, spline, speed_kmh } = readLap('Monza_GT3')
  const times_us = gridTimes({ count, t_us, values: spline })
  const speed = gridValues(times_us, { count, t_us, values: speed_kmh }, channels.speed_kmh)
  const track = trackOf('monza') ?? assert.fail()
  const passes = cornerPasses(track, { times_us, speed_kmh: speed })
  assert.equal(passes.length, track.corners.length)
  const slowest = passes.reduce((a, b) => (b.min_speed_kmh < a.min_speed_kmh ? b : a))
  assert.ok(
    slowest.corner <= 2 && slowest.min_speed_kmh > 50 && slowest.min_speed_kmh < 75,
    JSON.stringify(slowest),
  )
  for (const pass of passes) {
    assert.ok(pass.min_speed_kmh <= pass.entry_speed_kmh && pass.min_speed_kmh <= pass.exit_speed_kmh)
    assert.equal(pass.brake_spline, undefined, 'the brake was not recorded')
  }
})

test('braking begins where the pedal was touched, the throttle where it was taken up again', () => {
  const times_us = gridTimes(evenLap())
  const track = { name: 'x', length_m: 5000, sector_ends: [], corners: [[1, 'One', 0.4, 0.5]] as const }
  const shape = (value: (spline: number) => number) =>
    Float32Array.from(times_us, (_, point) => value(splineOf(point)))
  const [pass] = cornerPasses(track, {
    times_us,
    speed_kmh: shape(at => 100 + 1000 * Math.abs(at - 0.45)),
    brake: shape(at => (at > 0.38 && at < 0.44 ? 0.8 : at > 0.2 && at < 0.3 ? 1 : 0)),
    throttle: shape(at => (at > 0.46 || at < 0.36 ? 1 : 0)),
  })
  near(pass?.min_spline, 0.45, 0.001)
  near(pass?.brake_spline, 0.38, 0.001)
  near(pass?.brake_speed_kmh, 170, 1)
  near(pass?.throttle_spline, 0.46, 0.001)
  near(pass?.time_ms, 10_000, 100)
})

test('a foot that flutters at the end of a braking has braked once', () => {
  const times_us = gridTimes(evenLap())
  const track = { name: 'x', length_m: 5000, sector_ends: [], corners: [[1, 'One', 0.4, 0.5]] as const }
  const shape = (value: (spline: number) => number) =>
    Float32Array.from(times_us, (_, point) => value(splineOf(point)))
  // 0.3 s without the pedal, at 100 s a lap.
  const [pass] = cornerPasses(track, {
    times_us,
    speed_kmh: shape(at => 100 + 1000 * Math.abs(at - 0.45)),
    brake: shape(at => (at > 0.38 && at < 0.445 && !(at > 0.43 && at < 0.433) ? 0.3 : 0)),
  })
  near(pass?.brake_spline, 0.38, 0.001)
})

test('the braking of a corner is the one that took the speed, not a dab before it or a foot that trails after it', () => {
  const times_us = gridTimes(evenLap())
  const track = { name: 'x', length_m: 5000, sector_ends: [], corners: [[1, 'One', 0.4, 0.5]] as const }
  const shape = (value: (spline: number) => number) =>
    Float32Array.from(times_us, (_, point) => value(splineOf(point)))
  const between = (at: number, from: number, to: number) =>
    Math.min(1, Math.max(0, (at - from) / (to - from)))
  // 250 km/h; a dab takes 4, the braking 120, the trail 6; each more than 0.4 s from the next.
  const speed = (at: number) =>
    250 - 4 * between(at, 0.36, 0.364) - 120 * between(at, 0.38, 0.41) - 6 * between(at, 0.43, 0.44)
  const brake = (at: number) =>
    at > 0.38 && at < 0.41 ? 0.9 : (at > 0.36 && at < 0.364) || (at > 0.43 && at < 0.44) ? 0.1 : 0
  const [pass] = cornerPasses(track, { times_us, speed_kmh: shape(speed), brake: shape(brake) })
  near(pass?.brake_spline, 0.38, 0.001)
  near(pass?.brake_speed_kmh, 246, 1)
})

test('a car that got faster in between has braked for the corner before', () => {
  const times_us = gridTimes(evenLap())
  const track = { name: 'x', length_m: 5000, sector_ends: [], corners: [[2, 'Two', 0.4, 0.5]] as const }
  const shape = (value: (spline: number) => number) =>
    Float32Array.from(times_us, (_, point) => value(splineOf(point)))
  // 250 to 100 for the first corner, up to 140, and down to 110 for the second.
  const speed = (at: number) => {
    if (at < 0.36) return 250 - 150 * Math.max(0, (at - 0.345) / 0.015)
    if (at < 0.41) return 100 + 40 * ((at - 0.36) / 0.05)
    return at < 0.45 ? 140 - 30 * ((at - 0.41) / 0.04) : 110
  }
  const brake = (at: number) => ((at > 0.345 && at < 0.36) || (at > 0.41 && at < 0.45) ? 0.8 : 0)
  const [pass] = cornerPasses(track, { times_us, speed_kmh: shape(speed), brake: shape(brake) })
  near(pass?.brake_spline, 0.41, 0.001)
})
