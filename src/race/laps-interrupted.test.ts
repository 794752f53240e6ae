// What may befall the samples of a lap: pauses, replays, gaps, repeats, empty pages, spins, and the word of the stewards.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sample } from '../model/sample.ts'
import { micros } from '../units/quantity.ts'
import { eventsOf, lapsOf, outLap, toldOf } from './testing/fold.ts'
import { Game } from './testing/game.ts'

const twoLaps = ['1 pit-line', '2 out', '3 flying', '4 flying', '5 ended']

test('a pause in which the game stands still does not disturb the lap', () => {
  const game = outLap().drive(0.5)
  const frozen = game.samples.at(-1) ?? assert.fail()
  game.pause(600)
  game.samples.push({ ...frozen, status: 3, t_us: micros(game.t_s * 1e6) })
  game.drive(1.6)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), twoLaps)
  assert.equal(lapsOf(events)[1]?.time_source, 'official')
})

test('a replay is not recorded: neither its laps nor its jumps', () => {
  const game = outLap().drive(0.5)
  const replayed = new Game({}, 0.2).drive(3).samples
  const from_s = game.t_s
  game.pause(400)
  game.samples.push(
    ...replayed.map(sample => ({ ...sample, status: 1, t_us: micros(sample.t_us + from_s * 1e6) })),
  )
  game.drive(1.6)
  assert.deepEqual(toldOf(eventsOf(game.samples)), twoLaps)
})

test('a replay during which the game drove on leaves no false lap', () => {
  const game = outLap().drive(0.5)
  game.show({ status: 1, spline: 0.3, lap_time_ms: 1000 }).drive(1.1)
  game.shown = {}
  game.drive(1.5)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 gap',
    '4 joined',
    '5 flying',
    '6 ended',
  ])
})

test('watching another car is not driving: its laps are not ours', () => {
  const game = outLap().drive(0.5)
  const other = new Game({ without: ['car_position_m_x', 'car_position_m_z'] }, 0.2).drive(3).samples
  const from_s = game.t_s
  game.pause(400)
  game.samples.push(...other.map(sample => ({ ...sample, t_us: micros(sample.t_us + from_s * 1e6) })))
  game.drive(1.6)
  assert.deepEqual(toldOf(eventsOf(game.samples)), twoLaps)
})

test('a gap of a minute within a lap is a lap with a gap; one over the line is no lap', () => {
  const within = outLap().drive(0.1).gap(60).drive(1.3)
  assert.deepEqual(toldOf(eventsOf(within.samples)), twoLaps)
  const over = outLap().drive(0.5).gap(60).drive(1.8)
  assert.deepEqual(toldOf(eventsOf(over.samples)), [
    '1 pit-line',
    '2 out',
    '3 gap',
    '4 joined',
    '5 flying',
    '6 ended',
  ])
})

test('a gap of 165.7 s over two lines makes no lap of the three', () => {
  const game = outLap().drive(0.9).gap(165.7).drive(2)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 gap',
    '4 joined',
    '5 flying',
    '6 ended',
  ])
})

test('a gap of two seconds over the line costs no lap', () => {
  const game = outLap().drive(0.99).gap(2).drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)).slice(0, 4), twoLaps.slice(0, 4))
})

test('duplicates and late samples change nothing', () => {
  const { samples } = outLap({ late: { timer: 0.3, official: 1 } }).drive(2.1)
  const disturbed: Sample[] = []
  samples.forEach((sample, index) => {
    disturbed.push(sample)
    if (index % 17 === 0) disturbed.push(sample)
    if (index % 29 === 0 && index > 5) disturbed.push(samples[index - 5] ?? sample)
  })
  assert.deepEqual(eventsOf(disturbed), eventsOf(samples))
})

test('a position that wraps one packet before the timer is one crossing', () => {
  const game = outLap({ late: { timer: 1 / 60, counter: 1 / 60, official: 1 / 60 } }).drive(2.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), twoLaps)
})

test('maps that another program keeps alive after the game is gone hold no lap', () => {
  const game = outLap().drive(0.5)
  const stale = game.samples.at(-1) ?? assert.fail()
  for (let second = 1; second < 600; second++) {
    game.samples.push({ ...stale, t_us: micros(stale.t_us + second * 1e6) })
  }
  const again = outLap().drive(1.1).samples
  game.samples.push(...again.map(sample => ({ ...sample, t_us: micros(sample.t_us + stale.t_us + 1e9) })))
  const events = eventsOf(game.samples)
  assert.deepEqual(
    lapsOf(events).map(lap => lap.kind),
    ['out', 'out', 'flying'],
  )
  assert.deepEqual(
    toldOf(events).filter(text => text.startsWith('3')),
    ['3 restarted'],
  )
})

test('empty pages in between and before the first load are passed over', () => {
  const zero = {
    status: 0,
    spline: 0,
    lap_time_ms: 0,
    completed_laps: 0,
    last_lap_ms: 0,
    speed_kmh: 0,
    in_pit_lane: 0,
  }
  const { samples } = outLap().drive(2.1)
  const holed = samples.map((sample, index) =>
    index < 100 || index % 50 === 0 ? { ...zero, t_us: sample.t_us } : sample,
  )
  assert.deepEqual(toldOf(eventsOf(holed)), twoLaps)
})

test('garbage in the menu before the first load starts nothing', () => {
  const menu = new Game()
    .show({ status: 0, spline: 0.7, lap_time_ms: 2147483647, completed_laps: 9 })
    .drive(3)
  assert.deepEqual(eventsOf(menu.samples), [])
})

