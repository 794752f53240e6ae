import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { SegmentFacts } from '../model/lap-segments.ts'
import type { SegmentDifference } from './lap-difference.ts'
import { phasesOf } from './phases.ts'

const facts = (change: Partial<SegmentFacts> = {}): SegmentFacts => ({
  ...{ label: 'T1', name: '', from_m: 100, to_m: 400, middle_m: 250, start_ms: 2000, end_ms: 8000 },
  ...{ min_m: 220, throttle_m: 250 },
  ...change,
})
const row = (lap: SegmentFacts, reference: SegmentFacts): SegmentDifference => ({
  ...{ label: 'T1', name: '', from_m: 100, to_m: 400 },
  delta_ms: (lap.end_ms ?? 0) - (lap.start_ms ?? 0) - ((reference.end_ms ?? 0) - (reference.start_ms ?? 0)),
  facts: { lap, reference },
})
const pace = (ms: number) => (metre: number) => metre * ms

test('entry, apex and exit are cut where the reference was slowest and took up the throttle, and add up', () => {
  const difference = row(facts({ start_ms: 2010, end_ms: 8155 }), facts())
  const own = (metre: number) => metre * 20.4 + (metre > 230 ? 33.3 : 0)
  const phases = phasesOf(difference, own, pace(20))
  assert.deepEqual(
    phases.map(({ name, from_m, to_m }) => [name, from_m, to_m]),
    [
      ['entry', 100, 220],
      ['apex', 220, 250],
      ['exit', 250, 400],
    ],
  )
  assert.deepEqual(
    phases.map(({ delta_ms }) => delta_ms),
    [78, 45, 22],
  )
  assert.equal(
    phases.reduce((sum, { delta_ms }) => sum + delta_ms, 0),
    difference.delta_ms,
  )
})

test('without the facts, or without a time at a cut, a segment has no phases', () => {
  const { min_m: _, ...flat } = facts()
  assert.deepEqual(phasesOf(row(facts(), flat), pace(20), pace(20)), [])
  assert.deepEqual(phasesOf(row(facts(), facts({ throttle_m: 210 })), pace(20), pace(20)), [])
  assert.deepEqual(
    phasesOf(row(facts(), facts()), () => undefined, pace(20)),
    [],
  )
})
