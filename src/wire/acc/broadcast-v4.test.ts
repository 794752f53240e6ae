import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import fc from 'fast-check'
import { recording } from '../../../test/conformance/recorded-data.ts'
import { WireFault } from '../fault.ts'
import { damaged, seeded } from '../testing/mutations.ts'
import { isWorldPlace } from './broadcast/cars.ts'
import {
  type BroadcastCommand,
  type BroadcastMessage,
  decodeBroadcast,
  decodeBroadcastCommand,
  encodeBroadcast,
  encodeBroadcastCommand,
} from './broadcast-v4.ts'

const { path, skip } = recording('acc-udp/playback-events.csv')

/** The recorded datagrams, by the number of their type. */
function recordedDatagrams(): ReadonlyMap<number, Uint8Array> {
  const rows = readFileSync(path, 'utf8').trim().split('\n').slice(1)
  return new Map(
    rows.map(row => {
      const [, type = '', hex = ''] = row.split(',')
      return [Number(type), new Uint8Array(Buffer.from(hex, 'hex'))]
    }),
  )
}

function recorded<Kind extends BroadcastMessage['kind']>(type: number, kind: Kind) {
  const message = decodeBroadcast(recordedDatagrams().get(type) ?? new Uint8Array())
  assert.equal(message.kind, kind)
  return message as Extract<BroadcastMessage, { readonly kind: Kind }>
}

test('every byte of the six recorded datagrams is read and written back', { skip }, () => {
  const datagrams = recordedDatagrams()
  assert.deepEqual([...datagrams.keys()], [2, 3, 4, 5, 6, 7])
  for (const bytes of datagrams.values()) {
    assert.deepEqual(encodeBroadcast(decodeBroadcast(bytes)), bytes)
  }
})

test('a session at the Red Bull Ring reads as what was driven', { skip }, () => {
  const update = recorded(2, 'realtime-update')
  assert.equal(update.sessionType, 'race')
  assert.equal(update.phase, 'session')
  assert.equal((update.sessionTimeMs ?? 0) + (update.sessionTimeLeftMs ?? 0), 1_500_000, 'it counts down')
  assert.equal(Math.round(update.timeOfDayS ?? 0), 55_191)
  assert.deepEqual([update.airTempC, update.roadTempC, update.rain], [30, 38, 0])
  assert.equal(update.replay, undefined)
  assert.deepEqual(update.bestLap.splitsMs, [23_505, 40_892, 28_747])
  const track = recorded(5, 'track-data')
  assert.deepEqual([track.trackName, track.trackId, track.trackLengthM], ['Red Bull Ring', 26, 4318])
  assert.deepEqual(track.cameraSets[1], { name: 'Helicam', cameras: ['Helicam'] })
})

test('a car says its gear as the dash does and its place in metres', { skip }, () => {
  const car = recorded(3, 'realtime-car-update')
  assert.deepEqual([car.gear, car.speedKmh, car.location, car.laps], [2, 120, 'track', 12])
  assert.equal(isWorldPlace(car.worldX, car.worldZ), true)
  assert.equal(isWorldPlace(0.44, 0.0146), false, 'the angles of builds before 1.10')
  assert.equal(car.trackPosition, undefined, 'a place of 0 is none')
  assert.deepEqual(car.currentLap.splitsMs, [])
  const sum = car.bestLap.splitsMs.reduce<number>((total, split) => total + (split ?? 0), 0)
  assert.ok(sum < (car.bestLap.lapTimeMs ?? 0), 'best sectors are not the sectors of the best lap')
})

