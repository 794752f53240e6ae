import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lineBefore } from './closure.ts'
import { type LineClues, linesOf } from './lines.ts'
import { type LoggedChannel, readColumns, steadyClock } from './log.ts'
import { type LapRules, loggedLaps } from './logged-laps.ts'
import { closedLap, type Path, pathSeries, reckonPath } from './path.ts'
import { circuit, drive } from './testing/circuit.ts'

const near = (actual: number | undefined, expected: number, by: number) =>
  assert.ok(Math.abs((actual ?? Number.NaN) - expected) <= by, `${actual} is not ${expected} ± ${by}`)

function pathOf(channels: readonly LoggedChannel[]): Path {
  const path = reckonPath(readColumns(channels, undefined).columns)
  assert.ok(path)
  return path
}

function lapsOf(channels: readonly LoggedChannel[], duration_s: number, change: Partial<LineClues> = {}) {
  const path = pathOf(channels)
  const clues = { beacons: [], channels, path, duration_s, endsAtLine: true, length_m: undefined, ...change }
  const rules: LapRules = { duration_s, speed: pathSeries(path, 'speed_ms'), length_m: clues.length_m }
  return loggedLaps(linesOf(clues), rules)
}

test('the reckoned way of a lap closes, and its length is that of the circuit', () => {
  const { channels, duration_s } = drive(1)
  const path = pathOf(channels)
  const lap = closedLap(path, duration_s - circuit.lap_s, duration_s - 0.02)
  assert.ok(lap)
  near(lap.spline.at(-1), 1, 0.001)
  near(lap.x_m.at(-1), 0, 2)
  near(lap.z_m.at(-1), 0, 2)
  near(Math.max(...lap.x_m) - Math.min(...lap.x_m), 318, 8)
})

test('a log that ends at the line has its laps where the way closes', () => {
  const { channels, duration_s, out_s } = drive(3)
  const laps = lapsOf(channels, duration_s)
  assert.deepEqual(
    laps.map(({ lap_number, kind }) => [lap_number, kind]),
    [
      [1, 'out'],
      [2, 'flying'],
      [3, 'flying'],
      [4, 'flying'],
    ],
  )
  near(laps[0]?.lap_time_ms, out_s * 1000, 60)
  for (const lap of laps.slice(1)) near(lap.lap_time_ms, circuit.lap_s * 1000, 40)
  assert.ok(laps.every(({ valid }) => valid === null))
})

test('who passes the line in the pit lane has not begun a lap', () => {
  const { channels, duration_s } = drive(0)
  assert.equal(lineBefore(pathOf(channels), duration_s, undefined), undefined)
  const [lap, ...more] = lapsOf(channels, duration_s)
  assert.deepEqual([lap?.kind, lap?.lap_time_ms, more], ['incomplete', undefined, []])
  const known = lapsOf(channels, duration_s, { length_m: circuit.length_m })
  assert.deepEqual(
    known.map(({ kind }) => kind),
    ['out'],
  )
})

test('a lap of another length than the track is none', () => {
  const { channels, duration_s } = drive(1)
  assert.deepEqual(
    linesOf({ beacons: [], channels, path: pathOf(channels), duration_s, endsAtLine: true, length_m: 5000 }),
    [],
  )
})

test('a log that does not end at the line is one incomplete lap, however often the way closes', () => {
  const { channels, duration_s } = drive(2)
  const laps = lapsOf(channels, duration_s, { endsAtLine: false })
  assert.deepEqual(
    laps.map(({ kind, lap_time_ms }) => [kind, lap_time_ms]),
    [['incomplete', undefined]],
  )
})

test('beacons are believed, and what was driven after the last one is incomplete', () => {
  const { channels, duration_s, out_s } = drive(1, { more_s: 20 })
  const beacons = [{ at_s: out_s }, { at_s: out_s + circuit.lap_s }]
  const laps = lapsOf(channels, duration_s, { beacons, endsAtLine: false })
  assert.deepEqual(
    laps.map(({ kind, time_source }) => [kind, time_source]),
    [
      ['out', 'beacon'],
      ['flying', 'beacon'],
      ['incomplete', undefined],
    ],
  )
  assert.equal(laps[1]?.lap_time_ms, Math.round(circuit.lap_s * 1000))
})

