import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { BroadcastLap } from '../../wire/acc/broadcast/lap.ts'
import { type CarLap, type CarMoment, startCarLaps, stepCarLaps } from './car-laps.ts'

const lap = (lapTimeMs: number | undefined, change: Partial<BroadcastLap> = {}): BroadcastLap => ({
  lapTimeMs,
  carIndex: 4,
  driverIndex: 0,
  splitsMs: lapTimeMs === undefined ? [] : [30_000, 30_000, lapTimeMs - 60_000],
  isInvalid: false,
  isValidForBest: true,
  isOutLap: false,
  isInLap: false,
  ...change,
})
const none = lap(undefined)

const moment = (
  t_ms: number,
  laps: number,
  lastLap: BroadcastLap,
  more: Partial<CarMoment> = {},
): CarMoment => ({
  t_ms,
  laps,
  lastLap,
  location: 'track',
  over: false,
  track_m: 4300,
  ...more,
})

function lapsOf(moments: readonly CarMoment[]): readonly CarLap[] {
  const [first, ...rest] = moments
  assert.ok(first !== undefined)
  let state = startCarLaps(first)
  return rest.flatMap(now => {
    const [next, done] = stepCarLaps(state, now)
    state = next
    return done === undefined ? [] : [done]
  })
}

const numbers = (laps: readonly CarLap[]) =>
  laps.map(({ lap_number, lap_time_ms }) => [lap_number, lap_time_ms])

test('the lap that a car shows at the first look was driven before, and is not told (#11)', () => {
  assert.deepEqual(lapsOf([moment(0, 7, lap(93_145)), moment(100, 7, lap(93_145))]), [])
})

test('a lap is told once, whether the counter or the time comes first, up to three seconds apart (#16, #30)', () => {
  const together = [moment(0, 7, none), moment(90_000, 8, lap(93_000)), moment(90_100, 8, lap(93_000))]
  const counter = [
    moment(0, 7, none),
    moment(90_000, 8, none),
    moment(92_800, 8, lap(93_000)),
    moment(92_900, 8, lap(93_000)),
  ]
  const time = [moment(0, 7, none), moment(90_000, 7, lap(93_000)), moment(92_900, 8, lap(93_000))]
  for (const moments of [together, counter, time]) assert.deepEqual(numbers(lapsOf(moments)), [[8, 93_000]])
})

test('a time that changes while nothing is counted is no lap: out of the garage over the line in the pit lane (#23, #30)', () => {
  const moments = [moment(0, 0, none), moment(20_000, 0, lap(931_525)), moment(110_000, 1, lap(93_000))]
  assert.deepEqual(numbers(lapsOf(moments)), [[1, 93_000]])
})

test('two laps of the very same time are two laps, when the counter says so as well', () => {
  const moments = [
    moment(0, 3, lap(90_000)),
    moment(1000, 4, lap(91_000)),
    ...[92_000, 93_000, 94_000, 95_100].map(t_ms => moment(t_ms, 5, lap(91_000))),
    // Something was counted, but not after the time that is still shown.
    ...[140_000, 141_000, 143_100].map(t_ms => moment(t_ms, 6, lap(91_000))),
  ]
  assert.deepEqual(numbers(lapsOf(moments)), [
    [4, 91_000],
    [5, 91_000],
  ])
})

test('a flag that is revised after the lap was told tells it no second time', () => {
  const moments = [
    moment(0, 7, none),
    moment(90_000, 8, lap(93_000)),
    moment(90_100, 8, lap(93_000, { isInvalid: true })),
    moment(96_000, 8, lap(93_000, { isInvalid: true })),
  ]
  assert.deepEqual(numbers(lapsOf(moments)), [[8, 93_000]])
})

test('a counter that falls is another session, and what is shown then is not told (#20)', () => {
  const moments = [moment(0, 7, lap(93_000)), moment(100, 0, none), moment(90_000, 1, lap(95_000))]
  assert.deepEqual(numbers(lapsOf(moments)), [[1, 95_000]])
})

test('after laps that were not seen the last of them is told, and the others are not made up', () => {
  assert.deepEqual(numbers(lapsOf([moment(0, 3, lap(90_000)), moment(300_000, 6, lap(92_000))])), [
    [6, 92_000],
  ])
})

test('a return to the garage makes no fast lap of what is counted there (#22)', () => {
  const moments = [
    moment(0, 3, lap(90_000)),
    moment(20_000, 3, lap(90_000)),
    moment(20_100, 3, lap(90_000), { location: 'pit-lane' }),
    moment(36_600, 4, lap(76_600)),
  ]
  assert.deepEqual(lapsOf(moments), [])
  const impossible = [moment(0, 3, lap(90_000)), moment(36_600, 4, lap(36_600), { track_m: 5793 })]
  assert.deepEqual(lapsOf(impossible), [], 'no car averages 158 m/s')
})

test('flags say what a lap was, and a time of 2147483647 is none (#25)', () => {
  const kinds = [
    [{}, 'flying'],
    [{ isOutLap: true }, 'out'],
    [{ isInLap: true }, 'in'],
    [{ isOutLap: true, isInLap: true }, 'out-in'],
  ] as const
  for (const [flags, kind] of kinds) {
    const [told] = lapsOf([moment(0, 0, none), moment(90_000, 1, lap(1_240_035, flags))])
    assert.equal(told?.kind, kind)
  }
  assert.deepEqual(lapsOf([moment(0, 0, none), moment(90_000, 1, none), moment(99_000, 1, none)]), [])
})

test('whatever comes in whatever order, no lap number is told twice in a session', () => {
  const any = fc.record({
    step: fc.integer({ min: 0, max: 40_000 }),
    counts: fc.boolean(),
    time: fc.option(fc.integer({ min: 80_000, max: 80_003 }), { nil: undefined }),
    location: fc.constantFrom('track', 'pit-lane', 'pit-entry'),
  })
  fc.assert(
    fc.property(fc.array(any, { minLength: 2, maxLength: 60 }), steps => {
      let t_ms = 0
      let laps = 0
      const told = lapsOf(
        steps.map(({ step, counts, time, location }) => {
          t_ms += step
          laps += counts ? 1 : 0
          return moment(t_ms, laps, lap(time), { location })
        }),
      )
      assert.equal(new Set(told.map(({ lap_number }) => lap_number)).size, told.length)
    }),
  )
})
