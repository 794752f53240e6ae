// The same recorder, fed with the pages of other games.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ColumnName } from '../model/channels.ts'
import { decodePage } from '../model/frame.ts'
import { acr } from '../model/games/acr.ts'
import { games } from '../model/games/games.ts'
import { rigId, siteId } from '../model/identity.ts'
import { lapMessage, liveMessage, readFrame, readMessage, sessionMessage } from '../model/messages.ts'
import { micros, unixMillis } from '../units/quantity.ts'
import { ac1Graphics } from '../wire/ac1/graphics.ts'
import { ac1Physics } from '../wire/ac1/physics.ts'
import { ac1Static } from '../wire/ac1/static.ts'
import { acrGraphics, acrPhysics, acrStatic } from '../wire/acr/page.ts'
import { evoGraphics } from '../wire/evo/graphics.ts'
import { evoPhysics } from '../wire/evo/physics.ts'
import { evoStatic } from '../wire/evo/static.ts'
import { encode, offsetOf } from '../wire/struct.ts'
import { Recorder } from './recorder.ts'
import type { Outgoing } from './session-messages.ts'

function recorded() {
  const sent: Outgoing[] = []
  const recorder = new Recorder({
    site: siteId('home'),
    rig: rigId('one'),
    origin: 'live',
    liveHz: 60,
    send: message => sent.push(message),
  })
  recorder.startedAt(unixMillis(1_800_000_000_000))
  const of = (stream: Outgoing['stream']): unknown[] =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json }) => JSON.parse(Buffer.from(json).toString()))
  return {
    recorder,
    laps: () => of('lap').map(message => readMessage(lapMessage, message, 'lap')),
    live: () => of('live').map(message => readMessage(liveMessage, message, 'live')),
    sessions: () => of('session').map(message => readMessage(sessionMessage, message, 'session')),
    frames: () => of('frame').map(readFrame),
  }
}

/** The value of a column in the first row of a frame that has it. */
function first(frames: ReturnType<ReturnType<typeof recorded>['frames']>, name: ColumnName) {
  for (const frame of frames) {
    for (const page of ['physics', 'graphics'] as const) {
      const column = decodePage(frame, page)?.columns.get(name)
      if (column !== undefined) return (column.scaled[0] ?? Number.NaN) / 2 ** column.bits
    }
  }
  return undefined
}

const step_us = 3000
const lap_ms = 6000

type Ac1Drive = { readonly out?: (lap: number, ms: number) => number }

/** Two laps of six seconds in AC1, at 333 Hz, beginning at the line. */
function driveAc1({ out = () => 0 }: Ac1Drive = {}) {
  const drive = recorded()
  const { recorder } = drive
  recorder.game(games.ac1)
  recorder.page(
    'static',
    encode(ac1Static, {
      smVersion: '1.7',
      carModel: 'ks_audi_r8_lms',
      track: 'monza',
      trackConfiguration: undefined,
      playerName: 'Ada',
      maxRpm: 8250,
      sectorCount: 3,
    }),
    micros(0),
  )
  for (let packet = 1; packet <= 5000; packet++) {
    const ms = packet * 3
    const [lap, into] = [Math.floor(ms / lap_ms), ms % lap_ms]
    if (packet % 5 === 0) {
      const spline = into / lap_ms
      const graphics = encode(ac1Graphics, {
        packetId: packet,
        status: 2,
        session: 0,
        completedLaps: lap,
        iCurrentTime: into,
        iLastTime: lap === 0 ? 0 : lap_ms,
        normalizedCarPosition: spline,
        carCoordinates: [Math.cos(spline * 6.283) * 80, 0, Math.sin(spline * 6.283) * 80],
        tyreCompound: 'SM',
      })
      recorder.page('graphics', graphics, micros(packet * step_us - 500))
    }
    const physics = encode(ac1Physics, {
      packetId: packet,
      speedKmh: 300,
      gear: 5,
      tc: 0.18,
      wheelLoad: [3000, 3100, 3200, 3300],
      tyreWear: [98.5, 98, 97, 96],
      numberOfTyresOut: out(lap, into),
    })
    recorder.page('physics', physics, micros(packet * step_us))
  }
  recorder.end()
  return drive
}

test('AC1 becomes sessions, laps and frames like ACC, with the channels that it has', () => {
  const { sessions, laps, frames, live } = driveAc1()
  const session = sessions()[0]
  assert.equal(session?.game, 'ac1')
  assert.equal(session?.car, 'ks_audi_r8_lms')
  assert.equal(session?.track, 'ac1-monza', 'a track of AC1 is not the one of ACC')
  assert.equal(session?.driver, 'Ada')
  const times = laps().map(lap => [lap.lap_number, lap.lap_time_ms, lap.valid])
  assert.deepEqual(times[1], [2, lap_ms, null], 'the game does not say whether a lap is valid')
  assert.equal(laps()[1]?.tyre_compound, 'SM')
  assert.equal(first(frames(), 'wheel_load_n_rr'), 3300)
  assert.equal(Math.round((first(frames(), 'tyre_wear_fl') ?? 0) * 1000), 985)
  assert.equal(first(frames(), 'gear'), 4)
  assert.ok((first(frames(), 'car_position_m_x') ?? 0) > 70)
  assert.equal(first(frames(), 'tc_intervention'), undefined, 'a setting is no intervention')
  assert.equal(live().at(-1)?.speed_kmh, 300)
  assert.equal(live().at(-1)?.tc_intervention, undefined)
})