test('entries and events read as what was sent', { skip }, () => {
  assert.equal(recorded(4, 'entry-list').carIndexes.length, 25)
  const entry = recorded(6, 'entry-list-car')
  assert.deepEqual(
    [entry.teamName, entry.raceNumber, entry.cupCategory, entry.nationality],
    ['Black Falcon', 4, 'overall', 'Germany'],
  )
  assert.deepEqual(entry.drivers, [
    { firstName: 'Luca', lastName: 'Stolz', shortName: 'STO', category: 'silver', nationality: 'Germany' },
  ])
  const event = recorded(7, 'event')
  assert.deepEqual([event.event, event.message, event.carIndex], ['lap-completed', '01:36.745', 6])
})

const byte = fc.integer({ min: 0, max: 255 })
const word = fc.integer({ min: 0, max: 65_535 })
const whole = fc.integer({ min: -2_147_483_648, max: 2_147_483_646 })
const real = fc.float({ noNaN: true, noDefaultInfinity: true })
const words = fc.string({ unit: 'grapheme', maxLength: 30 })
const time = fc.option(fc.integer({ min: 0, max: 2_147_483_646 }), { nil: undefined })
const index = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined })
const tenths = fc.integer({ min: 0, max: 10 }).map(value => value / 10)
const place = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined })
const lap = fc.record({
  lapTimeMs: time,
  carIndex: word,
  driverIndex: word,
  splitsMs: fc.array(time, { maxLength: 5 }),
  isInvalid: fc.boolean(),
  isValidForBest: fc.boolean(),
  isOutLap: fc.boolean(),
  isInLap: fc.boolean(),
})

const messages: fc.Arbitrary<BroadcastMessage> = fc.oneof(
  fc.record({
    kind: fc.constant('registration-result' as const),
    connectionId: whole,
    success: fc.boolean(),
    isReadOnly: fc.boolean(),
    error: words,
  }),
  fc.record({
    kind: fc.constant('realtime-update' as const),
    eventIndex: word,
    sessionIndex: word,
    sessionType: fc.constantFrom('race' as const, 'hotlap-superpole' as const, undefined),
    phase: fc.constantFrom('session' as const, 'results' as const, undefined),
    sessionTimeMs: real,
    sessionTimeLeftMs: fc.option(real, { nil: undefined }),
    focusedCarIndex: index,
    cameraSet: words,
    camera: words,
    hudPage: words,
    replay: fc.option(fc.record({ sessionTimeMs: real, timeLeftMs: real }), { nil: undefined }),
    timeOfDayS: real,
    airTempC: byte,
    roadTempC: byte,
    clouds: tenths,
    rain: tenths,
    wetness: tenths,
    bestLap: lap,
  }),
  fc.record({
    kind: fc.constant('realtime-car-update' as const),
    carIndex: word,
    driverIndex: word,
    driverCount: byte,
    gear: fc.integer({ min: -1, max: 8 }),
    worldX: real,
    worldZ: real,
    yawRad: real,
    location: fc.constantFrom('track' as const, 'pit-lane' as const, undefined),
    speedKmh: word,
    position: place,
    cupPosition: place,
    trackPosition: place,
    spline: real,
    laps: word,
    deltaMs: whole,
    bestLap: lap,
    lastLap: lap,
    currentLap: lap,
  }),
  fc.record({
    kind: fc.constant('entry-list' as const),
    connectionId: whole,
    carIndexes: fc.array(word, { maxLength: 120 }),
  }),
  fc.record({
    kind: fc.constant('track-data' as const),
    connectionId: whole,
    trackName: words,
    trackId: whole,
    trackLengthM: whole,
    cameraSets: fc.array(fc.record({ name: words, cameras: fc.array(words, { maxLength: 5 }) }), {
      maxLength: 5,
    }),
    hudPages: fc.array(words, { maxLength: 5 }),
  }),
  fc.record({
    kind: fc.constant('entry-list-car' as const),
    carIndex: word,
    carModel: byte,
    teamName: words,
    raceNumber: whole,
    cupCategory: fc.constantFrom('silver' as const, undefined),
    driverIndex: byte,
    nationality: fc.constantFrom('Any' as const, 'Madagascar' as const, undefined),
    drivers: fc.array(
      fc.record({
        firstName: words,
        lastName: words,
        shortName: words,
        category: fc.constantFrom('bronze' as const, undefined),
        nationality: fc.constantFrom('Great Britain' as const, undefined),
      }),
      { maxLength: 4 },
    ),
  }),
  fc.record({
    kind: fc.constant('event' as const),
    event: fc.constantFrom('accident' as const, undefined),
    message: words,
    sessionTimeMs: whole,
    carIndex: index,
  }),
)

