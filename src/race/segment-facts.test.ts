import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackOf } from '../model/track.ts'
import type { TimedColumn } from './grid.ts'
import { lapOverTrack } from './lap-over-track.ts'
import { segmentFacts } from './segment-facts.ts'
import { driveLap } from './testing/even-lap.ts'

const track = trackOf('monza') ?? assert.fail()
const length_m = 5759

/** The first segment of a lap over Monza that is slowest at 900 m, with the throttle as `throttle` says. */
function factsOf(throttle?: (metre: number) => number) {
  const driven = driveLap(length_m, metre => (Math.abs(metre - 700) < 20 ? 80 : 220))
  const over = lapOverTrack(driven.spline, length_m) ?? assert.fail()
  const columns = new Map<string, TimedColumn>([['speed_kmh', driven.speed_kmh]])
  if (throttle !== undefined) {
    const { count, t_us, values } = driven.spline
    const pressed = Array.from({ length: count }, (_, row) => throttle((values[row] ?? 0) * length_m))
    columns.set('throttle', { count, t_us, values: pressed })
  }
  const { segments } = segmentFacts('lap', track, over, columns)
  return segments.find(({ from_m, to_m }) => from_m <= 700 && to_m > 700) ?? assert.fail()
}

test('where the throttle was let go for a while before the slowest point is a fact, a trembling foot is none', () => {
  const facts = factsOf(metre => (metre > 600 && metre < 720 ? 0.2 : metre > 400 && metre < 404 ? 0.5 : 1))
  assert.ok(Math.abs((facts.lift_m ?? 0) - 601) <= 2, `${facts.lift_m}`)
  assert.equal(facts.least_throttle, 0.2)
})

test('who stays flat has nowhere lifted', () => {
  const facts = factsOf(metre => 0.96 + 0.03 * Math.sin(metre))
  assert.equal(facts.lift_m, undefined)
  assert.ok((facts.least_throttle ?? 0) >= 0.93)
})

test('a lap whose throttle was not measured says nothing of it', () => {
  const facts = factsOf()
  assert.equal(facts.lift_m, undefined)
  assert.equal(facts.least_throttle, undefined)
})
