import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../../src/model/identity.ts'
import { changesOf } from './changes.ts'
import { pageRows } from './paging.ts'

test('a board that fits is one page; a longer one keeps its first three and turns the rest', () => {
  const rows = Array.from({ length: 20 }, (_, at) => at + 1)
  assert.deepEqual(pageRows(rows.slice(0, 10), 10, 7), { rows: rows.slice(0, 10), page: 0, pages: 1 })
  assert.deepEqual(pageRows(rows, 10, 0), { rows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], page: 0, pages: 3 })
  assert.deepEqual(pageRows(rows, 10, 2).rows, [1, 2, 3, 18, 19, 20])
  assert.equal(pageRows(rows, 10, 3).page, 0)
})

test('a driver who improved lately is marked, with the places won since the board was opened', () => {
  const row = (driver: string, rank: number, achieved_at: string) => ({
    rank,
    driver,
    lap_id: asLapId('s-0-1'),
    lap_time_ms: 100_000 + rank,
    achieved_at,
  })
  const changes = changesOf(
    [
      row('A', 1, '2026-11-24T11:58:00.000Z'),
      row('B', 2, '2026-11-24T10:00:00.000Z'),
      row('C', 3, '2026-11-24T11:59:00.000Z'),
    ],
    new Map([
      ['A', 2],
      ['B', 1],
    ]),
    Date.parse('2026-11-24T12:00:00.000Z'),
  )
  assert.deepEqual(Object.fromEntries(changes), {
    A: { improved: true, won: 1 },
    B: { improved: false, won: -1 },
    C: { improved: true },
  })
})
