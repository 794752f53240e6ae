import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Sample } from '../model/sample.ts'
import { micros, millis } from '../units/quantity.ts'
import { settle_us } from './signals.ts'
import { dumpFile, readDump } from './testing/dump.ts'
import { eventsOf, lapsOf, outLap, toldOf } from './testing/fold.ts'
import { Game } from './testing/game.ts'
import { readLap, recordedLaps, withoutLaps } from './testing/recorded-lap.ts'

test('an out-lap and two flying laps are three laps with official times and three sectors each', () => {
  const game = outLap().drive(2.1)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), ['1 pit-line', '2 out', '3 flying', '4 flying', '5 ended'])
  for (const [index, lap] of lapsOf(events).entries()) {
    assert.equal(lap.time_source, 'official')
    assert.equal(lap.lap_time_ms, game.crossings[index + 1]?.lap_ms)
    assert.equal(lap.sector_times_ms.length, 3)
    assert.equal(
      lap.sector_times_ms.reduce((sum, time) => sum + time, 0),
      lap.lap_time_ms,
    )
    assert.equal(lap.valid, true)
  }
})

test('an out-lap that crosses the line in the pit lane is not a lap', () => {
  const game = outLap()
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 pit-line', '2 ended'])
})

test('timer, counter, spline and official time come in any order within 3 s: each lap is told once, with its exact time', () => {
  const late = fc.double({ min: 0, max: 2.9, noNaN: true })
  fc.assert(
    fc.property(late, late, late, late, (timer, counter, spline, official) => {
      const game = outLap({ hz: 20, late: { timer, counter, spline, official } }).drive(2.2)
      const events = eventsOf(game.samples)
      assert.deepEqual(toldOf(events), ['1 pit-line', '2 out', '3 flying', '4 flying', '5 ended'])
      lapsOf(events).forEach((lap, index) => {
        assert.equal(lap.lap_time_ms, game.crossings[index + 1]?.lap_ms)
        assert.equal(lap.time_source, 'official')
      })
    }),
    { numRuns: 60 },
  )
})

test('the line is announced at most one sample after the first sign of it, and only once', () => {
  for (const late of [
    {},
    { timer: 2 },
    { timer: 2, counter: 1 },
    { timer: 1, spline: 2, counter: 2.5, official: 3 },
  ]) {
    const game = outLap({ late }).drive(1.1)
    const lines = eventsOf(game.samples).filter(event => event.kind === 'line')
    assert.deepEqual(
      lines.map(line => line.lap_number),
      [1, 2, 3],
    )
    const sign_s = Math.min(late.timer ?? 0, late.counter ?? 0, late.spline ?? 0)
    for (const [index, line] of lines.entries()) {
      if (index === 0) continue
      const after_s = line.t_us / 1e6 - (game.crossings[index]?.t_s ?? 0) - sign_s
      assert.ok(after_s >= -1e-6 && after_s <= 1 / 60 + 1e-6, `${after_s} s after the first sign`)
      const difference = (line.lap_time_ms ?? 0) - (game.crossings[index]?.lap_ms ?? 0)
      assert.ok(Math.abs(difference) <= 1000 * (sign_s + 1 / 60), `${difference} ms from the final time`)
    }
  }
})

test('a lap is told as soon as the timer and the official time agree, and at the latest 3 s after the line', () => {
  for (const [late, most_s] of [
    [{ timer: 0, official: 0.4, counter: 1 }, 0.4],
    [{ timer: 0, official: 3600, counter: 1 }, 3],
  ] as const) {
    const game = outLap({ late }).drive(1.2)
    const finished = eventsOf(game.samples).find(event => event.kind === 'lap-finished')
    const after_s = (finished?.t_us ?? 0) / 1e6 - (game.crossings[1]?.t_s ?? 0)
    assert.ok(after_s <= most_s + 2 / 60, `${after_s} s`)
  }
})

test('without an official time the lap has the time of the timer, to a sample, and says so', () => {
  const game = outLap({ without: ['last_lap_ms'] }).drive(1.2)
  const [, lap] = lapsOf(eventsOf(game.samples))
  assert.equal(lap?.time_source, 'timer')
  assert.ok(Math.abs((lap?.lap_time_ms ?? 0) - (game.crossings[2]?.lap_ms ?? 0)) <= 2)
})

test('without timer and official time the lap has the time of the samples, and says so', () => {
  for (const without of [
    ['last_lap_ms', 'lap_time_ms'],
    ['last_lap_ms', 'lap_time_ms', 'completed_laps'],
  ] as const) {
    const game = outLap({ without }).drive(2.2)
    const events = eventsOf(game.samples)
    const kinds = toldOf(events).map(text => text.replace(/^\d+ /, ''))
    assert.deepEqual(kinds.slice(-4), ['out', 'flying', 'flying', 'ended'])
    const lap = lapsOf(events).at(-1)
    assert.equal(lap?.time_source, 'clock')
    assert.ok(Math.abs((lap?.lap_time_ms ?? 0) - (game.crossings[3]?.lap_ms ?? 0)) <= 1000 / 60 + 1)
  }
})

test('two laps of the very same time are two laps with that official time', () => {
  const game = outLap().drive(3.1, 47)
  const [, , first, second] = lapsOf(eventsOf(game.samples))
  assert.equal(first?.lap_time_ms, second?.lap_time_ms)
  assert.equal(second?.time_source, 'official')
})

