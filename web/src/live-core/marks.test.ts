import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../src/model/identity.ts'
import { sampleLap } from '../../../src/model/testing/messages.ts'
import { lapMarks, sectorBests, sectorMark } from './marks.ts'

const lap = (id: string, lap_time_ms: number, change: Parameters<typeof sampleLap>[0] = {}) =>
  sampleLap({ lap_id: asLapId(id), lap_time_ms, ...change })

test('the fastest lap of a track and class is the best, the fastest of a driver in a car a personal best', () => {
  const marks = lapMarks([
    lap('a1', 108_000),
    lap('a2', 107_500),
    lap('b1', 107_000, { driver: 'B. Driver' }),
    lap('b2', 109_000, { driver: 'B. Driver' }),
    lap('elsewhere', 90_000, { track: 'imola' }),
    lap('virtual', 80_000, { origin: 'virtual' }),
  ])
  assert.deepEqual(Object.fromEntries(marks), {
    a1: 'none',
    a2: 'pb',
    b1: 'best',
    b2: 'none',
    elsewhere: 'best',
    virtual: 'best',
  })
})

test('a lap that is not valid, not from line to line, or of which the game does not say, holds no title', () => {
  const marks = lapMarks([
    lap('cut', 100_000, { valid: false }),
    lap('out', 101_000, { kind: 'out' }),
    lap('unsaid', 102_000, { valid: null }),
  ])
  assert.deepEqual(Object.fromEntries(marks), { cut: 'invalid', out: 'none', unsaid: 'none' })
})

test('sectors are held against the best of all and one’s own', () => {
  const bests = sectorBests(
    [
      lap('a1', 108_000, { sector_times_ms: [35_000, 37_000, 36_000] }),
      lap('b1', 107_000, { driver: 'B. Driver', sector_times_ms: [34_000, 38_000, 35_000] }),
    ],
    sampleLap(),
  )
  assert.deepEqual(bests, { overall: [34_000, 37_000, 35_000], own: [35_000, 37_000, 36_000] })
  assert.deepEqual(
    [33_999, 34_500, 35_001].map(time => sectorMark(time, 0, bests)),
    ['best', 'pb', 'slower'],
  )
  assert.equal(sectorMark(40_000, 7, bests), 'best', 'the first time of a sector is the best')
})
