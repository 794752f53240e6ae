import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackOf } from '../../model/track.ts'
import type { LapEvent } from '../../race/lap-event.ts'
import { endLaps, startLaps, stepLaps } from '../../race/laps.ts'
import { micros } from '../../units/quantity.ts'
import { accGraphics } from '../../wire/acc/graphics.ts'
import { decode } from '../../wire/struct.ts'
import type { WorldOptions } from './session.ts'
import { worldOptions } from './source.ts'
import { createWorld, stepWorld } from './world.ts'

/** Drives, and lets the lap fold look at every fourth frame. */
function fold(options: Partial<WorldOptions>, seconds: number) {
  const world = createWorld(worldOptions(options))
  const track = trackOf(world.scene.options.track)
  let state = startLaps(track === undefined ? {} : { track })
  const events: LapEvent[] = []
  const driven: number[] = []
  const valid: boolean[] = []
  let wasValid = true
  for (let step = 0; step < seconds * 400; step++) {
    const { completed } = world.session.clock
    wasValid = world.session.clock.valid
    stepWorld(world)
    const { clock, car } = world.session
    if (clock.completed > completed) {
      driven.push(Math.floor((clock.last ?? 0) * 2.5))
      valid.push(wasValid)
    }
    if (!world.written.graphics || world.frame % 4 !== 0) continue
    const page = decode(accGraphics, world.pages.graphics.page)
    const [x = 0, , z = 0] = page.carCoordinates[page.carID.indexOf(page.playerCarID ?? -1)] ?? []
    const [next, more] = stepLaps(state, {
      t_us: micros(world.step * 2500),
      status: page.status ?? 0,
      session_type: page.session ?? 0,
      spline: page.normalizedCarPosition ?? 0,
      lap_time_ms: page.iCurrentTime ?? 0,
      ...(page.iLastTime === undefined ? {} : { last_lap_ms: page.iLastTime }),
      completed_laps: page.completedLaps ?? 0,
      last_sector_ms: page.lastSectorTime ?? 0,
      lap_valid: page.isValidLap ?? 0,
      in_pit_lane: page.isInPitLane ?? 0,
      flag: page.flag ?? 0,
      car_position_m_x: x,
      car_position_m_z: z,
      speed_kmh: Math.abs(car.speed) * 3.6,
    })
    state = next
    events.push(...more)
  }
  events.push(...endLaps(state, micros(world.step * 2500))[1])
  const laps = events.flatMap(event => (event.kind === 'lap-finished' ? [event.lap] : []))
  const lost = events.flatMap(event => (event.kind === 'lap-abandoned' ? [event.reason] : []))
  return { laps, lost, driven, valid }
}

test('the lap fold finds the laps that were driven, with the times of the game', () => {
  const { laps, driven, valid } = fold(
    { track: 'brands_hatch', seed: 3, skill: 0.4, stintLaps: 3, incidents: 3 },
    480,
  )
  assert.ok(driven.length >= 3 && valid.includes(false), `${driven} ${valid}`)
  assert.deepEqual(
    laps.map(lap => lap.lap_time_ms),
    driven,
  )
  assert.deepEqual(
    laps.map(lap => lap.valid),
    valid,
  )
  for (const lap of laps) {
    assert.equal(lap.time_source, 'official')
    assert.equal(lap.sector_times_ms.length, 3)
  }
})

test('a stint is an out-lap, flying laps and an in-lap, wherever the box lies', () => {
  for (const [track, seconds] of [
    ['brands_hatch', 440],
    ['imola', 570],
  ] as const) {
    const { laps } = fold({ track, stintLaps: 1, incidents: 0 }, seconds)
    assert.deepEqual(
      laps.map(lap => lap.kind),
      ['out', 'flying', 'in', 'out'],
    )
  }
})
