import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBoardName } from '../../../../src/model/board-name.ts'
import { boardBeside, boardTitle, plainBoard, seasonsOf } from './board-words.ts'

const key = (name: string) => readBoardName(name) ?? assert.fail(name)

test('a board is called by what it narrows, in words', () => {
  assert.equal(boardTitle('monza/GT3'), 'Monza Circuit · GT3')
  assert.equal(boardTitle('monza/all/most-laps/virtual'), 'Monza Circuit · all cars · most laps · DEMO')
  const events = new Map([['cup', 'Spring Cup']])
  assert.equal(boardTitle('spa/GT4/event-cup/wet', events).split(' · ').slice(1).join(), 'GT4,Spring Cup,wet')
})

test('from one board one comes to those beside it, and back', () => {
  const season = boardBeside(key('monza/GT3/virtual'), { period: 'season', label: '2026' })
  assert.equal(season, 'monza/GT3/season-2026/virtual')
  assert.equal(boardBeside(key(season), { conditions: 'wet' }), 'monza/GT3/season-2026/wet/virtual')
  assert.equal(boardBeside(key(season), { rule: 'most-laps' }), 'monza/all/season-2026/most-laps/virtual')
  assert.equal(plainBoard(key('monza/GT3/event-cup/wet/average-5')), 'monza/GT3')
})

test('the seasons of a board are the years of its rows', () => {
  const row = (achieved_at: string) => ({ achieved_at, rank: 1, driver: 'x', lap_id: 'x', lap_time_ms: 1 })
  const rows = [row('2025-01-01T00:00:00Z'), row('2026-01-01T00:00:00Z'), row('2025-06-01T00:00:00Z')]
  assert.deepEqual(seasonsOf(JSON.parse(JSON.stringify({ board: 'x', rows }))), ['2026', '2025'])
  assert.deepEqual(seasonsOf(undefined), [])
})
