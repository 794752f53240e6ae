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
