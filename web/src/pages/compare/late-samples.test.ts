import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextLook } from './late-samples.ts'
import type { LapAbout } from './source.ts'

const about: LapAbout = {
  ...{ driver: 'Anna', car: 'bmw_m4_gt3', car_class: 'GT3', track: 'monza', origin: 'live' },
  ...{ started_at: '2026-11-24T12:00:00.000Z', lap_time_ms: 108_000, samples: 43_000 },
}
const ended_ms = Date.parse('2026-11-24T12:01:48.000Z')

test('a lap just driven is looked for again, less and less often', () => {
  const waits = [0, 1, 2, 3, 4, 5].map(attempt => nextLook(about, attempt, ended_ms + 1000))
  assert.deepEqual(waits, [400, 800, 1600, 3200, 6000, 6000])
})

test('a lap of two minutes ago that has no samples will get none', () => {
  assert.equal(nextLook(about, 3, ended_ms + 120_000), undefined)
})

test('a lap that nobody sampled is not waited for', () => {
  assert.equal(nextLook({ ...about, samples: 0 }, 0, ended_ms), undefined)
  const { started_at: _, ...undated } = about
  assert.equal(nextLook(undated, 0, ended_ms), undefined)
})
