import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BoardRow } from '../../../src/model/board.ts'
import { asLapId, type LapId } from '../../../src/model/identity.ts'
import { sampleLap, sampleSession } from '../../../src/model/testing/messages.ts'
import { chooseReference } from './reference.ts'

const row = (rank: number, lap_id: LapId, lap_time_ms: number): BoardRow => ({
  rank,
  lap_id,
  driver: lap_id,
  lap_time_ms,
  achieved_at: '2026-11-24T12:00:00.000Z',
})

test('a lap of which there are no samples is no reference, however fast it was', () => {
  const session = sampleSession()
  const own = sampleLap({ lap_id: asLapId('own-0-1'), lap_time_ms: 108_000 })
  const rival = sampleLap({
    lap_id: asLapId('rival-7-1'),
    lap_time_ms: 107_000,
    samples: 0,
    driver: 'B. Guest',
  })
  const boards = [{ board: 'monza/GT3', rows: [row(1, rival.lap_id, 107_000), row(2, own.lap_id, 108_000)] }]
  assert.equal(chooseReference('board', session, [rival, own], boards)?.lap_id, own.lap_id)
  assert.equal(chooseReference('session', session, [rival, own], boards)?.lap_id, own.lap_id)
  assert.equal(
    chooseReference(
      'board',
      session,
      [rival],
      [{ board: 'monza/GT3', rows: [row(1, rival.lap_id, 107_000)] }],
    ),
    undefined,
  )
})
