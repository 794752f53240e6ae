import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ColumnName, columnByName } from '../model/channels.ts'
import { decodePage, type FrameMessage } from '../model/frame.ts'
import { rigId, siteId } from '../model/identity.ts'
import {
  eventMessage,
  lapMessage,
  liveMessage,
  readFrame,
  readMessage,
  sessionMessage,
} from '../model/messages.ts'
import { micros, unixMillis } from '../units/quantity.ts'
import { accGraphics } from '../wire/acc/graphics.ts'
import { type AccPhysics, accPhysics } from '../wire/acc/physics.ts'
import { accStatic } from '../wire/acc/static.ts'
import { encode } from '../wire/struct.ts'
import { Recorder } from './recorder.ts'
import type { Outgoing } from './session-messages.ts'
import { virtualSource } from './virtual/source.ts'

function recorded(liveHz = 60) {
  const sent: Outgoing[] = []
  const recorder = new Recorder({
    site: siteId('home'),
    rig: rigId('one'),
    origin: 'virtual',
    liveHz,
    send: message => sent.push(message),
  })
  recorder.startedAt(unixMillis(1_800_000_000_000))
  const of = (stream: Outgoing['stream']): unknown[] =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json }) => JSON.parse(Buffer.from(json).toString()))
  return {
    recorder,
    sent,
    frames: () => of('frame').map(readFrame),
    laps: () => of('lap').map(message => readMessage(lapMessage, message, 'lap')),
    live: () => of('live').map(message => readMessage(liveMessage, message, 'live')),
    events: () => of('event').map(message => readMessage(eventMessage, message, 'event')),
    sessions: () => of('session').map(message => readMessage(sessionMessage, message, 'session')),
  }
}

/** Five minutes at Monza: out of the garage, an out-lap, a flying lap, and a piece of the next. */
async function monza(rate: number, liveHz = 60) {
  const drive = recorded(liveHz)
  await virtualSource({ startedAt: unixMillis(1_800_000_000_000), rate, speed: 'max', seconds: 300 }).run(
    {
      page: (page, bytes, at) => drive.recorder.page(page, bytes, at),
      state: () => undefined,
    },
    new AbortController().signal,
  )
  drive.recorder.end()
  return drive
}

const timesOf = (frame: FrameMessage) => [...(decodePage(frame, 'physics')?.t_us ?? [])]

// Driven once each, for all tests.
const [fast, slow] = [await monza(400), await monza(60, 10)]

test('at 400 Hz a frame is a quarter of a second, at most 100 kB, and the line carries less than 512 KiB a second', () => {
  for (const frame of fast.frames()) {
    const times = timesOf(frame)
    assert.ok(times.length <= 100)
    assert.ok((times.at(-1) ?? 0) - (times[0] ?? 0) <= 250_000)
  }
  assert.ok(fast.sent.every(({ json }) => json.byteLength <= 100_000))
  const largest = Math.max(...fast.sent.map(({ json, stream }) => (stream === 'frame' ? json.byteLength : 0)))
  const live = Math.max(...fast.sent.map(({ json, stream }) => (stream === 'live' ? json.byteLength : 0)))
  assert.ok(4 * largest + 60 * live < 512 * 1024, `${4 * largest + 60 * live} bytes in the fullest second`)
})

test('no sample is lost or doubled between frames, and a lap begins with a frame of its own', () => {
  const { frames, laps } = fast
  const all = frames()
  const packets = all.flatMap(frame => [...(decodePage(frame, 'physics')?.packet ?? [])])
  assert.ok(packets.every((packet, index) => index === 0 || packet === (packets[index - 1] ?? 0) + 1))
  const closed = laps()
  assert.deepEqual(
    closed.map(({ kind }) => kind),
    ['incomplete', 'out', 'flying', 'incomplete'],
  )
  for (const lap of closed) {
    const own = all.filter(frame => frame.lap_id === lap.lap_id)
    assert.equal(own[0]?.seq, lap.first_seq)
    assert.equal(own.at(-1)?.seq, lap.last_seq)
    assert.equal(own.flatMap(timesOf).length, lap.samples, 'the lap counts the samples that its frames hold')
  }
  const flying = closed.find(({ kind }) => kind === 'flying')
  assert.equal(flying?.quality.rate_hz, 400)
  assert.equal(flying?.quality.gaps, 0)
})

