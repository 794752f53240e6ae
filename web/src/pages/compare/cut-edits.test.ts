import assert from 'node:assert/strict'
import { test } from 'node:test'
import { merged, middleOf, moved, renamed, split } from './cut-edits.ts'

const cuts = [
  { from_m: 0, name: '' },
  { from_m: 1000, name: 'Roggia' },
  { from_m: 2000, name: '' },
]
const starts = (of: typeof cuts | readonly { readonly from_m: number }[]) => of.map(({ from_m }) => from_m)

test('a boundary goes as far as its neighbours leave room, and the line stays where it is', () => {
  assert.deepEqual(starts(moved(cuts, 1, 1200.4, 5000)), [0, 1200, 2000])
  assert.deepEqual(starts(moved(cuts, 1, 9000, 5000)), [0, 1980, 2000])
  assert.deepEqual(starts(moved(cuts, 2, 9000, 5000)), [0, 1000, 4980])
  assert.deepEqual(moved(cuts, 0, 500, 5000), cuts)
  assert.deepEqual(moved(cuts, 1, Number.NaN, 5000), cuts)
})

test('a segment is cut in two unless one of them would be too short, and two become one under a name', () => {
  assert.deepEqual(starts(split(cuts, middleOf(cuts, 2, 5000), 5000)), [0, 1000, 2000, 3500])
  assert.deepEqual(split(cuts, 1010, 5000), cuts)
  assert.deepEqual(merged(cuts, 0), [{ from_m: 0, name: 'Roggia' }, cuts[2]])
  assert.deepEqual(starts(merged(cuts, 1)), [0, 1000])
  assert.deepEqual(merged(cuts, 2), cuts)
  assert.equal(renamed(cuts, 2, '  Lesmo ')[2]?.name, 'Lesmo')
})
