import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId } from '../../../../src/model/identity.ts'
import { changesOf, isReachable, newLeader } from './changes.ts'
import { pageRows } from './paging.ts'

const row = (driver: string, rank: number, achieved_at: string, lap = 's-0-1') => ({
  rank,
  driver,
  lap_id: asLapId(lap),
  lap_time_ms: 100_000 + rank,
  achieved_at,
})

test('a board that fits is one page; a longer one keeps its first three and turns the rest', () => {
  const rows = Array.from({ length: 20 }, (_, at) => at + 1)
  assert.deepEqual(pageRows(rows.slice(0, 10), 10, 7), { rows: rows.slice(0, 10), page: 0, pages: 1 })
  assert.deepEqual(pageRows(rows, 10, 0), { rows: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], page: 0, pages: 3 })
  assert.deepEqual(pageRows(rows, 10, 2).rows, [1, 2, 3, 18, 19, 20])
  assert.equal(pageRows(rows, 10, 3).page, 0)
})

test('a driver who improved lately is marked, with the places won since the board was opened', () => {
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

test('a new first is news, a board that is opened is none, nor is a new second', () => {
  const at = '2026-11-24T12:00:00.000Z'
  const [a, b] = [row('A', 1, at, 'a-1'), row('B', 2, at, 'b-1')]
  assert.equal(newLeader(undefined, [a, b]), undefined)
  assert.equal(newLeader([a], [a, b]), undefined)
  assert.equal(newLeader([a, b], [b, a])?.driver, 'B')
  assert.equal(newLeader([a, b], [row('A', 1, at, 'a-2'), b])?.lap_id, 'a-2')
  assert.equal(newLeader([], [a])?.driver, 'A')
})

test('a picture for phones names an address that phones can reach', () => {
  assert.deepEqual(['127.0.0.1', 'localhost', '[::1]', 'a.localhost'].map(isReachable), [
    false,
    false,
    false,
    false,
  ])
  assert.deepEqual(['192.168.1.20', 'hub.lan', '[fd00::1]'].map(isReachable), [true, true, true])
})
