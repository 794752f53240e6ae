import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentFacts } from '../model/lap-segments.ts'
import { adviceOf } from './advice.ts'

const segment: SegmentFacts = {
  ...{ label: 'T4', name: '', from_m: 900, to_m: 1400, middle_m: 1150, start_ms: 20_000, end_ms: 30_000 },
  ...{ brake_m: 1000, min_speed_kmh: 90, throttle_m: 1200 },
}
const driven = (delta_ms: number, change: Partial<SegmentFacts>) => ({
  ...{ label: 'T4', name: '', from_m: 900, to_m: 1400, delta_ms },
  facts: { lap: { ...segment, ...change }, reference: segment },
})

test('who braked eight metres early is told to brake eight metres later', () => {
  assert.deepEqual(adviceOf(driven(80, { brake_m: 992 })), {
    label: 'T4',
    delta_ms: 80,
    todo: { verb: 'BRK', by: 8 },
  })
})

test('of several causes the one that is furthest off is named', () => {
  const advice = adviceOf(driven(200, { brake_m: 996, min_speed_kmh: 80, throttle_m: 1210 }))
  assert.deepEqual(advice?.todo, { verb: 'VMIN', by: 10 })
})

test('a corner that was won gets its number and no verb, one that hardly differs no word', () => {
  assert.deepEqual(adviceOf(driven(-80, { brake_m: 1008 })), { label: 'T4', delta_ms: -80 })
  assert.equal(adviceOf(driven(49, { brake_m: 950 })), undefined)
})

test('what was not measured in both laps is no cause', () => {
  const { facts, ...row } = driven(120, {})
  const { brake_m, ...lap } = { ...segment, min_speed_kmh: 89 }
  assert.deepEqual(adviceOf({ ...row, facts: { lap, reference: facts.reference } }), {
    label: 'T4',
    delta_ms: 120,
  })
  assert.deepEqual(adviceOf(row), { label: 'T4', delta_ms: 120 })
})

test('who lifts where the reference stays flat is told not to', () => {
  const { facts, ...row } = driven(80, { brake_m: 992, lift_m: 960, least_throttle: 0.4 })
  const flat = { ...facts, reference: { ...facts.reference, least_throttle: 0.98 } }
  assert.deepEqual(adviceOf({ ...row, facts: flat })?.todo, { verb: 'LIFT' })
  const { least_throttle: _, ...unknown } = flat.reference
  const told = adviceOf({ ...row, facts: { ...flat, reference: unknown } })?.todo
  assert.equal(
    told?.verb,
    'BRK',
    'where nobody measured the throttle of the reference it may have lifted as well',
  )
})

test('who coasts into the braking is told to lift later, who only brakes early to brake later', () => {
  const lifting = (lift_m: number, brake_m: number) => {
    const { facts, ...row } = driven(80, { lift_m, brake_m })
    return adviceOf({ ...row, facts: { ...facts, reference: { ...facts.reference, lift_m: 995 } } })?.todo
  }
  assert.deepEqual(lifting(965, 999), { verb: 'LIFT', by: 30 })
  assert.deepEqual(lifting(985, 990), { verb: 'BRK', by: 10 })
})

test('who was beside the line of the reference is told to which side it lies', () => {
  assert.deepEqual(adviceOf(driven(80, {}), { aside_m: 2.04 })?.todo, { verb: 'LINE', by: -2 })
  assert.deepEqual(adviceOf(driven(80, {}), { aside_m: -1.5 })?.todo, { verb: 'LINE', by: 1.5 })
  assert.equal(adviceOf(driven(80, {}), { aside_m: 1.2 })?.todo, undefined, 'no two laps are closer')
  assert.equal(adviceOf(driven(-80, {}), { aside_m: 4 })?.todo, undefined, 'no time was lost there')
})

test('to a steady driver a smaller difference is worth a word, to an unsteady one no larger', () => {
  assert.equal(adviceOf(driven(30, {})), undefined)
  assert.equal(adviceOf(driven(30, {}), { spread_ms: 14 })?.delta_ms, 30)
  assert.equal(adviceOf(driven(30, {}), { spread_ms: 16 }), undefined)
  assert.equal(adviceOf(driven(15, {}), { spread_ms: 2 }), undefined, 'the samples are not closer')
  assert.equal(adviceOf(driven(60, {}), { spread_ms: 90 })?.delta_ms, 60)
})
