// Where laps begin and end oddly: garage, grid, formation, joining late, finish, pit stops, driver swaps.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eventsOf, lapsOf, outLap, toldOf } from './testing/fold.ts'
import { Game } from './testing/game.ts'

const race = { session_type: 2 }

test('joining in the middle of a lap adds no lap: the first whole one is the first', () => {
  const game = new Game({}, 0.4)
  game.completed = 7
  game.official_ms = 81_000
  game.drive(0.6).drive(2.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 joined', '2 flying', '3 flying', '4 ended'])
})

test('joining a second before the line adds no lap either', () => {
  const game = new Game({}, 0.99)
  game.drive(0.01).drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 joined', '2 flying', '3 ended'])
})

test('an out-lap from a pit box behind the line is a lap out, however long the car stood before', () => {
  const game = new Game({}, 0.02)
  game.pit = true
  game.stand(1800).drive(0.02, 15)
  game.pit = false
  game.drive(0.97).drive(1.1)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), ['1 out', '2 flying', '3 ended'])
  assert.ok(
    (lapsOf(events)[0]?.lap_time_ms ?? 0) > 1_800_000,
    'the game counts the waiting, and only out-laps hold it',
  )
})

test('a lap into the pits is a lap in, the stop belongs to it when the box lies before the line, and out follows', () => {
  const game = outLap().drive(0.95)
  game.pit = true
  game.drive(0.045, 15).stand(30).drive(0.02, 15)
  game.pit = false
  game.drive(0.985).drive(1.1)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), ['1 pit-line', '2 out', '3 in', '4 out', '5 flying', '6 ended'])
  assert.ok((lapsOf(events)[1]?.lap_time_ms ?? 0) > 100_000)
})

test('out of the pits and in again is one lap, out-in', () => {
  const game = outLap().drive(0.95)
  game.pit = true
  game.drive(0.07, 15)
  game.pit = false
  game.drive(0.94)
  game.pit = true
  game.drive(0.06, 15)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 pit-line', '2 out', '3 in', '4 out-in', '5 ended'])
})

test('entering and leaving the pit lane is told', () => {
  const game = outLap().drive(0.95)
  game.pit = true
  game.drive(0.07, 15)
  game.pit = false
  game.drive(0.1)
  const kinds = eventsOf(game.samples).flatMap(({ kind }) => (kind.startsWith('pit-') ? [kind] : []))
  assert.deepEqual(kinds, ['pit-exit', 'pit-entry', 'pit-exit'])
})

for (const metres of [222, -222]) {
  const side = metres > 0 ? 'before' : 'behind'
  test(`a grid ${Math.abs(metres)} m ${side} the line: the first lap of the race is one lap, timed from the green`, () => {
    const game = new Game({ ...race, late: {} }, -metres / 4000)
    game.counts = false
    game.stand(4)
    const start = game.samples.length
    game.counts = true
    // The game does not restart its timer where the cars cross the line for the first time.
    game.crossesSilently = metres > 0 ? 1 : 0
    game.drive(1 + metres / 4000).drive(1.1)
    assert.ok(start > 0)
    const events = eventsOf(game.samples)
    assert.deepEqual(toldOf(events), ['1 flying', '2 flying', '3 ended'])
    assert.equal(lapsOf(events)[0]?.lap_time_ms, game.crossings[0]?.lap_ms)
  })
}

test('a grid before the line of a game that starts its timer at the line: the way to the line is no lap', () => {
  const game = new Game(race, -222 / 4000)
  game.counts = false
  game.stand(4).drive(230 / 4000)
  game.counts = true
  game.drive(1.2)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 grid-line', '2 flying', '3 ended'])
})

test('a formation lap is told as one, and the lap after it is the first of the race', () => {
  const game = new Game(race, -0.05)
  game.counts = false
  game.crossesSilently = 1
  game.stand(4).drive(1.06, 25)
  game.counts = true
  game.drive(1.1)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), ['1 formation', '2 flying', '3 ended'])
})

test('back to the garage in the middle of a lap: neither that lap nor the short way out of the pits is a lap', () => {
  const game = outLap().drive(1.45)
  game
    .put(game.way - 0.45 - 0.007, true)
    .restartTimer()
    .stand(3)
  game.counts = false
  game.drive(0.012, 15)
  game.pit = false
  game.counts = true
  game.drive(0.995).drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 flying',
    '4 garage',
    '5 pit-line',
    '6 out',
    '7 flying',
    '8 ended',
  ])
})

