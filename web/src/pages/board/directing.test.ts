import assert from 'node:assert/strict'
import { test } from 'node:test'
import { boardScreen } from '../../../../src/model/board-screen.ts'
import { readBoardPath } from './board-path.ts'
import { directed, type Hand, undirected } from './directing.ts'

const board = 'monza/GT3'
const after = (...hands: readonly Hand[]) => hands.reduce(directed, undirected(board))

test('a page that is turned to stands until pages are let turn, and there is none before the first', () => {
  assert.deepEqual(after({ kind: 'page', by: 1 }), { board, banner: true, page: 1 })
  assert.deepEqual(after({ kind: 'page', by: -1 }), { board, banner: true, page: 0 })
  assert.deepEqual(after({ kind: 'freeze' }, { kind: 'turn' }), undirected(board))
})

test('pages turn faster and slower within bounds, and nothing of it stops them', () => {
  assert.equal(after({ kind: 'dwell', by: 1 }).dwell_s, 15)
  const fast = Array.from({ length: 9 }, (): Hand => ({ kind: 'dwell', by: -1 }))
  assert.deepEqual(after(...fast), { board, banner: true, dwell_s: 5 })
})

test('going over to another board is said once', () => {
  const there = after({ kind: 'freeze' }, { kind: 'show', board: 'spa/GT3' })
  assert.deepEqual(there, { board, banner: true, show: 'spa/GT3' })
  assert.deepEqual(directed(there, { kind: 'banner' }), { board, banner: false })
  assert.deepEqual(boardScreen.parse(there), there)
})

test('the last word of an address directs the screens of the board before it, and names no car', () => {
  assert.deepEqual(readBoardPath('/board/monza/GT3/event-cup/control'), {
    board: 'monza/GT3/event-cup',
    isControl: true,
  })
  assert.deepEqual(readBoardPath('/board/monza/control'), { board: 'monza/control', isControl: false })
  assert.deepEqual(readBoardPath('/board'), { board: '', isControl: false })
  assert.deepEqual(readBoardPath('/board/a%20b/GT3%'), { board: 'a%20b/GT3%', isControl: false })
})
