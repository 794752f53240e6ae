import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GapTrend } from './gap-trend.ts'

test('a gap that shrinks by more than a tenth a lap is closing, one that moves less holds', () => {
  const closing = new GapTrend()
  for (const [lap, gap] of [4000, 3800, 3500, 3300].entries()) closing.step(gap, lap)
  assert.equal(closing.direction, -1)
  const holding = new GapTrend()
  for (const [lap, gap] of [4000, 3950, 4020, 3900].entries()) holding.step(gap, lap)
  assert.equal(holding.direction, 0)
})

test('another car at the same place begins a new series only when the game says nothing in between', () => {
  const trend = new GapTrend()
  trend.step(4000, 1)
  trend.step(5000, 2)
  assert.equal(trend.direction, 1)
  trend.step(undefined, 2)
  assert.equal(trend.direction, 0)
})

test('within a lap nothing is counted', () => {
  const trend = new GapTrend()
  trend.step(4000, 1)
  for (let gap = 4000; gap > 1000; gap -= 10) trend.step(gap, 1)
  assert.equal(trend.direction, 0)
})
