import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outsideWindows } from './inspect.ts'

test('whoever may not see the files of a game is told as whom to run', () => {
  const { state, found, advice } = outsideWindows({
    kind: 'denied',
    processes: [{ pid: 77, executable: 'acs.exe' }],
  })
  assert.equal(state, 'fault')
  assert.equal(found, 'the files of acs.exe (process 77) may not be seen')
  assert.match(advice ?? '', /as the user who runs the game/)
})

test('a game that shows nothing yet, other programs, and nothing at all are told apart', () => {
  assert.match(outsideWindows({ kind: 'no-pages', games: ['Assetto Corsa'] }).found, /^Assetto Corsa runs/)
  assert.match(outsideWindows({ kind: 'no-pages', games: [] }).found, /^programs run under Wine/)
  const { found, advice } = outsideWindows({ kind: 'nothing-runs' })
  assert.match(found, /^no game runs/)
  assert.match(advice ?? '', /--demo/)
})
