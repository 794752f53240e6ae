import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BroadcastMessage } from '../../wire/acc/broadcast-v4.ts'
import { play } from './testing/world-play.ts'

const practice = play({ seconds: 370, seed: 3 })

test('every car is in the field ten times a second, in the order of its place, and named after a moment', () => {
  const fields = practice.fields()
  assert.ok(fields.length > 3500 && fields.length < 3700, `${fields.length}`)
  const last = fields.at(-1)
  assert.equal(last?.cars.length, practice.world.session.field.order.length)
  const places = last?.cars.map(({ position }) => position) ?? []
  assert.deepEqual(
    places,
    [...places].sort((a, b) => (a ?? 0) - (b ?? 0)),
  )
  assert.equal(last?.player_car, practice.player)
  const named = practice.entries().at(-1)?.cars ?? []
  assert.equal(named.length, 9)
  assert.equal(practice.entries().at(-1)?.track, 'monza')
  const me = named.find(({ car }) => car === practice.player)
  assert.deepEqual(me?.drivers, [
    { name: 'Vera Tual', short: 'VTU', category: 'silver', nationality: me?.nationality },
  ])
})

test('a lap says how much of it had another car within a second, and agrees with the gaps of the page', () => {
  const shares = practice.own.map(({ traffic_share }) => traffic_share)
  assert.ok(shares.every(share => share !== undefined && share < 1))
  assert.ok(shares.some(share => share !== undefined && share > 0))
})

test('who is in it is said again every few seconds, because nothing else makes a lost message good', () => {
  const said = practice.entries().map(({ at_ms }) => at_ms)
  const pauses = said.slice(1).map((at, index) => at - (said[index] ?? 0))
  assert.ok(Math.max(...pauses) < 6000)
})

test('every lap of every other car is a record without samples, under an id that the game makes', () => {
  const { others, player } = practice
  assert.ok(others.length > 14)
  assert.equal(new Set(others.map(({ lap_id }) => lap_id)).size, others.length)
  for (const lap of others) {
    const [, car, number] = /-(\d+)-(\d+)$/.exec(lap.lap_id) ?? []
    assert.notEqual(Number(car), player)
    assert.equal(Number(number), lap.lap_number)
    assert.deepEqual([lap.first_seq, lap.last_seq, lap.time_source], [0, -1, 'broadcast'])
    assert.equal(
      lap.sector_times_ms.reduce((sum, sector) => sum + sector, 0),
      lap.lap_time_ms,
    )
    assert.notEqual(lap.driver, 'unknown')
    assert.equal(lap.car_class, 'GT3')
  }
})

test('the own lap is one record with both sources in it, and the shared memory keeps its samples', () => {
  const { own, player } = practice
  const timed = own.filter(({ kind }) => kind !== 'incomplete')
  assert.ok(timed.length >= 2)
  for (const lap of timed) {
    assert.match(lap.lap_id, new RegExp(`-${player}-\\d+$`))
    assert.equal(lap.time_source, 'official')
    assert.equal(lap.sectors_source, 'broadcast')
    assert.equal(lap.valid_source, 'broadcast')
    const sources = lap.evidence?.map(({ source }) => source)
    assert.deepEqual(sources, ['official', 'timer', 'clock', 'counter', 'wrap', 'broadcast'])
    const told = lap.evidence?.at(-1)
    assert.equal(told?.lap_time_ms, lap.lap_time_ms)
    assert.equal(told?.differs_ms, 0)
    assert.ok((told?.seen_ms ?? -1) >= 0 && (told?.seen_ms ?? 0) <= 200, `${told?.seen_ms} ms after the line`)
  }
})

/** A flying lap and a bit of the next, for tests that need no more. */
const short = { seconds: 200, seed: 3, session: 'hotlap', track: 'brands_hatch' } as const

test('without broadcasting the same laps come out, told by the samples alone', () => {
  const alone = play({ ...short, arrives: () => false })
  const both = play(short)
  assert.equal(alone.others.length, 0)
  assert.deepEqual(
    alone.own.map(({ lap_id, kind, lap_time_ms, valid }) => [lap_id, kind, lap_time_ms, valid]),
    both.own.map(({ lap_id, kind, lap_time_ms, valid }) => [lap_id, kind, lap_time_ms, valid]),
  )
  assert.ok(alone.own.some(({ kind }) => kind === 'flying'))
  for (const lap of alone.own) assert.notEqual(lap.valid_source, 'broadcast')
})

