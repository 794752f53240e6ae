import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { LapSegments } from '../model/lap-segments.ts'
import { trackOf } from '../model/track.ts'
import { lapDifference, losses } from './lap-difference.ts'
import { lapOverTrack } from './lap-over-track.ts'
import { segmentFacts } from './segment-facts.ts'
import { driveLap } from './testing/even-lap.ts'

const track = trackOf('monza') ?? assert.fail()
const length_m = 5759

/** A lap over Monza whose speed is `speed`, in the time that the game gave it. */
function factsOf(
  speed: (metre: number) => number,
  lap_time_ms?: number,
  hole_us: readonly [number, number] = [0, 0],
) {
  const driven = driveLap(length_m, speed, { hole_us })
  const lap = lapOverTrack(driven.spline, length_m) ?? assert.fail()
  const columns = new Map([['speed_kmh', driven.speed_kmh]])
  return segmentFacts('lap', track, lap, columns, lap_time_ms ?? driven.lap_time_ms)
}

const waves = (depth: number, phase: number) => (metre: number) => 180 + depth * Math.sin(metre / 200 + phase)

type Drawn = {
  readonly depth: number
  readonly phase: number
  readonly official_ms: number
  readonly hole_s: number
  readonly wide_s: number
}

test('the rows of any two laps add up to the difference of their times, to the millisecond', () => {
  const lap: fc.Arbitrary<Drawn> = fc.record({
    depth: fc.integer({ min: 0, max: 110 }),
    phase: fc.double({ min: 0, max: 6, noNaN: true }),
    /** The game's own time is not the time between the samples. */
    official_ms: fc.integer({ min: -40, max: 40 }),
    hole_s: fc.integer({ min: 1, max: 90 }),
    wide_s: fc.integer({ min: 0, max: 9 }),
  })
  const facts = ({ depth, phase, official_ms, hole_s, wide_s }: Drawn) => {
    const { lap_time_ms } = driveLap(length_m, waves(depth, phase))
    const time = lap_time_ms + official_ms
    return { time, of: factsOf(waves(depth, phase), time, [hole_s * 1e6, (hole_s + wide_s) * 1e6]) }
  }
  fc.assert(
    fc.property(lap, lap, (one, other) => {
      const [a, b] = [facts(one), facts(other)]
      const difference = lapDifference(a.of, b.of) ?? assert.fail()
      const sum = difference.rows.reduce((all, row) => all + row.delta_ms, 0)
      assert.equal(sum, a.time - b.time)
      assert.equal(difference.delta_ms, a.time - b.time)
      assert.ok(difference.rows.every(row => Number.isInteger(row.delta_ms)))
      assert.deepEqual([difference.from_m, difference.to_m], [0, length_m])
    }),
    { numRuns: 40 },
  )
})

test('a lap that is slow in one corner loses there and nowhere else', () => {
  const slow = factsOf(metre => (metre > 2000 && metre < 2250 ? 150 : 200))
  const difference =
    lapDifference(
      slow,
      factsOf(() => 200),
    ) ?? assert.fail()
  assert.deepEqual(
    losses(difference).map(row => row.label),
    ['T4-5'],
  )
  assert.ok((difference.rows[2]?.delta_ms ?? 0) > 1400)
})

test('where a lap was not seen, the segments that cannot be told apart are one row', () => {
  const whole = factsOf(() => 200)
  // 55.6 m/s: the cut between T4-5 and T6 lies at 2355 m.
  const holed = factsOf(() => 200, whole.segments.at(-1)?.end_ms ?? 0, [42e6, 43e6])
  const { rows } = lapDifference(holed, whole) ?? assert.fail()
  assert.deepEqual(
    rows.map(row => row.label),
    ['T1-2', 'T3', 'T4-5 to T6', 'T7', 'T8-10', 'T11'],
  )
  assert.equal(rows[2]?.facts, undefined, 'what was done in both cannot be said of one')
})

test('a lap that is still being driven is compared as far as it has come', () => {
  const whole = factsOf(() => 200)
  const running: LapSegments = {
    ...whole,
    segments: whole.segments.map((segment, at) => ({
      ...segment,
      start_ms: at <= 3 ? segment.start_ms : null,
      end_ms: at < 3 ? segment.end_ms : null,
    })),
  }
  const difference = lapDifference(running, whole) ?? assert.fail()
  assert.equal(difference.rows.length, 3)
  assert.equal(difference.to_m, whole.segments[2]?.to_m)
})

test('laps of different tracks have nothing in common', () => {
  const brands = trackOf('brands_hatch') ?? assert.fail()
  const driven = driveLap(3877, () => 180)
  const lap = lapOverTrack(driven.spline, 3877) ?? assert.fail()
  assert.equal(
    lapDifference(
      segmentFacts('b', brands, lap, new Map()),
      factsOf(() => 200),
    ),
    undefined,
  )
})
