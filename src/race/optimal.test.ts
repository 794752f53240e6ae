import assert from 'node:assert/strict'
import { test } from 'node:test'
import { millis } from '../units/quantity.ts'
import { deltaAt } from './delta.ts'
import { gridPoints } from './grid.ts'
import { fastestSectors, optimalLap } from './optimal.ts'

/** A lap whose sectors end at a third and two thirds of the way, each at an even pace. */
const donor = (...sectors_ms: readonly number[]) => ({
  sectors_ms,
  times_ms: Float32Array.from({ length: gridPoints }, (_, point) => {
    const way = (point / (gridPoints - 1)) * sectors_ms.length
    const sector = Math.min(sectors_ms.length - 1, Math.floor(way))
    const before = sectors_ms.slice(0, sector).reduce((sum, time) => sum + time, 0)
    return before + (way - sector) * (sectors_ms[sector] ?? 0)
  }),
})

test('the optimal lap takes each sector from the lap in which it was fastest', () => {
  const lap = (lap_id: string, ...sector_times_ms: number[]) => ({ lap_id, sector_times_ms, lap_time_ms: 0 })
  const chosen = fastestSectors([lap('a', 30, 40, 31), lap('b', 29, 41, 30), lap('c', 33, 39, 35)])
  assert.deepEqual(
    chosen?.map(({ lap_id }) => lap_id),
    ['b', 'c', 'b'],
  )
  assert.equal(fastestSectors([lap('a', 30)]), undefined)
})

test('its time is the sum of the sectors, and a car that drives like it is level everywhere', () => {
  const parts = [donor(29_000, 41_000, 31_000), donor(33_000, 39_000, 35_000), donor(30_000, 40_000, 30_000)]
  const optimal = optimalLap(parts)
  assert.ok(optimal !== undefined)
  assert.equal(optimal.lap_time_ms, 98_000)
  const same = donor(29_000, 39_000, 30_000)
  for (const spline of [0.1, 0.33, 0.34, 0.5, 0.66, 0.67, 0.9]) {
    const time = same.times_ms[Math.round(spline * (gridPoints - 1))] ?? 0
    const delta = deltaAt(optimal, Math.round(spline * (gridPoints - 1)) / (gridPoints - 1), millis(time))
    assert.ok(delta !== undefined && Math.abs(delta) < 25, `${spline}: ${delta}`)
  }
})

test('a donor without its sector makes no optimal lap', () => {
  assert.equal(optimalLap([donor(29_000, 41_000, 31_000), donor(33_000)]), undefined)
  assert.equal(optimalLap([]), undefined)
})
