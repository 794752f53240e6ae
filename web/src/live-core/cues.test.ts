import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Cue, CueWatch, cues, type Heard, lengthOf } from './cues.ts'

const quiet: Heard = {
  freshness: 'live',
  isShift: false,
  message: undefined,
  fuel: 'fit',
  sector: undefined,
  lap: undefined,
}
const heardIn = (...changes: readonly Partial<Heard>[]): readonly (Cue | undefined)[] => {
  const watch = new CueWatch()
  let now = quiet
  return changes.map(change => {
    now = { ...now, ...change }
    return watch.step(now)
  })
}

test('a tone is heard when the lights come on, once for each time', () => {
  assert.deepEqual(heardIn({}, { isShift: true }, {}, { isShift: false }, { isShift: true }), [
    undefined,
    'shift',
    undefined,
    undefined,
    'shift',
  ])
})

test('what was so when the page was opened is no news', () => {
  const lap = { name: 'lap 1', mark: 'best' } as const
  assert.deepEqual(
    heardIn({ isShift: true, message: 'a', fuel: 'box', lap, sector: lap, freshness: 'lost' }),
    [undefined],
  )
})

test('a sector is high, middle or low, and one that was struck is silent', () => {
  const results = (['best', 'pb', 'slower', 'invalid'] as const).map((mark, at) => ({
    sector: { name: `sector ${at}`, mark },
  }))
  assert.deepEqual(heardIn({}, ...results, {}), [undefined, 'best', 'pb', 'slower', undefined, undefined])
})

test('the end of a lap is told by its record, which comes after the next lap has begun', () => {
  const last = { sector: { name: 'lap 1, 2', mark: 'pb' } } as const
  const heard = heardIn(
    { lap: { name: 'lap 0', mark: 'slower' } },
    last,
    { sector: undefined },
    {
      lap: { name: 'lap 1', mark: 'best' },
    },
  )
  assert.deepEqual(heard, [undefined, 'pb', undefined, 'best'])
})

test('a lost line is told once, and that it is back', () => {
  const freshness = (...states: readonly Heard['freshness'][]) => states.map(state => ({ freshness: state }))
  assert.deepEqual(heardIn(...freshness('live', 'stale', 'lost', 'lost', 'live', 'late', 'stale', 'live')), [
    ...[undefined, undefined, 'lost', undefined, 'restored', undefined, undefined, undefined],
  ])
})

test('fuel is told when it falls below a bound, not when it is filled', () => {
  assert.deepEqual(heardIn({}, { fuel: 'low' }, { fuel: 'box' }, { fuel: 'fit' }, { fuel: undefined }), [
    ...[undefined, 'fuel', 'fuel', undefined, undefined],
  ])
})

test('of two at once the one that cannot wait is heard; none is longer than 300 ms', () => {
  assert.deepEqual(heardIn({}, { isShift: true, message: 'b', fuel: 'low' }), [undefined, 'shift'])
  for (const cue of Object.keys(cues) as Cue[]) assert.ok(lengthOf(cue) <= 300, cue)
})
