import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FieldLap } from '../../../../src/model/field.ts'
import { sampleFieldCar } from '../../../../src/model/testing/messages.ts'
import { columnsOf, memberOf, toggled, towerColumns } from './columns.ts'
import { type RunningSector, runningText, stepRunning } from './running.ts'

const ends = [0.3, 0.7]
const drive = (steps: readonly (readonly [spline: number, time_ms: number])[]) => {
  const seen: (string | undefined)[] = []
  let running: RunningSector | undefined
  for (const [spline, time_ms] of steps) {
    const lap: FieldLap = { splits_ms: [], kind: 'flying', invalid: false, counts: true, driver: 0 }
    running = stepRunning(running, { current: { ...lap, time_ms }, spline, location: 'track' }, ends)
    seen.push(running === undefined ? undefined : `${running.sector} ${runningText(running) ?? '-'}`)
  }
  return seen
}

test('the sector that a car is in counts from where it began, and not at all where that was not seen', () => {
  const lap = [
    [0.1, 10_000],
    [0.29, 29_000],
    [0.301, 30_100],
    [0.5, 50_000],
    [0.702, 70_300],
    [0.99, 99_000],
    [0.001, 100],
  ] as const
  assert.deepEqual(drive(lap), ['0 10.0', '0 29.0', '1 0.0', '1 19.9', '2 0.0', '2 28.7', '0 0.1'])
  assert.deepEqual(drive([[0.5, 50_000]]), ['1 -'], 'the page came in the middle of a sector')
  assert.deepEqual(
    drive([
      [0.1, 10_000],
      [0.5, 50_000],
    ])[1],
    '1 -',
    'the line was crossed unseen',
  )
})

test('a car in the pits, and one whose lap has no time yet, count nothing', () => {
  const { current: _, ...car } = sampleFieldCar({})
  assert.equal(stepRunning(undefined, { ...car, current: undefined, location: 'track' }, ends), undefined)
})

test('columns stand in the address in one order, and all of them need no word', () => {
  assert.equal(memberOf(columnsOf(null)), undefined)
  assert.deepEqual([...columnsOf('best,gap,nonsense')], ['gap', 'best'])
  assert.equal(memberOf(toggled(columnsOf('gap,best'), 'stops')), 'gap,best,stops')
  assert.equal(memberOf(toggled(new Set(towerColumns), 'won'))?.startsWith('class,'), true)
})