test('back to the garage just before the line, where the game even counts the crossing in the pit lane: no lap', () => {
  const game = outLap().drive(0.97)
  game.put(game.way - 0.001, true).stand(20)
  game.drive(0.06, 15)
  game.pit = false
  game.drive(0.2)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 garage',
    '4 pit-line',
    '5 ended',
  ])
})

test('a car that is put elsewhere on the track has no lap there', () => {
  const game = outLap().drive(0.3)
  game
    .put(game.way + 0.5, false)
    .drive(0.205)
    .drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 teleported',
    '4 joined',
    '5 flying',
    '6 ended',
  ])
})

test('a session that starts again with the same index begins with no lap done and leaves none half', () => {
  const game = outLap().drive(1.5)
  game.completed = 0
  game.put(-0.007, true).restartTimer().stand(2)
  const told = toldOf(eventsOf(game.samples))
  assert.deepEqual(told, ['1 pit-line', '2 out', '3 flying', '4 restarted', '5 ended'])
})

test('the lap that is driven when the time runs out is finished, also where the counter and the timer stay as they are', () => {
  const game = new Game(race, -0.01)
  game.counts = false
  game.stand(2)
  game.drive(0.02)
  game.counts = true
  game.drive(1.5).show({ session_time_left_ms: 0, flag: 5 })
  game.finish = 'silent'
  game.drive(0.6)
  const events = eventsOf(game.samples)
  assert.deepEqual(toldOf(events), ['1 grid-line', '2 flying', '3 flying', '4 ended'])
  assert.equal(lapsOf(events).at(-1)?.time_source, 'timer')
})

test('time that runs out in the middle of a lap changes nothing before the flag is shown', () => {
  const game = outLap().drive(0.5).show({ session_time_left_ms: 0 }).drive(1.1)
  game.show({ session_time_left_ms: -60_000 }).drive(0.5)
  assert.deepEqual(toldOf(eventsOf(game.samples)), ['1 pit-line', '2 out', '3 flying', '4 flying', '5 ended'])
})

test('the lap to the pits after the finish is no lap of the race', () => {
  const game = outLap().drive(1.5).show({ flag: 5 }).drive(0.51)
  game.counts = false
  game.drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 flying',
    '4 flying',
    '5 after-finish',
    '6 ended',
  ])
})

test('after a driver swap laps go on', () => {
  const game = outLap().drive(0.97)
  game.pit = true
  game.drive(0.02, 15).stand(10)
  game
    .show({
      status: 0,
      spline: 0,
      lap_time_ms: 0,
      completed_laps: 0,
      car_position_m_x: 0,
      car_position_m_z: 0,
    })
    .stand(3)
  game.shown = {}
  game.stand(20).drive(0.02, 15)
  game.pit = false
  game.drive(0.99).drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples)), [
    '1 pit-line',
    '2 out',
    '3 in',
    '4 out',
    '5 flying',
    '6 ended',
  ])
})

test('a lap of 20 minutes is a lap, one of 2147483647 ms is none', () => {
  const game = outLap().drive(0.5).stand(1155).drive(0.6)
  const events = eventsOf(game.samples)
  assert.ok((lapsOf(events)[1]?.lap_time_ms ?? 0) > 1_230_000)
  const sentinel = outLap({ without: ['last_lap_ms'] })
  sentinel.drive(1.1)
  const shown = sentinel.samples.map(sample => ({ ...sample, last_lap_ms: 2147483647 }))
  assert.deepEqual(
    lapsOf(eventsOf(shown)).map(lap => [lap.kind, lap.time_source]),
    [
      ['out', 'timer'],
      ['flying', 'timer'],
    ],
  )
})

test('a lap faster than any car is none', () => {
  const track = { name: 'x', length_m: 7004, sector_ends: [0.3, 0.7], corners: [] }
  const game = outLap().drive(1.1)
  assert.deepEqual(toldOf(eventsOf(game.samples, { track })).slice(-2), ['3 flying', '4 ended'])
  const short = outLap().drive(1.1, 100)
  assert.deepEqual(toldOf(eventsOf(short.samples, { track })).slice(-2), ['3 impossible', '4 ended'])
})