test('a channel that counts laps, or holds the time of the lap, tells the lines', () => {
  const { channels, duration_s, out_s } = drive(2)
  const time_s = steadyClock(20, Math.round(duration_s * 20))
  const since = (time: number) => (time < out_s ? time : (time - out_s) % circuit.lap_s)
  const clock = (values: Float64Array) => [...channels, { name: 'TIME', unit: '..', time_s, values }]
  const exact = lapsOf(clock(time_s.map(since)), duration_s)
  near(exact[1]?.lap_time_ms, circuit.lap_s * 1000, 2)
  const whole = lapsOf(clock(time_s.map(time => Math.floor(since(time)))), duration_s)
  near(whole[1]?.lap_time_ms, circuit.lap_s * 1000, 50)
  assert.deepEqual(
    whole.map(({ kind, time_source }) => [kind, time_source]),
    [
      ['out', 'lap clock'],
      ['flying', 'lap clock'],
      ['flying', 'closed way'],
    ],
    'the end of the log is a line, because the way closes there',
  )
  const counter = time_s.map(time => (time < out_s ? 0 : 1 + Math.floor((time - out_s) / circuit.lap_s)))
  const counted = lapsOf([...channels, { name: 'Lap Number', unit: '', time_s, values: counter }], duration_s)
  assert.equal(counted[0]?.time_source, 'lap counter')
})

const beaconsAt = (...times: number[]) => times.map(at_s => ({ at_s }))
const withoutLog = { channels: [], path: undefined, endsAtLine: false, length_m: undefined }

test('a lap that no car can drive is marked, and stays', () => {
  const rules = { duration_s: 420, speed: undefined, length_m: undefined }
  const lines = linesOf({ ...withoutLog, duration_s: 420, beacons: beaconsAt(70, 172, 274, 310, 418) })
  const laps = loggedLaps(lines, rules)
  assert.deepEqual(
    laps.map(({ kind, lap_time_ms, valid }) => [kind, lap_time_ms, valid]),
    [
      ['out', 70_000, null],
      ['flying', 102_000, null],
      ['flying', 102_000, null],
      ['flying', 36_000, false],
      ['flying', 108_000, null],
      ['incomplete', undefined, null],
    ],
  )
  assert.match(laps[3]?.invalid_reason ?? '', /impossible: shorter than 61.2 s/)
  const kyalami = loggedLaps(linesOf({ ...withoutLog, duration_s: 160, beacons: beaconsAt(100, 153.619) }), {
    duration_s: 160,
    speed: undefined,
    length_m: 4459.4,
  })
  assert.match(kyalami[1]?.invalid_reason ?? '', /impossible: shorter than 63.7 s/)
})

test('a lap over a missing beacon is perhaps two, and says so', () => {
  const beacons = [{ at_s: 70 }, { at_s: 190, missing: [1] }]
  const laps = loggedLaps(linesOf({ ...withoutLog, duration_s: 190, beacons }), {
    duration_s: 190,
    speed: undefined,
    length_m: undefined,
  })
  assert.deepEqual(
    [laps[1]?.valid, laps[1]?.invalid_reason],
    [false, 'beacon 1 is missing: perhaps more than one lap'],
  )
})

test('a lap that begins or ends at the speed of a pit lane is an out-lap or an in-lap', () => {
  const time_s = steadyClock(10, 4001)
  const values = time_s.map(time => (Math.abs(time - 200) < 5 ? 12 : time < 1 ? 0 : 60))
  const laps = loggedLaps(linesOf({ ...withoutLog, duration_s: 400, beacons: beaconsAt(100, 200, 300) }), {
    duration_s: 400,
    speed: { time_s, values },
    length_m: undefined,
  })
  assert.deepEqual(
    laps.map(({ kind }) => kind),
    ['out', 'in', 'out', 'incomplete'],
  )
})
