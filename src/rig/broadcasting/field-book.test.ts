import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asSessionId, rigId, siteId } from '../../model/identity.ts'
import { unixMillis } from '../../units/quantity.ts'
import type { BroadcastLap } from '../../wire/acc/broadcast/lap.ts'
import { type CarUpdate, FieldBook, type Noted, type SessionUpdate } from './field-book.ts'
import { fieldMessageOf, trackCalled } from './field-messages.ts'

const now = unixMillis(Date.UTC(2026, 10, 24))

const lap = (lapTimeMs?: number, change: Partial<BroadcastLap> = {}): BroadcastLap => ({
  lapTimeMs,
  carIndex: 0,
  driverIndex: 0,
  splitsMs: lapTimeMs === undefined ? [] : [30_000, 31_000, lapTimeMs - 61_000],
  isInvalid: false,
  isValidForBest: true,
  isOutLap: false,
  isInLap: false,
  ...change,
})

const session = (sessionTimeMs: number, change: Partial<SessionUpdate> = {}): SessionUpdate => ({
  kind: 'realtime-update',
  eventIndex: 0,
  sessionIndex: 2,
  sessionType: 'race',
  phase: 'session',
  sessionTimeMs,
  sessionTimeLeftMs: 1_500_000 - sessionTimeMs,
  focusedCarIndex: 0,
  cameraSet: '',
  camera: '',
  hudPage: '',
  replay: undefined,
  timeOfDayS: 50_000,
  airTempC: 25,
  roadTempC: 30,
  clouds: 0,
  rain: 0,
  wetness: 0,
  bestLap: lap(),
  ...change,
})

const car = (carIndex: number, change: Partial<CarUpdate> = {}): CarUpdate => ({
  kind: 'realtime-car-update',
  carIndex,
  driverIndex: 0,
  driverCount: 1,
  gear: 3,
  worldX: 100,
  worldZ: 200,
  yawRad: 0,
  location: 'track',
  speedKmh: 150,
  position: carIndex + 1,
  cupPosition: carIndex + 1,
  trackPosition: undefined,
  spline: 0.5,
  laps: 10,
  deltaMs: 0,
  bestLap: lap(),
  lastLap: lap(92_000),
  currentLap: lap(),
  ...change,
})

const headerOf = {
  site: siteId('home'),
  rig: rigId('rig1'),
  session_id: asSessionId('home-rig1-20261124T000000000Z'),
  at_ms: now,
}

/** Says rounds to a book: the session, then cars. Returns what was noted. */
function told(book: FieldBook, ...messages: readonly (SessionUpdate | CarUpdate)[]): readonly Noted[] {
  return messages.flatMap(message => book.take(message, now))
}
const lapsIn = (noted: readonly Noted[]) =>
  noted.flatMap(note => (note.kind === 'lap' ? [[note.completed.car, note.completed.lap.lap_number]] : []))

test('a lap that was completed with the last second of a race does not end it: the one after it does (#31)', () => {
  const book = new FieldBook()
  told(book, session(1_499_800), car(0), car(1))
  const over = { phase: 'session-over', sessionTimeLeftMs: 0 } as const
  // The first crossed the line before the time was up; that and the end arrive in one round.
  const last = told(book, session(1_500_000, over), car(0, { laps: 11, lastLap: lap(93_000) }), car(1))
  assert.deepEqual(lapsIn(last), [[0, 11]])
  assert.equal(book.cars.get(0)?.finished, false, 'it has another lap to drive')
  told(book, session(1_500_100, over), car(0, { laps: 11, lastLap: lap(93_000) }), car(1))
  const flag = told(book, session(1_592_000, over), car(0, { laps: 12, lastLap: lap(91_900) }), car(1))
  assert.deepEqual(lapsIn(flag), [[0, 12]], 'the lap that ended at the flag is a lap')
  assert.equal(book.cars.get(0)?.finished, true)
  const slow = told(book, session(1_720_000, over), car(0, { laps: 13, lastLap: lap(128_000) }), car(1))
  assert.deepEqual(lapsIn(slow), [], 'the way to the pits is none')
})

