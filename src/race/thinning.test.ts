import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { extremes, thinnedSteps, thinningOf } from './thinning.ts'

test('a window with as many columns as steps is shown step by step', () => {
  const thinning = thinningOf({ first: 10, last: 13, points: 10 })
  assert.deepEqual([...thinnedSteps(thinning)], [10, 11, 12, 13])
  assert.deepEqual(
    [
      ...extremes(
        thinning,
        Float32Array.from({ length: 20 }, (_, at) => at * 2),
      ),
    ],
    [20, 22, 24, 26],
  )
})

test('a column keeps its lowest and highest value in the order in which they came', () => {
  const thinning = thinningOf({ first: 0, last: 7, points: 2 })
  assert.deepEqual([...thinnedSteps(thinning)], [0, 3, 4, 7])
  assert.deepEqual([...extremes(thinning, Float32Array.of(5, 9, 1, 4, 2, 3, 8, 7))], [9, 1, 2, 8])
})

test('a hole wider than a column stays a hole, and beyond the end nothing was measured', () => {
  const thinning = thinningOf({ first: 0, last: 11, points: 3 })
  const values = Float32Array.of(1, 2, 3, 4, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 7)
  assert.deepEqual([...extremes(thinning, values)], [1, 4, Number.NaN, Number.NaN, 7, 7])
})

test('whatever the window, no value outside the column is shown and no extreme of it is lost', () => {
  const any = fc.float({ noNaN: true, noDefaultInfinity: true })
  const arbitrary = fc.record({
    values: fc.array(any, { minLength: 1, maxLength: 200 }),
    first: fc.nat(150),
    span: fc.nat(300),
    points: fc.integer({ min: 2, max: 40 }),
  })
  fc.assert(
    fc.property(arbitrary, ({ values, first, span, points }) => {
      const thinning = thinningOf({ first, last: first + span, points })
      const shown = extremes(thinning, Float32Array.from(values))
      const steps = thinnedSteps(thinning)
      assert.equal(shown.length, steps.length)
      assert.ok(shown.length <= 2 * (points + 1))
      assert.ok((steps[0] ?? 0) <= first && (steps.at(-1) ?? 0) >= first + span)
      const inside = Float32Array.from(values.slice(steps[0] ?? 0, (steps.at(-1) ?? 0) + 1))
      const measured = shown.filter(value => !Number.isNaN(value))
      if (inside.length === 0) return assert.equal(measured.length, 0)
      assert.equal(Math.max(...measured), Math.max(...inside))
      assert.equal(Math.min(...measured), Math.min(...inside))
    }),
  )
})