test('in AC1 a lap with all four tyres off the track is invalid, however often they touch it again', () => {
  // Off, one wheel back for a moment, off again.
  const chatter = (lap: number, ms: number) => (lap === 1 && ms > 4000 && ms < 4500 ? (ms < 4200 ? 4 : 3) : 0)
  const laps = driveAc1({ out: chatter }).laps()
  assert.equal(laps[1]?.valid, false)
  assert.equal(laps[1]?.invalid_reason, 'all four tyres were off the track')
  assert.equal(laps[0]?.valid, null)
})

test('three tyres off the track are no cut', () => {
  const laps = driveAc1({ out: () => 3 }).laps()
  assert.ok(laps.every(lap => lap.valid === null))
})

test('temperatures of AC Rally come in degrees Celsius', () => {
  const drive = recorded()
  drive.recorder.game(acr)
  drive.recorder.page('static', encode(acrStatic, { smVersion: '1.9', track: 'alsace' }), micros(0))
  const graphics = encode(acrGraphics, { packetId: 1, status: 2, normalizedCarPosition: 0.5 })
  drive.recorder.page('graphics', graphics, micros(1))
  for (let packet = 1; packet < 300; packet++) {
    const page = encode(acrPhysics, {
      packetId: packet,
      tyreCoreTemperature: [353.15, 353.15, 343.15, 343.15],
      wheelLoad: [2500, 2500, 2500, 2500],
      airTemp: 12,
    })
    drive.recorder.page('physics', page, micros(packet * step_us))
    const next = encode(acrGraphics, { packetId: packet, status: 2, normalizedCarPosition: 0.5 })
    drive.recorder.page('graphics', next, micros(packet * step_us + 1))
  }
  drive.recorder.end()
  const frames = drive.frames()
  assert.equal(first(frames, 'tyre_core_temp_c_fl'), 80)
  assert.equal(first(frames, 'tyre_core_temp_c_rr'), 70)
  assert.equal(first(frames, 'air_temp_c'), 12)
  assert.equal(first(frames, 'wheel_load_n_fl'), 2500)
})

test('AC EVO: the player is found by an id of 128 bits, and session and flag get the catalogue’s numbers', () => {
  const drive = recorded()
  drive.recorder.game(games.evo)
  const fixed = encode(evoStatic, { sm_version: '1.0', session: 1, track: 'Imola', is_online: 1 })
  drive.recorder.page('static', fixed, micros(0))
  const graphics = (packet: number) => {
    const page = encode(evoGraphics, {
      packetId: packet,
      status: 2,
      npos: 0.25,
      driver_name: 'Ada',
      driver_surname: 'L',
      car_model: 'abarth_695',
      active_cars: 3,
      flag: 8,
      is_valid_lap: 1,
    })
    const view = new DataView(page.buffer)
    view.setBigUint64(offsetOf(evoGraphics, 'player_car_id_a'), 77n, true)
    view.setBigUint64(offsetOf(evoGraphics, 'player_car_id_b'), 2n ** 63n, true)
    const ids = offsetOf(evoGraphics, 'car_ids')
    // The car before the player's differs in the second half of its id only.
    view.setBigUint64(ids + 16, 77n, true)
    view.setBigUint64(ids + 32, 77n, true)
    view.setBigUint64(ids + 40, 2n ** 63n, true)
    const places = offsetOf(evoGraphics, 'car_coordinates')
    view.setFloat32(places + 12, 111, true)
    view.setFloat32(places + 24, 222, true)
    return page
  }
  for (let packet = 1; packet < 300; packet++) {
    drive.recorder.page('graphics', graphics(packet), micros(packet * step_us - 1))
    const page = encode(evoPhysics, { packetId: packet, speedKmh: 100, steerAngle: 2.5 })
    drive.recorder.page('physics', page, micros(packet * step_us))
  }
  drive.recorder.end()
  const session = drive.sessions()[0]
  assert.deepEqual(
    [session?.game, session?.driver, session?.car, session?.track, session?.session_type, session?.online],
    ['evo', 'Ada L', 'abarth_695', 'evo-imola', 'race', true],
  )
  const frames = drive.frames()
  assert.equal(first(frames, 'car_position_m_x'), 222)
  assert.equal(first(frames, 'flag'), 5, 'chequered')
  assert.equal(first(frames, 'lap_valid'), 1)
  assert.equal(first(frames, 'steer'), undefined, 'radians of an unknown lock are no share of it')
})

test('when another game begins, the session of the one before is over', () => {
  const drive = driveAc1()
  const before = drive.sessions().length
  drive.recorder.game(games.acc)
  drive.recorder.game(games.ac1)
  assert.equal(drive.sessions().length, before)
})
