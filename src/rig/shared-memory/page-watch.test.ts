import assert from 'node:assert/strict'
import { test } from 'node:test'
import { PageWatch } from './page-watch.ts'

/** A page of two words: its counter, and a value that belongs to it. */
const page = (counter: number, value = counter * 10): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeInt32LE(counter, 0)
  bytes.writeInt32LE(value, 4)
  return bytes
}

/** Shows copies half a millisecond apart, or at the times given, and says what each showed. */
function shown(copies: readonly (Buffer | readonly [Buffer, number])[]) {
  const watch = new PageWatch(8, 2)
  let at = 0
  return copies.map(shot => {
    const [copy, time] = Array.isArray(shot) ? shot : [shot, at + 0.5]
    at = time
    return watch.look(copy, at)
  })
}

// What the watch knows when it has just begun: the page was there for an unknown time.
const begun = [page(1), page(1)]

test('a page is taken when a second copy a moment later is the same', () => {
  assert.deepEqual(shown([...begun, page(2), page(2), page(2)]).slice(2), ['new', 'whole', 'old'])
})

test('the page that lay there when the watch began is passed over: nobody knows for how long', () => {
  assert.deepEqual(shown(begun), ['new', 'doubtful'])
})

test('a page that changes while it is watched is torn, and is not taken when it comes to rest', () => {
  const torn = [page(2, 10), page(2), page(2), page(2), page(2)]
  assert.deepEqual(shown([...begun, ...torn]).slice(2), ['new', 'torn', 'new', 'new', 'doubtful'])
})

test('a writer that is slow four times in a row is slow every time, and is waited for', () => {
  const slow = (counter: number) => [
    page(counter, 0),
    page(counter),
    page(counter),
    page(counter),
    page(counter),
  ]
  const sights = shown([...begun, ...slow(2), ...slow(3), ...slow(4), ...slow(5), ...slow(6)]).slice(2)
  const waiting = ['new', 'torn', 'new', 'new']
  assert.deepEqual(
    sights.slice(0, 15),
    Array(3)
      .fill([...waiting, 'doubtful'])
      .flat(),
  )
  assert.deepEqual(sights.slice(15), [...waiting, 'whole', ...waiting, 'whole'])
})

test('a page that is first seen after a pause may be half overwritten, and is not taken', () => {
  assert.deepEqual(shown([...begun, [page(2), 4], [page(2), 4.5], [page(3), 5], [page(3), 5.5]]).slice(2), [
    'new',
    'doubtful',
    'new',
    'whole',
  ])
})

test('a page that is overtaken before its second look is not taken', () => {
  assert.deepEqual(shown([...begun, page(2), page(3), page(3)]).slice(2), ['new', 'new', 'whole'])
})

test('what is passed over or overtaken is shown to whoever can judge it later, with the time it was first seen', () => {
  const shownLater: (readonly [number, number])[] = []
  const watch = new PageWatch(8, 2, (copy, seenAt) => shownLater.push([copy.readInt32LE(0), seenAt]))
  const late = [page(2), 9] as const
  for (const [copy, at] of [
    [page(1), 0],
    [page(1), 0.5],
    late,
    [page(2), 9.5],
    [page(3), 10],
    [page(4), 10.5],
  ] as const)
    watch.look(copy, at)
  assert.deepEqual(shownLater, [
    [1, 0],
    [2, 9],
    [3, 10],
  ])
})

test('what is taken is the page itself and when it was first seen', () => {
  const watch = new PageWatch(8, 2)
  for (const [copy, at] of [
    [page(1), 0],
    [page(1), 0.5],
    [page(2), 1],
    [page(2), 1.5],
  ] as const)
    watch.look(copy, at)
  watch.look(page(3), 2)
  assert.equal(watch.seenAt, 1)
  assert.deepEqual(watch.page, page(2))
})
