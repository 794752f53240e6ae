import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Histogram } from './histogram.ts'

test('a percentile is never below the true one, and less than twice as far', () => {
  const histogram = new Histogram()
  const times = Array.from({ length: 1000 }, (_, index) => 0.002 * 1.01 ** index)
  for (const ms of times) histogram.note(ms)
  for (const share of [0.5, 0.95, 0.99]) {
    const truth = times[Math.ceil(share * 1000) - 1] ?? 0
    const found = histogram.percentile(share) ?? 0
    assert.ok(found >= truth && found < 2 * truth, `${share}: ${found} for ${truth}`)
  }
})

test('nothing noted has no percentile, and nothing is too short or too long to be counted', () => {
  const histogram = new Histogram()
  assert.equal(histogram.percentile(0.5), undefined)
  histogram.note(0)
  histogram.note(1e9)
  assert.equal(histogram.count, 2)
  assert.equal(histogram.percentile(0.5), 0.001)
  assert.equal(histogram.percentile(1), Number.POSITIVE_INFINITY)
})