const commands: fc.Arbitrary<BroadcastCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('register' as const),
    protocolVersion: byte,
    displayName: words,
    connectionPassword: words,
    updateIntervalMs: whole,
    commandPassword: words,
  }),
  fc.record({
    kind: fc.constantFrom(
      'unregister' as const,
      'request-entry-list' as const,
      'request-track-data' as const,
    ),
    connectionId: whole,
  }),
  fc.record({ kind: fc.constant('change-hud-page' as const), connectionId: whole, hudPage: words }),
  fc.record({
    kind: fc.constant('change-focus' as const),
    connectionId: whole,
    carIndex: index,
    camera: fc.option(fc.record({ set: words, name: words }), { nil: undefined }),
  }),
  fc.record({
    kind: fc.constant('instant-replay' as const),
    connectionId: whole,
    startSessionTimeMs: real,
    durationMs: real,
    focusedCarIndex: index,
    cameraSet: words,
    camera: words,
  }),
)

test('what is encoded is decoded, in both directions', () => {
  fc.assert(
    fc.property(messages, message => {
      assert.deepEqual(decodeBroadcast(encodeBroadcast(message)), structuredClone(message))
    }),
    { seed: 1, numRuns: 400 },
  )
  fc.assert(
    fc.property(commands, command => {
      assert.deepEqual(decodeBroadcastCommand(encodeBroadcastCommand(command)), structuredClone(command))
    }),
    { seed: 2, numRuns: 200 },
  )
})

test('a registration is the bytes that the game expects', () => {
  const bytes = encodeBroadcastCommand({
    kind: 'register',
    protocolVersion: 4,
    displayName: 'pw',
    connectionPassword: 'asd',
    updateIntervalMs: 250,
    commandPassword: '',
  })
  assert.equal(Buffer.from(bytes).toString('hex'), '0104020070770300617364fa0000000000')
})

test('a datagram that is damaged, cut or stretched gives a message or a fault, never another error', () => {
  const random = seeded(4)
  const whole = fc.sample(messages, { seed: 3, numRuns: 60 }).map(encodeBroadcast)
  let refused = 0
  for (let run = 0; run < 6000; run++) {
    const bytes = damaged(whole[run % whole.length] ?? new Uint8Array(), random)
    for (const decode of [decodeBroadcast, decodeBroadcastCommand]) {
      try {
        decode(bytes)
      } catch (fault) {
        assert.ok(fault instanceof WireFault, String(fault))
        refused++
      }
    }
  }
  assert.ok(refused > 3000)
})

test('a fault names the message, the value and what was found', () => {
  assert.throws(() => decodeBroadcast(new Uint8Array([99])), /ACC broadcast: expected one of 1 registration/)
  assert.throws(
    () => decodeBroadcast(new Uint8Array([4, 1, 0])),
    /entry-list\.connectionId: expected 4 bytes/,
  )
  const bytes = encodeBroadcast({ kind: 'entry-list', connectionId: 1, carIndexes: [] })
  assert.throws(() => decodeBroadcast(new Uint8Array([...bytes, 0])), /expected 7 bytes, found 8 bytes/)
})

test('a number that does not fit its place is refused by name when it is written', () => {
  assert.throws(
    () => encodeBroadcast({ kind: 'entry-list', connectionId: 1, carIndexes: [70_000] }),
    /entry-list\.carIndexes: expected an integer from 0 to 65535, found 70000/,
  )
})
