import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBoardName } from '../../../../src/model/board-name.ts'
import { asLapId } from '../../../../src/model/identity.ts'
import {
  behindText,
  boardBeside,
  boardTitle,
  plainBoard,
  scoreText,
  seasonsOf,
  shortName,
} from './board-words.ts'
import { closingText } from './closing.ts'

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

test('a race and teams are boards of an event; without one they become best laps', () => {
  const race = key('monza/GT3/event-cup/race')
  assert.equal(boardBeside(race, { period: 'ever', label: '' }), 'monza/GT3')
  assert.equal(
    boardBeside(key('monza/GT3/event-cup'), { rule: 'team-relay' }),
    'monza/GT3/event-cup/team-relay',
  )
})

test('a name ends with an ellipsis at eighteen characters, whatever script it is in', () => {
  assert.equal(shortName('A. Driver of Names'), 'A. Driver of Names')
  assert.equal(shortName('A. Driver of Names!'), 'A. Driver of Name…')
  assert.equal([...shortName('🏎'.repeat(30))].length, 18)
})

test('in a race who has fewer laps is behind by laps, who has as many by time', () => {
  const row = (laps: number, total_ms: number) => ({
    ...{ rank: 1, driver: 'x', lap_id: asLapId('x-0-1'), lap_time_ms: 1, achieved_at: '' },
    ...{ laps, total_ms },
  })
  const first = row(12, 1_500_000)
  assert.equal(scoreText(first), '25:00.000')
  assert.deepEqual(
    [first, row(12, 1_501_500), row(10, 1_400_000)].map(one => behindText(one, first)),
    ['', '+1.500', '+2 L'],
  )
})

test('a board says how long it is open, and the last second is a whole one', () => {
  const cup = { from: '2026-03-01T00:00:00Z', to: '2026-03-05T00:00:00Z' }
  const at = (text: string) => closingText(cup, Date.parse(text))
  assert.equal(at('2026-03-04T21:45:53Z'), 'closes in 2:14:07')
  assert.equal(at('2026-03-04T23:59:59.001Z'), 'closes in 0:01')
  assert.equal(at('2026-02-28T23:59:00Z'), 'opens in 1:00')
  assert.equal(at('2026-03-01T23:57:51Z'), 'closes in 3 d 0:02:09')
  assert.match(at('2026-03-05T00:00:00Z'), /^closed /)
})
