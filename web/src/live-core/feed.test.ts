import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../src/model/identity.ts'
import type { RigKey, Stamped } from '../../../src/model/live-protocol.ts'
import { sampleEvent, sampleLap, sampleLive, sampleStatus } from '../../../src/model/testing/messages.ts'
import { CarView } from './car-view.ts'
import { newestOf } from './connection.ts'
import { Feed } from './feed.ts'

const key: RigKey = 'home/rig1'
const stamped = (at_ms: number, change: Parameters<typeof sampleLive>[0] = {}): Stamped => ({
  received_ms: at_ms + 4,
  values: sampleLive({ at_ms, ...change }),
})
const greet = (feed: Feed, now_ms: number, hub_ms = now_ms) => {
  const hello = { type: 'hello', v: 1, now_ms: hub_ms, rigs: [], laps: [], boards: [] } as const
  feed.take({ kind: 'told', told: hello }, now_ms)
}

test('the newest values win: an older message that arrives later changes nothing', () => {
  const feed = new Feed()
  for (const seq of [7, 9, 8])
    feed.take({ kind: 'newest', newest: newestOf(stamped(1000, { seq, gear: seq })) }, 0)
  assert.equal(feed.rigs.get(key)?.newest?.seq, 9)
})

test('a feed is as old as its last receipt by the hub, and lags from the moment the game wrote the values', () => {
  const feed = new Feed()
  greet(feed, 1000, 51_000)
  feed.take({ kind: 'newest', newest: newestOf(stamped(51_000)) }, 1010)
  assert.equal(feed.age_ms(key, 1042), 38)
  assert.equal(feed.lag_ms(key, 1042), 42)
})

test('where the rig has another clock, the lag too counts from the receipt by the hub', () => {
  const feed = new Feed()
  greet(feed, 1000)
  const newest = newestOf({ received_ms: 1000, values: sampleLive({ at_ms: 9_999_999 }) })
  feed.take({ kind: 'newest', newest }, 1000)
  assert.equal(feed.lag_ms(key, 1030), 30)
})

test('a rig whose values are long on their way is slow, not silent', () => {
  const feed = new Feed()
  greet(feed, 0)
  feed.take(
    { kind: 'newest', newest: newestOf({ received_ms: 1200, values: sampleLive({ at_ms: 0 }) }) },
    1200,
  )
  const car = new CarView(feed, key)
  car.step(1210)
  assert.equal(car.freshness, 'live')
  assert.equal(car.latency?.p50_ms, 1210)
})

test('a car shows its values while they are fresh, and none of them when they are lost', () => {
  const feed = new Feed()
  greet(feed, 0)
  feed.take({ kind: 'newest', newest: newestOf(stamped(0, { gear: 4 })) }, 0)
  const car = new CarView(feed, key)
  const at = (now_ms: number) => {
    car.step(now_ms)
    return [car.freshness, car.value('gear')]
  }
  assert.deepEqual(at(100), ['live', 4])
  assert.deepEqual(at(2000), ['stale', 4])
  assert.deepEqual(at(5004), ['lost', undefined])
  assert.equal(car.value('fuel_l'), undefined)
})

test('latency is measured once for each sample, however often it is painted', () => {
  const feed = new Feed()
  greet(feed, 0)
  const car = new CarView(feed, key)
  feed.take({ kind: 'newest', newest: newestOf(stamped(0, { seq: 1 })) }, 0)
  for (const now_ms of [20, 37, 54]) car.step(now_ms)
  assert.deepEqual(car.latency, { p50_ms: 20, p95_ms: 20, count: 1 })
})

test('sectors of the present lap come from events, and a new lap starts without any', () => {
  const feed = new Feed()
  const put = (lap_id: string) => feed.take({ kind: 'newest', newest: newestOf(stamped(0, { lap_id })) }, 0)
  const sector = (lap_id: string, number: number, value: number) => {
    const event = sampleEvent({ kind: 'sector', lap_id: asLapId(lap_id), value, sector: number })
    feed.take({ kind: 'told', told: { type: 'event', event } }, 0)
  }
  put('s-0-1')
  sector('s-0-1', 2, 37_000)
  assert.deepEqual(feed.rigs.get(key)?.lap, { lap_id: 's-0-1', sectors: [undefined, 37_000] })
  put('s-0-2')
  assert.deepEqual(feed.rigs.get(key)?.lap, { lap_id: 's-0-2', sectors: [] })
})

test('a lap that comes twice is listed once, newest first, and the list does not grow for ever', () => {
  const feed = new Feed()
  for (let at = 0; at < 500; at++) {
    const lap = sampleLap({ lap_id: asLapId(`s-0-${at % 250}`) })
    feed.take({ kind: 'told', told: { type: 'lap', lap } }, 0)
  }
  assert.equal(feed.laps.length, 200)
  assert.equal(new Set(feed.laps.map(lap => lap.lap_id)).size, 200)
  assert.equal(feed.laps[0]?.lap_id, 's-0-249')
})

test('a rig that the hub no longer knows after a reconnect is forgotten', () => {
  const feed = new Feed()
  feed.take({ kind: 'told', told: { type: 'status', status: sampleStatus() } }, 0)
  assert.equal(feed.rigs.size, 1)
  greet(feed, 0)
  assert.equal(feed.rigs.size, 0)
})
