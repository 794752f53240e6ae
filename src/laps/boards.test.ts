import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { BoardEvent } from '../model/board-event.ts'
import { scoreRules } from '../model/board-name.ts'
import { sampleLap } from '../model/testing/messages.ts'
import { boardsOf, boardTable, isInside, isOn } from './boards.ts'

const events: readonly BoardEvent[] = [
  { event: 'here', name: 'Here', from: '2026-11-01T00:00:00Z', to: '2026-12-01T00:00:00Z', site: 'home' },
  {
    event: 'elsewhere',
    name: 'Elsewhere',
    from: '2026-11-01T00:00:00Z',
    to: '2026-12-01T00:00:00Z',
    site: 'club',
  },
]
const lap = sampleLap({ conditions: 'wet' })

test('the table has boards of every rule, and of best laps every combination', () => {
  assert.deepEqual([...new Set(boardTable.map(({ rule }) => rule))].sort(), [...scoreRules].sort())
  const [best] = boardTable
  assert.equal(best.among.length * best.periods.length * best.conditions.length, 27)
})

test('a lap is on the boards of its cars, its time, its weather and its events, each once', () => {
  const names = boardsOf(lap, 'real', events).map(({ board }) => board)
  assert.equal(new Set(names).size, names.length)
  assert.deepEqual(
    names.filter(name => name.startsWith('monza/GT3/event')),
    [
      'monza/GT3/event-here/wet',
      'monza/GT3/event-here',
      'monza/GT3/event-here/average-5',
      'monza/GT3/event-here/consistency',
    ],
  )
  assert.ok(names.includes('monza/all/season-2026/wet') && names.includes('monza/all/most-laps'))
  assert.ok(!names.some(name => name.includes('dry') || name.includes('elsewhere')))
})

test('a class, a car or a track that is not known, or whose name is none, has no board', () => {
  const subjects = (change: Parameters<typeof sampleLap>[0]) => [
    ...new Set(boardsOf(sampleLap(change), 'real', []).map(({ subject }) => subject)),
  ]
  assert.deepEqual(subjects({ car_class: '' }), ['ferrari_296_gt3', 'all'])
  assert.deepEqual(subjects({ car: 'all' }), ['GT3', 'all'])
  assert.deepEqual(subjects({ car: 'x/virtual' }), ['GT3', 'all'])
  assert.deepEqual(subjects({ track: '' }), [])
  assert.deepEqual(subjects({ track: 'a/b' }), [])
})

test('a lap is on a board exactly if it is among those that are told for it', () => {
  const others = [lap, sampleLap(), sampleLap({ started_at: '2025-11-24T12:00:00.000Z', car: 'bmw_m4_gt3' })]
  const keys = others.flatMap(other => boardsOf(other, 'real', events))
  for (const other of others) {
    const own = new Set(boardsOf(other, 'real', events).map(({ board }) => board))
    for (const key of keys) assert.equal(isOn(key, other, events), own.has(key.board), key.board)
  }
})

test('best laps come narrow before wide, so that a lap that moves nothing among few is not asked for among more', () => {
  const keys = boardsOf(lap, 'real', events).filter(({ rule }) => rule === 'best-lap')
  keys.forEach((key, index) => {
    for (const later of keys.slice(index + 1))
      assert.ok(!isInside(later, key), `${later.board} in ${key.board}`)
  })
})