test('a lap captured at 60 Hz has the same time as at 400 Hz', () => {
  const timed = (drive: typeof fast) => drive.laps().map(({ kind, lap_time_ms }) => [kind, lap_time_ms])
  assert.deepEqual(timed(slow), timed(fast))
  const [lap] = slow.laps().filter(({ kind }) => kind === 'flying')
  assert.ok(Math.abs((lap?.quality.rate_hz ?? 0) - 60) < 0.5)
  assert.ok((lap?.quality.gaps ?? 0) > 30_000, 'the steps that were not captured are counted')
})

test('live values come at the rate that was asked for, in the units of the catalogue', () => {
  const rate = (drive: typeof fast) => drive.live().length / 298
  assert.ok(Math.abs(rate(fast) - 60) < 1, `${rate(fast)} Hz`)
  assert.ok(Math.abs(rate(slow) - 10) < 0.5, `${rate(slow)} Hz`)
  const gears = new Set(fast.live().map(message => message['gear']))
  assert.ok(gears.has(0) && gears.has(6) && !gears.has(7), 'neutral is 0, first is 1')
  for (const message of slow.live()) {
    for (const [name, value] of Object.entries(message)) {
      const column = columnByName.get(name)
      if (column === undefined || typeof value !== 'number') continue
      assert.equal(value * 2 ** column.channel.bits, Math.round(value * 2 ** column.channel.bits), name)
    }
  }
})

/** Pages by hand: a car that stands, with what a test wants to be different. */
function byHand(texts: { readonly car?: string; readonly track?: string } = {}) {
  const drive = recorded()
  const { recorder } = drive
  let at = 0
  const put = {
    fixed: (driver: string) =>
      recorder.page(
        'static',
        encode(accStatic, {
          carModel: texts.car ?? 'ferrari_296_gt3',
          track: texts.track ?? 'Imola',
          playerName: driver,
          sectorCount: 3,
        }),
        micros(at),
      ),
    instant: (packet: number, graphics: { readonly status?: number; readonly session?: number } = {}) => {
      at += 16_000
      const page = encode(accGraphics, {
        packetId: packet,
        status: graphics.status ?? 2,
        session: graphics.session ?? 0,
        playerCarID: 7,
        activeCars: 2,
        iCurrentTime: at / 1000,
        normalizedCarPosition: 0.5,
        tyreCompound: 'wet_compound',
      })
      const view = new DataView(page.buffer)
      view.setInt32(accGraphics.offsets.carID, 3, true)
      view.setInt32(accGraphics.offsets.carID + 4, 7, true)
      view.setFloat32(accGraphics.offsets.carCoordinates, 111, true)
      view.setFloat32(accGraphics.offsets.carCoordinates + 12, 222, true)
      recorder.page('graphics', page, micros(at))
      const values: Partial<AccPhysics> = { packetId: packet * 6, fuel: 50 - packet / 100, gear: 2 }
      recorder.page('physics', encode(accPhysics, values), micros(at))
    },
  }
  return { ...drive, ...put }
}

test('a car and a track that no table has are passed through as the game writes them', () => {
  const { recorder, fixed, instant, sessions } = byHand({ car: 'batmobile_gt3', track: 'Gotham' })
  fixed('Ann')
  for (let packet = 1; packet < 5; packet++) instant(packet)
  recorder.end()
  const [session] = sessions()
  assert.equal(session?.car, 'batmobile_gt3')
  assert.equal(session?.car_class, 'unknown')
  assert.equal(session?.track, 'gotham')
})

test('the player is found among all cars by his id, not by his place in the list', () => {
  const { recorder, fixed, instant, live } = byHand()
  fixed('Ann')
  for (let packet = 1; packet < 5; packet++) instant(packet)
  recorder.end()
  assert.equal(live()[0]?.['car_position_m_x'], 222)
})

