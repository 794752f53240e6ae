import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldCar, FieldLap, FieldMessage } from '../../../../src/model/field.ts'
import { sampleEntry, sampleField, sampleFieldCar } from '../../../../src/model/testing/messages.ts'
import { classColours } from './class-colours.ts'
import { type FieldBook, stepBook } from './field-book.ts'
import { pitLossOf, rejoinOf, saidLoss } from './pit-loss.ts'
import { towerRows } from './tower.ts'

const lap_ms = 100_000
const best: FieldLap = {
  time_ms: lap_ms,
  splits_ms: [],
  kind: 'flying',
  invalid: false,
  counts: true,
  driver: 0,
}

/** Cars by how far each is, in laps. */
const fieldAt = (
  time_ms: number,
  cars: readonly (Partial<FieldCar> & { readonly far: number })[],
): FieldMessage => ({
  ...sampleField(),
  session: { ...sampleField().session, time_ms, type: 'race' },
  cars: cars.map(({ far, ...change }, car) => {
    const { gap_ms: _g, interval_ms: _i, ...sample } = sampleFieldCar()
    const laps = Math.floor(far)
    return { ...sample, car, position: car + 1, laps, spline: far - laps, best, location: 'track', ...change }
  }),
})
const bookOf = (fields: readonly FieldMessage[]): FieldBook => {
  const book = fields.reduce<FieldBook | undefined>((before, field) => stepBook(before, field), undefined)
  assert.ok(book !== undefined)
  return book
}

test('a stop costs what the way through the lane took longer than the same way at the pace of the car', () => {
  // 8 % of the lap in 38 s instead of 8 s.
  const fields = [
    fieldAt(500_000, [{ far: 4.94 }]),
    fieldAt(501_000, [{ far: 4.95, location: 'pit-entry' }]),
    fieldAt(510_000, [{ far: 4.97, location: 'pit-lane' }]),
    fieldAt(535_000, [{ far: 5.02, location: 'pit-exit' }]),
    fieldAt(539_000, [{ far: 5.03 }]),
  ]
  const loss = pitLossOf(bookOf(fields), undefined)
  assert.equal(loss?.stops, 1)
  assert.ok(Math.abs((loss?.loss_ms ?? 0) - 30_000) < 1, JSON.stringify(loss))
  assert.equal(pitLossOf(bookOf(fields.slice(1)), undefined), undefined, 'the way in was not seen')
  assert.deepEqual(pitLossOf(bookOf(fields), 26), { loss_ms: 26_000, stops: 0 })
})

test('nobody has stopped and nobody has said: there is no loss, and so no place to come back to', () => {
  assert.equal(pitLossOf(bookOf([fieldAt(500_000, [{ far: 4 }])]), undefined), undefined)
  assert.deepEqual(['26', '', 'x', '2', '900', null].map(saidLoss), [26, ...Array(5).fill(undefined)])
})

test('a car comes back behind those that are nearer than a stop costs, and between who is there on the road', () => {
  // 12 s, 24 s and 40 s behind, and one a lap down that is 28 s behind on the road.
  const field = fieldAt(500_000, [{ far: 5.5 }, { far: 5.38 }, { far: 5.26 }, { far: 5.1 }, { far: 4.22 }])
  const rejoin = rejoinOf(field, bookOf([field]), 0, { loss_ms: 30_000, stops: 2 })
  assert.equal(rejoin?.position, 3)
  assert.ok(Math.abs((rejoin?.share ?? 0) - 0.3) < 1e-9)
  assert.deepEqual([rejoin?.ahead?.car, Math.round(rejoin?.ahead?.gap_s ?? 0)], [4, 2])
  assert.deepEqual([rejoin?.behind?.car, Math.round(rejoin?.behind?.gap_s ?? 0)], [3, 10])
})

test('who is in the pit lane, or in no race, comes back to no place', () => {
  const inLane = fieldAt(500_000, [{ far: 5.5, location: 'pit-lane' }, { far: 5.3 }])
  assert.equal(rejoinOf(inLane, bookOf([inLane]), 0, { loss_ms: 30_000, stops: 1 }), undefined)
  const race = fieldAt(500_000, [{ far: 5.5 }, { far: 5.3 }])
  const qualifying = { ...race, session: { ...race.session, type: 'qualifying' } } as const
  assert.equal(rejoinOf(qualifying, bookOf([qualifying]), 0, { loss_ms: 30_000, stops: 1 }), undefined)
})

test('classes have colours in the order of their names, and places of their own', () => {
  const entries = ['GT3', 'GT4', 'GT3', 'CUP'].map((car_class, car) => sampleEntry({ car, car_class }))
  assert.deepEqual(
    [...classColours(entries)],
    [
      ['CUP', 'lap-a'],
      ['GT3', 'lap-ref'],
      ['GT4', 'lap-c'],
    ],
  )
  const field = fieldAt(500_000, [{ far: 5.5 }, { far: 5.4 }, { far: 5.3 }, { far: 5.2 }])
  const byCar = new Map(entries.map(entry => [entry.car, entry]))
  assert.deepEqual(
    towerRows(field, byCar, bookOf([field]), { reference: undefined }).map(({ in_class }) => in_class),
    [1, 1, 2, 1],
  )
})