test('reversing over the line and driving over it again is not a lap', () => {
  const game = outLap().drive(0.015)
  game.crossesSilently = 2
  game.drive(-0.02, 10).drive(0.02, 10).drive(-0.02, 10).drive(0.5, 20).drive(0.6)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), ['1 pit-line', '2 out', '3 flying', '4 ended'])
  assert.equal(events.filter(event => event.kind === 'line').length, 3)
})

test('reversing over the line of a game that restarts its timer there is no lap either', () => {
  const game = outLap().drive(0.015)
  game.counts = false
  game.drive(-0.02, 10).drive(0.02, 10)
  game.counts = true
  game.drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 pit-line', '2 out', '3 short', '4 flying', '5 ended'])
})

test('a timer that is started anew in the middle of the track makes no lap, neither before nor after', () => {
  const game = outLap().drive(0.45).restartTimer().drive(1.6)
  const told = ['1 pit-line', '2 out', '3 short', '4 joined', '5 flying', '6 ended']
  assert.deepEqual(toldOf(eventsOf(game.samples)), told)
})

test('a lap counter that comes 5 s after the line does not cut the next lap', () => {
  const game = outLap({ late: { counter: 5 } }).drive(2.2)
  assert.deepEqual(toldOf(eventsOf(game.samples)), twoLaps)
})

test('reversing over the line without timer and counter is no lap', () => {
  const game = outLap({ without: ['lap_time_ms', 'completed_laps', 'last_lap_ms'] }).drive(0.015)
  game.drive(-0.02, 10).drive(0.02, 10).drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 out', '2 flying', '3 ended'])
})

test('a spin with reversing in the middle of a lap is part of the lap', () => {
  const game = outLap().drive(0.5).drive(-0.03, 8).stand(5).drive(1.6)
  assert.deepEqual(toldOf(eventsOf(game.samples)), twoLaps)
})

test('a spline that jumps where the lap begins or ends makes no lap and hides none', () => {
  const { samples } = outLap().drive(2.1)
  const jumping = samples.map(sample => {
    const { lap_time_ms = 0, spline = 0 } = sample
    return lap_time_ms > 100 && lap_time_ms < 200 && spline < 0.1 ? { ...sample, spline: 1 } : sample
  })
  assert.deepEqual(toldOf(eventsOf(jumping)), twoLaps)
})

test('an invalid lap says so once, with the reason, however often the car cuts', () => {
  const game = outLap().drive(0.4)
  for (let cut = 0; cut < 3; cut++) {
    game.show({ lap_valid: 0, penalty: cut === 0 ? 6 : 0 }).drive(0.02)
    game.show({ lap_valid: 1 }).drive(0.02)
  }
  game.show({ lap_valid: 0 }).drive(0.485)
  game.show({ lap_valid: 1 }).drive(1.1)
  const events = eventsOf(game.samples)
  assert.deepEqual(
    lapsOf(events).map(lap => [lap.valid, lap.invalid_reason]),
    [
      [true, undefined],
      [false, 'cutting: best lap removed'],
      [true, undefined],
    ],
  )
  assert.equal(events.filter(event => event.kind === 'lap-invalid').length, 1)
})

test('the invalidity of a lap does not leak into the next', () => {
  const game = outLap().drive(0.4).show({ lap_valid: 0 }).drive(0.62).show({ lap_valid: 1 }).drive(1.1)
  assert.deepEqual(
    lapsOf(eventsOf(game.samples)).map(lap => lap.valid),
    [true, false, true],
  )
})

test('a lap that is invalid from its start stays invalid', () => {
  const game = outLap().drive(0.1).drive(0.95).show({ lap_valid: 0 }).drive(0.9).drive(0.2)
  assert.equal(lapsOf(eventsOf(game.samples)).at(-1)?.valid, false)
})

test('a source that does not know validity gives null, not true', () => {
  const game = outLap({ without: ['lap_valid'] }).drive(1.1)
  assert.deepEqual(
    lapsOf(eventsOf(game.samples)).map(lap => lap.valid),
    [null, null],
  )
})

test('any samples at all give ascending laps, one verdict each, and no error', () => {
  const columns = [
    'status',
    'spline',
    'lap_time_ms',
    'completed_laps',
    'last_lap_ms',
    'in_pit_lane',
    'last_sector_ms',
  ] as const
  let seed = 7
  const random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed / 2147483648
  }
  for (let round = 0; round < 30; round++) {
    const samples: Sample[] = []
    for (let t_us = 0; samples.length < 400; t_us += Math.round(random() * 5e6)) {
      const values = columns
        .filter(() => random() < 0.9)
        .map(name => {
          const most = { status: 4, spline: 1, completed_laps: 5, in_pit_lane: 2 }[name as string] ?? 200_000
          const value = random() * most
          return [name, name === 'spline' ? value : Math.floor(value)] as const
        })
      samples.push({ t_us: micros(t_us), ...Object.fromEntries(values) })
    }
    const events = eventsOf(samples)
    const started = events.flatMap(event => (event.kind === 'lap-started' ? [event.lap_number] : []))
    const judged = toldOf(events).map(text => Number.parseInt(text, 10))
    assert.deepEqual(
      started,
      [...started.keys()].map(index => index + 1),
    )
    assert.deepEqual(judged, started)
  }
})
