import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleLap } from '../../../../src/model/testing/messages.ts'
import { differences } from './like-for-like.ts'

test('laps are not alike when weather, track, fuel or traffic are not, by more than laps of one stint differ', () => {
  const reference = sampleLap({ conditions: 'dry', road_temp_c: 30, fuel_l: 40, traffic_share: 0 })
  const alike = sampleLap({ conditions: 'dry', road_temp_c: 34, fuel_l: 22, traffic_share: 0.05 })
  assert.deepEqual(differences(alike, reference), [])
  const other = sampleLap({ conditions: 'wet', road_temp_c: 24, fuel_l: 65, traffic_share: 0.4 })
  assert.deepEqual(differences(other, reference), [
    'wet, not dry',
    'more traffic',
    'track 6 °C colder',
    '25 L more fuel',
  ])
})

test('what one of them does not know is no difference', () => {
  const { conditions, road_temp_c, fuel_l, traffic_share, ...bare } = sampleLap({})
  assert.deepEqual(
    differences(bare, sampleLap({ conditions: 'wet', road_temp_c: 5, fuel_l: 90, traffic_share: 1 })),
    [],
  )
})
