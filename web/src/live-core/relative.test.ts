import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldCar, FieldLap, FieldMessage } from '../../../src/model/field.ts'
import { sampleField, sampleFieldCar } from '../../../src/model/testing/messages.ts'
import { besideOwn, Relative } from './relative.ts'

const lap_ms = 100_000
/** Cars that lap in 100 s, each so many ms behind the first, at this time of the session; car 1 is the own one. */
function fieldAt(
  time_ms: number,
  behind_ms: readonly number[],
  change: Partial<FieldCar>[] = [],
): FieldMessage {
  const field = sampleField()
  return {
    ...field,
    player_car: 1,
    session: { ...field.session, type: 'race', time_ms },
    cars: behind_ms.map((late_ms, car) => {
      const far = 10 + (time_ms - late_ms) / lap_ms
      const place = { car, position: car + 1, laps: Math.floor(far), spline: far % 1 }
      return { ...sampleFieldCar(), location: 'track', ...place, ...change[car] }
    }),
  }
}
function drive(behind_ms: readonly number[], change: Partial<FieldCar>[] = []) {
  const relative = new Relative()
  let field = fieldAt(0, behind_ms, change)
  for (let time_ms = 150_000; time_ms <= 340_000; time_ms += 100) {
    field = fieldAt(time_ms, behind_ms, change)
    relative.take(field)
  }
  return { relative, field }
}
const seen = ({ relative, field }: ReturnType<typeof drive>, each = 5) =>
  relative
    .around(field, each)
    .map(({ car, apart_ms, laps }) => [car.car, Math.round((apart_ms ?? Number.NaN) / 10) / 100, laps])

test('cars on the road are told by the time between them at one place, from the front to the back', () => {
  assert.deepEqual(seen(drive([0, 1200, 4150])), [
    [0, 1.2, 0],
    [1, 0, 0],
    [2, -2.95, 0],
  ])
})

test('who is a lap down drives in front all the same, and it is said that it is a lap', () => {
  assert.deepEqual(seen(drive([0, 30_000, 128_000])), [
    [0, 30, 0],
    [2, 2, -1],
    [1, 0, 0],
  ])
})

test('no more cars than there is room for, and none from the pits', () => {
  const late = [0, 1000, 2000, 3000, 4000]
  assert.deepEqual(
    seen(drive(late), 1).map(([car]) => car),
    [0, 1, 2],
  )
  assert.deepEqual(
    seen(drive(late, [{ location: 'pit-lane' }])).map(([car]) => car),
    [1, 2, 3, 4],
  )
})

test('before both were seen at one place the time between them is reckoned from a lap, where one is known', () => {
  const relative = new Relative()
  const field = fieldAt(150_000, [0, 1200])
  relative.take(field)
  const seen = (of: FieldMessage) =>
    relative.around(of, 5).map(({ apart_ms, isEstimated }) => [apart_ms && Math.round(apart_ms), isEstimated])
  const own = field.cars[1] ?? assert.fail()
  const { best, last, ...timeless } = own
  const among = (car: FieldCar): FieldMessage => ({ ...field, cars: [field.cars[0] ?? own, car] })
  assert.deepEqual(seen(among(timeless)), [
    [undefined, true],
    [0, false],
  ])
  const lap: FieldLap = {
    time_ms: lap_ms,
    splits_ms: [],
    kind: 'flying',
    invalid: false,
    counts: true,
    driver: 0,
  }
  assert.deepEqual(seen(among({ ...timeless, best: lap })), [
    [1200, true],
    [0, false],
  ])
})

test('a game that does not say which car is the own one has nothing relative to it', () => {
  const { player_car, ...field } = fieldAt(150_000, [0, 1200])
  assert.deepEqual(new Relative().around(field, 5), [])
  assert.deepEqual(besideOwn(field, 3), [])
})

test('beside the own car in the order stand its neighbours; the first sees the two behind', () => {
  const places = (player_car: number) =>
    besideOwn({ ...fieldAt(0, [0, 1, 2, 3, 4]), player_car }, 3).map(({ car }) => car)
  assert.deepEqual(places(2), [1, 2, 3])
  assert.deepEqual(places(0), [0, 1, 2])
  assert.deepEqual(places(4), [2, 3, 4])
})
