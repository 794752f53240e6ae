import assert from 'node:assert/strict'
import { test } from 'node:test'
import { barredBy } from './barred-words.ts'

test('a word of the list is barred as a word, in any spelling, and not within another', () => {
  const isBarred = barredBy('# ours\n\nratte\nmist*\n*dung*\n')
  for (const name of ['R. Ratte', 'RÀTTE', 'r4tt3', 'Mister X', 'Verdungen', 'x_dung_y'])
    assert.ok(isBarred(name), name)
  for (const name of ['Karatte', 'A. Mis', 'Dun G', '', '车手']) assert.ok(!isBarred(name), name)
})

test('a list without words bars nobody', () => {
  assert.ok(!barredBy('\n  \n#\n***\n')('Anybody'))
})
