import assert from 'node:assert/strict'
import { test } from 'node:test'
import { trackOf } from '../model/track.ts'
import { gridPoints, gridTimes, splineOf } from './grid.ts'
import { miniSectorsOf, timeBetween } from './mini-sectors.ts'
import { readLap, recordedLaps, withoutLaps } from './testing/recorded-lap.ts'

test('mini-sectors fill the track from line to line, eight in each sector', () => {
  const minis = miniSectorsOf(trackOf('monza'))
  assert.equal(minis.length, 24)
  assert.deepEqual([minis[0]?.from, minis.at(-1)?.to], [0, 1])
  for (const [index, { from }] of minis.slice(1).entries()) assert.equal(from, minis[index]?.to)
  assert.equal(minis[8]?.from, trackOf('monza')?.sector_ends[0])
  assert.deepEqual([minis[8]?.sector, minis[8]?.mini], [2, 1])
  assert.equal(miniSectorsOf(undefined).length, 8)
})

test('a lap at an even speed takes even times, and a line that was not passed has none', () => {
  const times_us = Float64Array.from({ length: gridPoints }, (_, point) => 5e6 + splineOf(point) * 100e6)
  assert.equal(Math.round(timeBetween(times_us, 0.25, 0.3) ?? 0), 5000)
  times_us.fill(Number.NaN, 0, 100)
  assert.equal(timeBetween(times_us, 0.01, 0.3), undefined)
})

test('the mini-sectors of a recorded lap add up to the lap', { skip: withoutLaps }, () => {
  for (const name of recordedLaps.filter(name => name !== 'Zandvoort_GT3')) {
    const { count, t_us, spline } = readLap(name)
    const times = gridTimes({ count, t_us, values: spline })
    const parts = miniSectorsOf(trackOf('monza')).map(
      ({ from, to }) => timeBetween(times, from, to) ?? Number.NaN,
    )
    const whole = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1000
    assert.ok(Math.abs(parts.reduce((sum, time) => sum + time, 0) - whole) < 1, name)
  }
})