test('a lap counter that never moves does not hide a lap', () => {
  const game = outLap({ without: ['last_lap_ms'] })
    .show({ completed_laps: 0 })
    .drive(2.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 pit-line', '2 out', '3 flying', '4 flying', '5 ended'])
})

test('a start line away from spline zero gives the same laps', () => {
  for (const line of [0.979, 0.004, 0.5]) {
    const game = outLap({ line }).drive(2.1)
    const events = eventsOf(game.samples)
    assert.deepEqual(
      toldOf(events),
      ['1 pit-line', '2 out', '3 flying', '4 flying', '5 ended'],
      `line at ${line}`,
    )
    assert.equal(events.filter(event => event.kind === 'line').length, 4)
    assert.equal(lapsOf(events).at(-1)?.lap_time_ms, game.crossings.at(-1)?.lap_ms)
  }
})

test('sector times are differences of cumulative splits, also where a game counts each sector from its own line', () => {
  const cumulative = outLap().drive(2.1, 47)
  const [, , lap] = lapsOf(eventsOf(cumulative.samples))
  assert.deepEqual(lap?.sector_times_ms, [25_531, 34_043, 25_532].map(millis))
  const each = outLap()
    .drive(2.1, 47)
    .samples.map(sample => {
      const { last_sector_ms = 0 } = sample
      return last_sector_ms > 50_000 ? { ...sample, last_sector_ms: last_sector_ms - 25_531 } : sample
    })
  assert.deepEqual(lapsOf(eventsOf(each))[2]?.sector_times_ms.length, 3)
  assert.deepEqual(lapsOf(eventsOf(each))[2]?.sector_times_ms[1], 34_043)
})

test('the last sector is the lap minus the others, whatever millisecond the game has cut off', () => {
  const game = outLap({ length_m: 4001.7 }).drive(3.1, 47.3)
  for (const lap of lapsOf(eventsOf(game.samples))) {
    assert.equal(
      lap.sector_times_ms.reduce((sum, time) => sum + time, 0),
      lap.lap_time_ms,
    )
  }
})

test('a lap of which a sector line was not seen has no sector times rather than wrong ones', () => {
  const game = outLap().drive(0.25).gap(12, 50).drive(0.7)
  const lap = lapsOf(eventsOf(game.samples))[1]
  assert.equal(lap?.kind, 'flying')
  assert.deepEqual(lap?.sector_times_ms, [])
})

test('the source of each number, its instant and the differences are kept as evidence', () => {
  const game = outLap({ late: { timer: 0, counter: 0.5, official: 1.5, spline: 0.2 } }).drive(1.1)
  const { evidence, lap_time_ms } = lapsOf(eventsOf(game.samples))[1] ?? assert.fail()
  assert.equal(evidence.official_ms, lap_time_ms)
  assert.ok(Math.abs((evidence.timer_ms ?? 0) - lap_time_ms) <= 2)
  assert.ok(Math.abs((evidence.clock_ms ?? 0) - lap_time_ms) <= 2)
  const reset_us = evidence.timer_reset_us ?? 0
  assert.ok((evidence.counter_us ?? 0) >= reset_us || evidence.counter_us === undefined)
  assert.ok((evidence.official_us ?? 0) - reset_us <= settle_us)
})

const dump = dumpFile()
test('the recorded drive is no lap: the line crossed in the pit lane on an out-lap, then a spin and reversing', {
  skip: dump === undefined && 'the recordings are not here',
}, () => {
  const samples = readDump(dump ?? '')
  assert.equal(samples.length, 3496)
  const events = eventsOf(samples)
  assert.deepEqual(toldOf(events), ['1 pit-line', '2 ended'])
  assert.equal(events.filter(event => event.kind === 'line').length, 1)
  assert.equal(events.filter(event => event.kind === 'pit-exit').length, 1)
})

test('lap numbers count every stretch once, ascending, and every stretch that starts gets one verdict', () => {
  const game = outLap().drive(3.4)
  game
    .put(game.way - 0.407, true)
    .restartTimer()
    .stand(2)
  const events = eventsOf(game.samples)
  const started = events.flatMap(event => (event.kind === 'lap-started' ? [event.lap_number] : []))
  const judged = toldOf(events).map(text => Number.parseInt(text, 10))
  assert.deepEqual(
    started,
    [...started.keys()].map(index => index + 1),
  )
  assert.deepEqual(judged, started)
  assert.ok(new Game().samples.length === 0)
})

test('the recorded laps, driven again and again, are laps of their own time', { skip: withoutLaps }, () => {
  for (const name of recordedLaps) {
    const { count, t_us, spline, speed_kmh } = readLap(name)
    const lap_us = (t_us.at(-1) ?? 0) + 10_000
    const samples: Sample[] = []
    for (let lap = 0; lap < 4; lap++) {
      for (let row = 0; row < count; row++) {
        samples.push({
          t_us: micros(lap * lap_us + (t_us[row] ?? 0)),
          spline: spline[row] ?? 0,
          lap_time_ms: (t_us[row] ?? 0) / 1000,
          speed_kmh: speed_kmh[row] ?? 0,
          completed_laps: lap,
        })
      }
    }
    const events = eventsOf(samples)
    assert.deepEqual(toldOf(events), ['1 joined', '2 flying', '3 flying', '4 ended'], name)
    for (const lap of lapsOf(events)) {
      assert.equal(lap.time_source, 'timer')
      assert.ok(Math.abs(lap.lap_time_ms - lap_us / 1000) <= 1, `${name}: ${lap.lap_time_ms}`)
      assert.equal(lap.valid, null)
    }
  }
})
