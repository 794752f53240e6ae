import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../../src/model/identity.ts'
import { sampleLap } from '../../../../src/model/testing/messages.ts'
import { compareAddress, mostChosen, toggled, withStretch } from './lap-choice.ts'

const lap = (lap_number: number, change: Parameters<typeof sampleLap>[0] = {}) =>
  sampleLap({
    lap_number,
    lap_id: asLapId(`s-0-${lap_number}`),
    lap_time_ms: 107_000 + lap_number,
    ...change,
  })

test('a stretch joins what was chosen before, in the order of the list and each lap once', () => {
  const order = ['e', 'd', 'c', 'b', 'a']
  assert.deepEqual(withStretch(['c'], order, 'a', 'd'), ['c', 'd', 'b', 'a'])
  assert.deepEqual(withStretch(['c'], order, 'gone', 'd'), ['c'])
  assert.deepEqual(toggled(['a', 'b'], 'a'), ['b'])
  const many = Array.from({ length: mostChosen }, (_, at) => `lap ${at}`)
  assert.equal(toggled(many, 'one more').length, mostChosen)
})

test('one lap is compared with the fastest other of its driver, and only then with that of others', () => {
  const known = [lap(1), lap(2), lap(3, { driver: 'B' }), lap(4, { valid: false, lap_time_ms: 90_000 })]
  assert.equal(compareAddress([lap(2)], known), '/compare?a=s-0-2&b=s-0-1')
  assert.equal(compareAddress([lap(3, { driver: 'B' })], known), '/compare?a=s-0-3&b=s-0-1')
  assert.equal(compareAddress([lap(1)], [lap(1), lap(2, { track: 'imola' })]), '/compare?a=s-0-1')
})

test('four laps fit into a comparison, in the order in which they were chosen; a lap without samples has none', () => {
  const five = [5, 4, 3, 2, 1].map(number => lap(number))
  assert.equal(compareAddress(five, five), '/compare?a=s-0-5&b=s-0-4&c=s-0-3&d=s-0-2')
  assert.equal(compareAddress([lap(1, { samples: 0, time_source: 'broadcast' })], five), undefined)
})
