import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LapSegments, SegmentFacts } from '../model/lap-segments.ts'
import { lapDifference } from './lap-difference.ts'
import { biggestLoss, excuse, lossSentence, observations, recurrence } from './loss-words.ts'

const facts = (change: Partial<SegmentFacts>): SegmentFacts => ({
  label: 'T4-5',
  name: 'Variante della Roggia',
  from_m: 0,
  to_m: 1000,
  middle_m: 500,
  start_ms: 0,
  end_ms: 20_000,
  ...change,
})
const lap = (...segments: readonly Partial<SegmentFacts>[]): LapSegments => ({
  lap_id: 'x',
  length_m: 5759,
  line: 0,
  brake_measured: true,
  throttle_measured: true,
  segments: segments.map((change, at) =>
    facts({
      from_m: at * 1000,
      to_m: (at + 1) * 1000,
      start_ms: at * 20_000,
      end_ms: (at + 1) * 20_000,
      ...change,
    }),
  ),
})
const rowsOf = (own: LapSegments, reference: LapSegments) => lapDifference(own, reference) ?? assert.fail()

test('a lap that brakes 14 m before the reference brakes 14 m early', () => {
  const own = lap({ brake_m: 700, min_speed_kmh: 90.2, throttle_m: 868, end_ms: 20_190 })
  const reference = lap({ brake_m: 714, min_speed_kmh: 95.4, throttle_m: 850 })
  const [row] = rowsOf(own, reference).rows
  assert.ok(row !== undefined)
  assert.deepEqual(observations(row), [
    'brakes 14 m early',
    '5 km/h slower at the slowest point',
    'on the throttle 18 m late',
  ])
  assert.equal(
    lossSentence(row),
    'T4-5 Variante della Roggia +0.190 s: brakes 14 m early, 5 km/h slower at the slowest point, on the throttle 18 m late.',
  )
})

test('of what one of the laps did not measure nothing is said', () => {
  const own = lap({ brake_m: 700, throttle_m: 868, end_ms: 20_190 })
  const [row] = rowsOf(own, lap({ min_speed_kmh: 90, throttle_m: 866 })).rows
  assert.ok(row !== undefined)
  assert.deepEqual(observations(row), [])
  assert.match(lossSentence(row), /alike or not measured\.$/)
})

test('the biggest loss is named, unless a car ahead was the reason or it is nothing', () => {
  const reference = lap({}, {}, {})
  const times = { end_ms: 20_300, start_ms: 0 }
  const own = lap(
    { ...times, gap_ahead_ms: 400 },
    { start_ms: 20_300, end_ms: 40_420 },
    { start_ms: 40_420, end_ms: 60_430 },
  )
  assert.equal(biggestLoss(rowsOf(own, reference))?.from_m, 1000)
  assert.equal(biggestLoss(rowsOf(lap({ end_ms: 20_029 }), lap({}))), undefined)
  assert.equal(biggestLoss(rowsOf(lap({ end_ms: 19_000 }), lap({}))), undefined, 'a gain is no loss')
})

test('an invalid lap and an out-lap are excused, a lap of unknown validity is not', () => {
  assert.equal(
    excuse({ kind: 'flying', valid: false, invalid_reason: 'track limits' }),
    'not valid: track limits',
  )
  assert.equal(excuse({ kind: 'out', valid: null }), 'not a flying lap: out')
  assert.equal(excuse({ kind: 'flying', valid: null }), undefined)
  assert.equal(excuse({ kind: 'flying', valid: true }), undefined)
})

test('a loss is counted in the other laps that can be compared there', () => {
  const reference = lap({})
  const others = [
    lap({ end_ms: 20_100 }),
    lap({ end_ms: 20_010 }),
    lap({ end_ms: 20_200, gap_ahead_ms: 300 }),
    lap({ end_ms: null }),
  ]
  const row = rowsOf(lap({ end_ms: 20_190 }), reference).rows[0]
  assert.ok(row !== undefined)
  assert.deepEqual(recurrence(row, others, reference), [1, 2])
})
