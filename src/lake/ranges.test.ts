import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Ranges } from './ranges.ts'

test('a set of frame numbers is the same in whatever order they come', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(60), { maxLength: 80 }), fc.nat(60), fc.nat(60), (values, first, last) => {
      const ranges = new Ranges()
      for (const value of values) ranges.add(value)
      const set = new Set(values)
      assert.equal(ranges.size, set.size)
      for (let value = 0; value <= 61; value++) assert.equal(ranges.has(value), set.has(value))
      const span = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
      assert.equal(
        ranges.covers(first, last),
        span.every(value => set.has(value)),
      )
      assert.deepEqual(new Ranges(ranges.runs).runs, ranges.runs)
    }),
  )
})

test('numbers without gaps are one run however many they are', () => {
  const ranges = new Ranges()
  for (let value = 0; value < 10_000; value++) ranges.add(value)
  assert.deepEqual(ranges.runs, [[0, 9999]])
})
