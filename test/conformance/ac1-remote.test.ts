import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { decodePage } from '../../src/model/frame.ts'
import { ac1Udp } from '../../src/model/games/ac1-udp.ts'
import { rigId, siteId } from '../../src/model/identity.ts'
import { lapMessage, readFrame, readMessage, sessionMessage } from '../../src/model/messages.ts'
import { Recorder } from '../../src/rig/recorder.ts'
import { carPage } from '../../src/rig/remote-telemetry/remote-telemetry.ts'
import type { Outgoing } from '../../src/rig/session-messages.ts'
import { micros, unixMillis } from '../../src/units/quantity.ts'
import { ac1Introduction, readAc1Datagram } from '../../src/wire/ac1/remote.ts'
import { encode } from '../../src/wire/struct.ts'
import { recording } from './recorded-data.ts'

// 148.7 seconds of Assetto Corsa over UDP: Monza, Audi R8 LMS, the end of one lap and the beginning of the next.
const file = recording('ac1/ac1-udp-rtcarinfo-monza-audi-r8-lms.tsudp')

type Datagram = { readonly at_ms: number; readonly bytes: Buffer }

function datagrams(): readonly Datagram[] {
  const all = readFileSync(file.path)
  const found: Datagram[] = []
  for (let at = 0; at < all.length; ) {
    const length = all.readUInt32LE(at + 4)
    found.push({ at_ms: all.readUInt32LE(at), bytes: all.subarray(at + 8, at + 8 + length) })
    at += 8 + length
  }
  return found
}

const recorded = file.skip ? [] : datagrams()
const frames = recorded.flatMap(({ bytes }) => {
  const datagram = readAc1Datagram(bytes)
  return datagram.kind === 'car' ? [datagram.value] : []
})
const known = (value: number | undefined) => value ?? Number.NaN

test('every datagram is a frame of the car, and one in eighteen comes twice', { skip: file.skip }, () => {
  assert.equal(recorded.length, 8641)
  assert.equal(frames.length, 8641)
  const twice = recorded.filter(({ bytes }, index) => recorded[index - 1]?.bytes.equals(bytes))
  assert.equal(twice.length, 479)
})

test('three speeds agree, and every value is one that a car can have', { skip: file.skip }, () => {
  for (const frame of frames) {
    assert.ok(Math.abs(known(frame.speedKmh) - known(frame.speedMs) * 3.6) < 0.01)
    assert.ok(Math.abs(known(frame.speedMph) - known(frame.speedMs) * 2.23694) < 0.1)
    assert.ok(known(frame.gas) >= 0 && known(frame.gas) <= 1)
    assert.ok(known(frame.gear) >= 0 && known(frame.gear) <= 7)
    assert.ok(known(frame.engineRpm) > 500 && known(frame.engineRpm) < 9000)
    assert.ok(frame.load.every(load => load >= 0 && load < 30_000))
    assert.ok(frame.tyreRadius.every(radius => radius > 0.3 && radius < 0.4))
  }
})

test('the accelerations are lateral, vertical and longitudinal, whatever their official names say', {
  skip: file.skip,
}, () => {
  const [lateral, along] = accelerations()
  const of = (axis: number, pairs: typeof lateral) => slopeOf(pairs.map(([g, seen]) => [g[axis] ?? 0, seen]))
  assert.ok(Math.abs(of(0, lateral) - 1) < 0.05, 'left is positive')
  assert.ok(Math.abs(of(2, along) - 1) < 0.05, 'forward is positive')
  assert.ok(Math.abs(of(1, lateral)) < 0.1 && Math.abs(of(1, along)) < 0.1)
})

test('the position passes the line one frame before the timer begins anew', { skip: file.skip }, () => {
  const line = frames.findIndex((frame, index) => known(frame.lapCount) > known(frames[index - 1]?.lapCount))
  const [before, now] = [frames[line - 1], frames[line]]
  assert.equal(now?.lastLap, 344_684)
  assert.equal(now?.lapTime, 8)
  assert.ok(known(before?.carPositionNormalized) < 0.001 && known(before?.lapTime) > 344_000)
  assert.equal(frames[0]?.lastLap, undefined, 'no lap was driven yet')
})

