import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../../src/model/identity.ts'
import { sampleLap } from '../../../../src/model/testing/messages.ts'
import { spanBetween, stintPicture } from './stint-picture.ts'

const lap = (lap_number: number, change: Parameters<typeof sampleLap>[0] = {}) =>
  sampleLap({
    lap_number,
    lap_id: asLapId(`s-0-${lap_number}`),
    started_at: `2026-11-24T12:${String(lap_number).padStart(2, '0')}:00.000Z`,
    ...change,
  })

test('laps are drawn in the order of driving; an out-lap lies at the edge and squeezes nobody', () => {
  const picture = stintPicture([
    lap(4, { valid: false, lap_time_ms: 108_000 }),
    lap(3, { valid: null, lap_time_ms: 109_000 }),
    lap(2, { lap_time_ms: 107_000 }),
    lap(1, { kind: 'out', lap_time_ms: 140_000 }),
  ])
  assert.deepEqual(
    picture?.dots.map(({ lap: { lap_number }, high, look }) => [lap_number, high, look]),
    [
      [1, undefined, 'pit'],
      [2, 1, 'clean'],
      [3, 0, 'unknown'],
      [4, 0.5, 'invalid'],
    ],
  )
  assert.deepEqual(picture?.ticks, [107_000, 107_500, 108_000, 108_500, 109_000])
})

test('stints, tyres and weather are stretches; of what was not told there is none', () => {
  const picture = stintPicture([
    lap(6, { tyre_compound: 'wet_compound' }),
    lap(5, { kind: 'out', tyre_compound: 'wet_compound' }),
    lap(3, { kind: 'in', tyre_compound: 'dry_compound' }),
    lap(2),
    lap(1, { tyre_compound: 'dry_compound' }),
  ])
  assert.deepEqual(
    picture?.stints.map(({ from, to }) => [from, to]),
    [
      [0, 3],
      [3, 5],
    ],
  )
  assert.deepEqual(picture?.states, [
    {
      name: 'tyres',
      stretches: [
        { from: 0, to: 1, text: 'dry_compound' },
        { from: 2, to: 3, text: 'dry_compound' },
        { from: 3, to: 5, text: 'wet_compound' },
      ],
    },
  ])
})

test('laps of several tracks, or without a time, are no picture', () => {
  assert.equal(stintPicture([lap(1), lap(2, { track: 'imola' })]), undefined)
  const { lap_time_ms: _, ...timeless } = lap(1)
  assert.equal(stintPicture([timeless]), undefined)
})

test('a brush keeps the laps whose dots it covers', () => {
  const picture = stintPicture([lap(4), lap(3), lap(2), lap(1)]) ?? assert.fail('no picture')
  assert.deepEqual(spanBetween(picture, 2.4, 0.6), [lap(2).started_at, lap(3).started_at])
  assert.deepEqual(spanBetween(picture, -3, 9), [lap(1).started_at, lap(4).started_at])
  assert.equal(spanBetween(picture, 1.2, 1.8), undefined)
})
