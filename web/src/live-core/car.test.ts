import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleLive } from '../../../src/model/testing/messages.ts'
import { windowState, windows } from '../../../src/model/windows.ts'
import { layoutFor } from './layout.ts'
import { Ring } from './ring.ts'
import { rowOf } from './row.ts'
import { rpmAhead, segmentColour, segments, shiftState } from './shift.ts'
import { Judged } from './tyre-watch.ts'

test('the strip is dark below 80 % of the limit, full at the shift point, and then says now', () => {
  assert.equal(shiftState(undefined, 8000), undefined)
  assert.equal(shiftState(7000, undefined), undefined)
  assert.deepEqual(shiftState(6400, 8000), { lit: 0, now: false })
  assert.deepEqual(shiftState(7700, 8000), { lit: 14, now: false })
  assert.deepEqual(shiftState(7784, 8000), { lit: 15, now: true })
  assert.equal(segmentColour(0), 'pb')
  assert.equal(segmentColour(segments - 1), 'slower')
})

test('the shift point comes a reaction time early while the engine revs up, and not while it falls', () => {
  const rising = (step: number) => {
    const ring = new Ring(['rpm'], 60)
    for (let at = 0; at <= 10; at++) ring.push(at * 16, rowOf(sampleLive({ rpm: 6000 + at * step })))
    return rpmAhead(ring, 6000 + 10 * step)
  }
  assert.ok(Math.abs(rising(16) - (6160 + 200)) < 5)
  assert.equal(rising(-16), 5840)
})

test('a pressure has five states, and the edges belong to the better side', () => {
  const window = windows.dry.tyre_pressure_psi
  const states = [25.6, 25.7, 25.9, 26, 27, 27.1, 27.3, 27.4].map(psi => windowState(psi, window))
  assert.deepEqual(states, ['cold', 'cool', 'cool', 'fit', 'fit', 'warm', 'warm', 'hot'])
})

test('a tyre at the edge of its window does not flicker, and one that is out of it says so', () => {
  const judged = new Judged()
  const window = windows.dry.tyre_pressure_psi
  const states = [26.5, ...Array.from({ length: 40 }, (_, at) => (at % 2 === 0 ? 27.03 : 26.97))].map(psi =>
    judged.step(psi, 1000, window),
  )
  assert.deepEqual([...new Set(states)], ['fit'])
  assert.equal(judged.step(27.2, 1000, window), 'warm')
  assert.equal(judged.step(undefined, 1000, window), undefined)
})

test('each screen gets the layout that was made for it', () => {
  const cases = [
    [844, 390, 'phone'],
    [800, 480, 'ddu'],
    [390, 844, 'portrait'],
    [1180, 820, 'tablet'],
    [820, 1180, 'tablet'],
    [1366, 768, 'monitor'],
    [1920, 1080, 'monitor'],
    [2560, 1080, 'monitor'],
    [1920, 720, 'wide'],
  ] as const
  for (const [width, height, layout] of cases)
    assert.equal(layoutFor(width, height), layout, `${width}×${height}`)
})
