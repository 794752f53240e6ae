import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleEntry, sampleField, sampleFieldCar } from '../../../../src/model/testing/messages.ts'
import { type Agent, agentsOf } from './agent.ts'
import { stepBook } from './field-book.ts'
import { fuelLook } from './fuel.ts'
import { ringOf } from './gap-ring.ts'

const session = (driver: string, track = 'monza') => ({ driver, track }) as NonNullable<Agent['session']>
const entries = new Map(
  ['A. Driver', 'B. Guest', 'C. Twin', 'C. Twin'].map((name, car) => [
    car,
    sampleEntry({ car, drivers: [{ name, short: 'XXX' }] }),
  ]),
)
const field = {
  ...sampleField(),
  cars: [0, 1, 2, 3].map(car => sampleFieldCar({ car })),
}

test('the watched rig names its own car, another rig is known by its driver, and two of one name by nobody', () => {
  const rigs: readonly Agent[] = [
    { key: 'home/rig1', session: session('A. Driver') },
    { key: 'home/rig2', session: session('b. guest') },
    { key: 'home/rig3', session: session('C. Twin') },
    { key: 'away/rig4', session: session('B. Guest', 'spa') },
    { key: 'home/rig5', session: undefined },
  ]
  assert.deepEqual(
    [...agentsOf(field, entries, 'home/rig1', rigs)],
    [
      [1, 'home/rig2'],
      [0, 'home/rig1'],
    ],
  )
  const { player_car: _, ...unnamed } = field
  assert.deepEqual([...agentsOf(unnamed, entries, 'home/rig1', [])], [])
})

test('fuel is told in laps, and what is missing to the end with one lap to spare', () => {
  const enough = fuelLook(30, 3, 500_000, 108_000)
  assert.deepEqual(enough, { laps_left: 10, margin: 5, add_l: undefined })
  const short = fuelLook(9, 3, 500_000, 108_000)
  assert.deepEqual(short, { laps_left: 3, margin: -2, add_l: 9 })
})

test('of fuel that the game does not give, and of an end that it does not know, nothing is told', () => {
  const nothing = { laps_left: undefined, margin: undefined, add_l: undefined }
  assert.deepEqual(fuelLook(undefined, 3, 1000, 1000), nothing)
  assert.deepEqual(fuelLook(30, 0, 1000, 1000), nothing)
  assert.deepEqual(fuelLook(30, 3, undefined, 108_000), { ...nothing, laps_left: 10 })
})

test('on the ring who is behind follows clockwise, who is ahead is nearly a lap behind, and lapped cars are told apart', () => {
  const { gap_ms: _g, interval_ms: _i, ...leader } = sampleFieldCar()
  const at = (car: number, laps: number, spline: number, gap_ms?: number) => ({
    ...leader,
    car,
    laps,
    spline,
    ...(gap_ms !== undefined && { gap_ms }),
  })
  const cars = [at(0, 5, 0.6), at(1, 5, 0.5, 10_000), at(2, 5, 0.4, 21_000), at(3, 4, 0.3)]
  const message = { ...sampleField(), cars }
  const ring = ringOf(message, stepBook(undefined, message), 1)
  const lap_ms = leader.best?.time_ms ?? 0
  assert.deepEqual(
    ring.map(({ isSameLap }) => isSameLap),
    [true, true, true, false],
  )
  assert.equal(ring[1]?.share, 0)
  assert.ok(Math.abs((ring[2]?.share ?? 0) - 11_000 / lap_ms) < 1e-9, 'behind by its measured gap')
  assert.ok(Math.abs((ring[0]?.share ?? 0) - (1 - 10_000 / lap_ms)) < 1e-9, 'ahead')
  assert.ok(Math.abs((ring[3]?.share ?? 0) - 0.2) < 1e-9, 'by its place on the track')
})