test('who crosses the line after the end, but before the winner, drives on', () => {
  const book = new FieldBook()
  const over = { phase: 'session-over', sessionTimeLeftMs: 0 } as const
  told(book, session(1_499_800), car(0), car(1))
  told(book, session(1_500_000, over), car(0), car(1))
  told(book, session(1_500_100, over), car(0), car(1, { laps: 11, lastLap: lap(95_000) }))
  assert.equal(book.cars.get(1)?.finished, false)
  told(book, session(1_530_000, over), car(0, { laps: 11, lastLap: lap(93_000) }), car(1, { laps: 11 }))
  assert.equal(book.cars.get(0)?.finished, true)
  told(book, session(1_600_000, over), car(0, { laps: 11 }), car(1, { laps: 12, lastLap: lap(96_000) }))
  assert.equal(book.cars.get(1)?.finished, true)
})

test('a time that follows the counter over the flag still belongs to the lap that ended there', () => {
  const book = new FieldBook()
  const over = { phase: 'session-over', sessionTimeLeftMs: 0 } as const
  told(book, session(1_499_800), car(0))
  told(book, session(1_500_000, over), car(0))
  told(book, session(1_500_100, over), car(0, { laps: 11 }))
  const late = told(book, session(1_501_000, over), car(0, { laps: 11, lastLap: lap(93_000) }))
  assert.deepEqual(lapsIn(late), [[0, 11]])
})

test('a session that starts again with the same index begins anew, and the laps that it shows are not told (#12, #20)', () => {
  const book = new FieldBook()
  told(book, session(900_000), car(0), car(1))
  const again = told(book, session(1_000), car(0, { laps: 0, lastLap: lap(), position: undefined }))
  assert.deepEqual(
    again.map(({ kind }) => kind),
    ['session', 'unknown-car'],
  )
  const message = fieldMessageOf(book, headerOf, 0, undefined)
  assert.equal(message?.cars.length, 1, 'who was there before is not there yet')
  assert.ok(
    !('position' in (message?.cars[0] ?? {})),
    'a place that the game does not know is absent, not −1',
  )
})

test('the best sectors of a session are not the sectors of the last lap, and each says what it is (#12)', () => {
  const book = new FieldBook()
  told(
    book,
    session(900_000),
    car(0, { bestLap: lap(91_000, { splitsMs: [29_000, 30_000, 31_900] }), lastLap: lap(92_000) }),
  )
  const shown = fieldMessageOf(book, headerOf, 0, undefined)?.cars[0]
  assert.deepEqual(shown?.best?.splits_ms, [29_000, 30_000, 31_900])
  assert.deepEqual(shown?.last?.splits_ms, [30_000, 31_000, 31_000])
})

test('builds that broadcast angles where places are have no places', () => {
  const book = new FieldBook()
  told(book, session(1000), car(0, { worldX: 0.44, worldZ: 0.0146 }))
  const shown = fieldMessageOf(book, headerOf, 0, undefined)?.cars[0]
  assert.ok(shown !== undefined && !('x' in shown))
})

test('a stranger who sends a thousand cars fills no memory', () => {
  const book = new FieldBook()
  told(book, session(1000), ...Array.from({ length: 1000 }, (_, index) => car(index)))
  assert.equal(book.cars.size, 120)
  assert.equal(book.turnedAway, 880)
  assert.equal(fieldMessageOf(book, headerOf, 0, undefined)?.cars.length, 120)
})

test('a track is known by the name that the game shows', () => {
  for (const [name, id] of [
    ['Red Bull Ring', 'red_bull_ring'],
    ['Monza Circuit', 'monza'],
    ['Brands Hatch Circuit', 'brands_hatch'],
    ['Circuit de Spa-Francorchamps', 'spa'],
    ['Silverstone', 'silverstone'],
    ['Some new place', 'unknown'],
    ['', 'unknown'],
  ] as const) {
    assert.equal(trackCalled(name), id)
  }
})
