import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  boardName,
  boardNameOf,
  boardRules,
  conditions,
  fields,
  periods,
  readBoardName,
} from './board-name.ts'

test('the boards of the best laps ever are called after their track and their cars alone', () => {
  assert.equal(boardName('monza', 'GT3', false), 'monza/GT3')
  assert.equal(boardName('monza', 'GT3', true), 'monza/GT3/virtual')
})

test('every name says what it narrows, and is read as that', () => {
  const names = new Set<string>()
  for (const period of periods) {
    for (const weather of conditions) {
      for (const rule of boardRules) {
        for (const field of fields) {
          const label = period === 'ever' ? '' : period === 'season' ? '2026' : 'spring-cup-2'
          const key = { track: 'spa', subject: 'GT4', period, label, conditions: weather, rule, field }
          const name = boardNameOf({ ...key, among: 'car_class' })
          assert.deepEqual(readBoardName(name), key, name)
          names.add(name)
        }
      }
    }
  }
  assert.equal(names.size, periods.length * conditions.length * boardRules.length * fields.length)
})

test('what is no name of a board is not read as one', () => {
  for (const text of [
    '',
    'monza',
    'monza/',
    '/GT3',
    'monza/GT3/',
    'monza/GT3/dry/season-2026',
    'monza/GT3/x',
    'a/b/dry/wet',
  ])
    assert.equal(readBoardName(text), undefined, text)
})