test('the recording becomes a session with the rest of a lap, and the lap after it', {
  skip: file.skip,
}, () => {
  const sent: Outgoing[] = []
  const recorder = new Recorder({
    ...{ site: siteId('home'), rig: rigId('one'), origin: 'replay', liveHz: 60 },
    send: message => sent.push(message),
  })
  recorder.game(ac1Udp)
  recorder.startedAt(unixMillis(1_800_000_000_000))
  const introduction = {
    carName: 'ks_audi_r8_lms',
    driverName: 'Ada%xy',
    trackName: 'monza',
    identifier: 4242,
  }
  recorder.page('static', encode(ac1Introduction, introduction), micros(0))
  let packet = 0
  for (const [index, { at_ms, bytes }] of recorded.entries()) {
    if (recorded[index - 1]?.bytes.equals(bytes)) continue
    const page = carPage(bytes, ++packet)
    recorder.page('graphics', page, micros(at_ms * 1000))
    recorder.page('physics', page, micros(at_ms * 1000))
  }
  recorder.end()
  const of = (stream: Outgoing['stream']): unknown[] =>
    sent
      .filter(message => message.stream === stream)
      .map(({ json }) => JSON.parse(Buffer.from(json).toString()))
  const session = readMessage(sessionMessage, of('session')[0], 'session')
  assert.deepEqual(
    [session.game, session.car, session.driver, session.track],
    ['ac1-udp', 'ks_audi_r8_lms', 'Ada', 'ac1-monza'],
  )
  const laps = of('lap').map(message => readMessage(lapMessage, message, 'lap'))
  assert.deepEqual(
    laps.map(({ lap_number, kind, valid }) => [lap_number, kind, valid]),
    [
      [1, 'out', null],
      [2, 'incomplete', null],
    ],
  )
  const rows = of('frame')
    .map(readFrame)
    .flatMap(frame => decodePage(frame, 'physics') ?? [])
  assert.equal(
    rows.reduce((sum, { count }) => sum + count, 0),
    8641 - 479,
  )
  assert.ok(rows.some(({ columns }) => columns.has('wheel_load_n_fl') && columns.has('slip_angle_rad_rr')))
  assert.ok(rows.every(({ columns }) => !columns.has('steer') && !columns.has('fuel_l')))
})

type Pair = readonly [told: readonly number[], seen: number]

/** What the game tells beside what its positions and speeds say, in g, where the car is fast. */
function accelerations(): readonly [readonly Pair[], readonly Pair[]] {
  const moving = frames.filter((frame, index) => known(frame.lapTime) !== frames[index - 1]?.lapTime)
  const lateral: Pair[] = []
  const along: Pair[] = []
  const reach = 6
  for (let index = reach; index < moving.length - reach; index++) {
    const [from, at, to] = [moving[index - reach], moving[index], moving[index + reach]]
    if (from === undefined || at === undefined || to === undefined) continue
    const seconds = (known(to.lapTime) - known(from.lapTime)) / 1000
    if (!(seconds > 0.1 && seconds < 0.6) || known(at.speedMs) < 15) continue
    const way = (a: typeof from, b: typeof to) =>
      [0, 2].map(axis => ((b.carCoordinates[axis] ?? 0) - (a.carCoordinates[axis] ?? 0)) / (seconds / 2))
    const [[x0 = 0, z0 = 0], [x1 = 0, z1 = 0]] = [way(from, at), way(at, to)]
    const speed = Math.hypot(x1, z1)
    const turned = ((x1 - x0) * z1 - (z1 - z0) * x1) / speed / (seconds / 2) / 9.81
    lateral.push([at.accG, turned])
    along.push([at.accG, (known(to.speedMs) - known(from.speedMs)) / seconds / 9.81])
  }
  return [lateral, along]
}

/** The slope of a line through zero that explains the first by the second. */
function slopeOf(pairs: readonly (readonly [number, number])[]): number {
  const product = pairs.reduce((sum, [told, seen]) => sum + told * seen, 0)
  return product / pairs.reduce((sum, [, seen]) => sum + seen * seen, 0)
}
