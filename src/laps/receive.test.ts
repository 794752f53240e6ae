import assert from 'node:assert/strict'
import { test } from 'node:test'
import { plainBoards } from '../model/board-name.ts'
import { ModelFault } from '../model/fault.ts'
import { sampleLap, sampleSession } from '../model/testing/messages.ts'
import { readRecorded, receive } from './receive.ts'
import { openSqliteLapStore } from './sqlite.ts'

test('a message is taken for what its type says, and refused with the member that is wrong', () => {
  assert.equal(readRecorded(JSON.parse(JSON.stringify(sampleLap()))).type, 'lap')
  assert.equal(readRecorded(sampleSession()).type, 'session')
  for (const value of [null, 7, 'lap', [], {}, { type: 'frame' }, { ...sampleLap(), lap_time_ms: 'fast' }]) {
    assert.throws(() => readRecorded(value), ModelFault)
  }
  assert.throws(() => readRecorded({ ...sampleLap(), lap_id: '../../etc' }), /lap_id/)
})

test('what the message carries for the lake is not part of the record', async () => {
  const store = openSqliteLapStore(':memory:')
  const received = await receive(sampleLap(), store)
  assert.deepEqual(received.stream === 'lap' && 'first_seq' in received.lap, false)
  await store.close()
})

test('tracks and cars have one spelling, instants one form', async () => {
  const store = openSqliteLapStore(':memory:')
  await receive(
    sampleLap({ track: 'Monza_2019', car: 'Ferrari_296_GT3', started_at: '2026-11-24T12:00:00Z' }),
    store,
  )
  const [lap] = await store.laps({ track: 'monza', car: 'ferrari_296_gt3' })
  assert.equal(lap?.started_at, '2026-11-24T12:00:00.000Z')
  assert.deepEqual(
    (await store.boards(plainBoards)).map(({ board }) => board),
    ['monza/GT3', 'monza/all', 'monza/ferrari_296_gt3'],
  )
  await store.close()
})