test('another driver in the same car is told of, and the lap is his', () => {
  const { recorder, fixed, instant, sessions, events, laps } = byHand()
  fixed('Ann')
  for (let packet = 1; packet < 5; packet++) instant(packet)
  fixed('Bea')
  for (let packet = 5; packet < 9; packet++) instant(packet)
  recorder.end()
  assert.deepEqual([...new Set(sessions().map(({ session_id }) => session_id))].length, 1)
  assert.deepEqual(
    events().map(({ kind, value }) => [kind, value]),
    [['driver-swap', 'Bea']],
  )
  assert.equal(laps().at(-1)?.driver, 'Bea')
  assert.equal(laps().at(-1)?.tyre_compound, 'wet_compound')
})

test('while the game is paused nothing is recorded, and both ends of the pause are told', () => {
  const { recorder, fixed, instant, frames, events } = byHand()
  fixed('Ann')
  for (let packet = 1; packet < 5; packet++) instant(packet)
  for (let packet = 5; packet < 9; packet++) instant(packet, { status: 3 })
  for (let packet = 9; packet < 13; packet++) instant(packet)
  recorder.end()
  assert.deepEqual(
    events()
      .map(({ kind }) => kind)
      .filter(kind => kind !== 'gap'),
    ['pause', 'resume'],
  )
  const packets = frames().flatMap(frame => [...(decodePage(frame, 'physics')?.packet ?? [])])
  assert.deepEqual(packets, [6, 12, 18, 24, 54, 60, 66, 72])
})

test('a game that was started again, and another session type, are other sessions', () => {
  const { recorder, fixed, instant, sessions } = byHand()
  fixed('Ann')
  for (let packet = 500; packet < 505; packet++) instant(packet)
  for (let packet = 1; packet < 300; packet++) instant(packet)
  for (let packet = 300; packet < 310; packet++) instant(packet, { session: 2 })
  recorder.end()
  const ids = sessions().map(({ session_id }) => session_id)
  assert.equal(new Set(ids).size, 3)
  assert.equal(ids.length, 6, 'each is told of when it begins and when it ends')
  assert.deepEqual(
    sessions()
      .filter(({ ended_at }) => ended_at === undefined)
      .map(({ session_type }) => session_type),
    ['practice', 'practice', 'race'],
  )
})

test('missing a quarter of a second of the game is an event, and counts against the lap', () => {
  const { recorder, fixed, instant, events, laps } = byHand()
  fixed('Ann')
  for (const packet of [1, 2, 3, 60, 61]) instant(packet)
  recorder.end()
  assert.deepEqual(
    events().map(({ kind, value }) => [kind, value]),
    [['gap', 341]],
  )
  assert.equal(laps()[0]?.quality.gaps, 341 + 3 * 5)
})

test('what the game marks as none is absent, not zero', () => {
  const { recorder, fixed, instant, live, frames } = byHand()
  fixed('Ann')
  const none: readonly ColumnName[] = ['last_lap_ms', 'best_lap_ms', 'gap_ahead_ms']
  for (let packet = 1; packet < 5; packet++) instant(packet)
  recorder.end()
  // The pages by hand hold zeros there; the game writes its sentinel.
  for (const name of none) assert.equal(live()[0]?.[name], 0)
  const sentinel = byHand()
  sentinel.fixed('Ann')
  sentinel.instant(1)
  const page = encode(accGraphics, {
    packetId: 2,
    status: 2,
    iLastTime: undefined,
    iBestTime: undefined,
    gapAhead: undefined,
  })
  sentinel.recorder.page('graphics', page, micros(40_000))
  sentinel.recorder.page('physics', encode(accPhysics, { packetId: 13 }), micros(40_000))
  sentinel.recorder.end()
  for (const name of none) assert.equal(name in (sentinel.live().at(-1) ?? {}), false)
  assert.ok(frames().length > 0)
})