test('the same pages and datagrams give the same messages, byte for byte', () => {
  assert.deepEqual(play(short).sent, play(short).sent)
})

test('lost datagrams are counted, cost no lap, and a car that is missing for ten rounds has left', () => {
  let counter = 0
  const whole = play(short)
  const lossy = play({
    ...short,
    arrives: message => message.kind !== 'realtime-car-update' || ++counter % 20 !== 0,
  })
  assert.ok(lossy.book.missed > 500, `${lossy.book.missed}`)
  assert.deepEqual(
    lossy.others.map(({ lap_id, lap_time_ms }) => [lap_id, lap_time_ms]).sort(),
    whole.others.map(({ lap_id, lap_time_ms }) => [lap_id, lap_time_ms]).sort(),
  )
  const gone = play({
    seconds: 60,
    seed: 3,
    arrives: (message, { step, session }) =>
      message.kind !== 'realtime-car-update' ||
      step < 12_000 ||
      message.carIndex !== session.field.rivals[0]?.id,
  })
  const has = (index: number) =>
    gone
      .fields()
      .at(index)
      ?.cars.some(({ car }) => car === gone.world.session.field.rivals[0]?.id)
  assert.equal(has(250), true)
  assert.equal(has(-1), false)
})

test('what the game says of validity stands against what the samples made of it', () => {
  const struck = play({
    ...short,
    alter: (message, { session }) =>
      message.kind === 'realtime-car-update' && message.carIndex === session.field.playerId
        ? { ...message, lastLap: { ...message.lastLap, isInvalid: true, isValidForBest: false } }
        : message,
  })
  const flying = struck.own.filter(({ kind }) => kind === 'flying')
  assert.ok(flying.length >= 1)
  for (const lap of flying) {
    assert.deepEqual([lap.valid, lap.valid_source], [false, 'broadcast'])
    assert.equal(lap.invalid_reason, 'invalidated by the game')
  }
})

test('two sources that differ are both kept, with the difference', () => {
  const apart = play({
    ...short,
    alter: (message, { session }) =>
      message.kind === 'realtime-car-update' && message.carIndex === session.field.playerId
        ? { ...message, lastLap: { ...message.lastLap, lapTimeMs: (message.lastLap.lapTimeMs ?? 0) + 250 } }
        : message,
  })
  const lap = apart.own.find(({ kind }) => kind === 'flying')
  assert.equal(lap?.time_source, 'official')
  assert.equal(lap?.evidence?.at(-1)?.differs_ms, 250)
})

test('a lap of a car that no entry names waits for its name, and is told under its number when none comes', () => {
  const nameless = play({ ...short, answers: false })
  assert.ok(nameless.others.length > 5)
  for (const lap of nameless.others) {
    assert.match(lap.driver, /^car \d+$/)
    assert.equal(lap.car, 'unknown')
  }
})

const update = (world: { readonly step: number }, message: BroadcastMessage, from_s: number, to_s: number) =>
  message.kind === 'realtime-update' && world.step > from_s * 400 && world.step < to_s * 400

test('while a replay is shown no lap is told (#5)', () => {
  const shown = play({
    ...short,
    alter: (message, world) =>
      update(world, message, 20, 1000) && message.kind === 'realtime-update'
        ? { ...message, replay: { sessionTimeMs: 1000, timeLeftMs: 5000 } }
        : message,
  })
  assert.equal(shown.others.length, 0)
  assert.equal(shown.fields().at(-1)?.session.replay, true)
})

test('the game’s own events are numbered, and repeated for ten seconds so that none is lost', () => {
  const eventful = play({
    seconds: 40,
    seed: 3,
    alter: (message, world) =>
      message.kind === 'realtime-car-update' &&
      message.carIndex === world.session.field.rivals[0]?.id &&
      world.step > 4000 &&
      world.step <= 4040
        ? { kind: 'event', event: 'accident', message: '', sessionTimeMs: 10_000, carIndex: message.carIndex }
        : message,
  })
  const carrying = eventful.fields().filter(({ events }) => events.length > 0)
  assert.ok(carrying.length > 90 && carrying.length < 110, `${carrying.length} messages`)
  assert.deepEqual(
    new Set(carrying.flatMap(({ events }) => events.map(({ n, kind }) => `${n} ${kind}`))),
    new Set(['1 accident']),
  )
})
