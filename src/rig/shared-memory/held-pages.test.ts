import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { HeldPages } from './held-pages.ts'
import { pagesBefore } from './one-step.ts'
import { PageWatch } from './page-watch.ts'

const words = 24
const size = 4 * words

/** The page of a step: its counter, values that always move, one that moves now and then, and one that never does. */
function pageOf(counter: number): Buffer {
  const page = Buffer.alloc(size)
  for (let word = 0; word < words; word++) page.writeInt32LE(counter * 100 + word, 4 * word)
  page.writeInt32LE(Math.floor(counter / 7), 4 * 5)
  page.writeInt32LE(3, 4 * 9)
  page.writeInt32LE(counter, 0)
  return page
}

/** Pages that were taken, and then these, held in turn; what `next` says of them, by their counters. */
function settled(held: readonly Buffer[], next: Buffer, hasStood = false): readonly number[] {
  const pages = new HeldPages()
  for (let counter = 2; counter < 10; counter++) pages.took(pageOf(counter))
  for (const [at, page] of held.entries()) pages.hold(page, at, hasStood)
  return pages.settle(next).map(({ bytes }) => bytes.readInt32LE(0))
}

/** Page `counter` as it is when the next was written over it from `word` on, and its counter not yet. */
function halfOverwritten(counter: number, word: number): Buffer {
  const page = pageOf(counter)
  pageOf(counter + 1).copy(page, 4 * word, 4 * word)
  return page
}

test('a page that was held is taken when the next one shows that nothing of it had been overwritten', () => {
  assert.deepEqual(settled([pageOf(10)], pageOf(11)), [10])
  assert.deepEqual(settled([halfOverwritten(10, 20)], pageOf(11)), [])
})

test('several pages in a row are judged by each other, and one that fails takes its neighbours along', () => {
  assert.deepEqual(settled([pageOf(10), pageOf(11), pageOf(12)], pageOf(13)), [10, 11, 12])
  assert.deepEqual(settled([pageOf(10), halfOverwritten(11, 12), pageOf(12)], pageOf(13)), [])
  assert.deepEqual(settled([pageOf(10), pageOf(11), halfOverwritten(12, 20)], pageOf(13)), [])
})

test('a page is given up when the one right after it, or right before it, was never seen', () => {
  assert.deepEqual(settled([pageOf(10)], pageOf(12)), [])
  assert.deepEqual(settled([pageOf(11)], pageOf(12)), [])
  assert.deepEqual(settled([pageOf(10), pageOf(12)], pageOf(13)), [])
})

test('where the page right before it was never seen, a page is believed that has stood for two looks, if nothing of it was overwritten', () => {
  assert.deepEqual(settled([pageOf(12)], pageOf(13), true), [12])
  assert.deepEqual(settled([halfOverwritten(12, 20)], pageOf(13), true), [])
  assert.deepEqual(settled([pageOf(12)], pageOf(14), true), [])
})

test('what is held is a copy, with the time at which it was seen', () => {
  const pages = new HeldPages()
  for (let counter = 2; counter < 10; counter++) pages.took(pageOf(counter))
  const copy = pageOf(10)
  pages.hold(copy, 7.5, false)
  copy.fill(0)
  const [only, ...others] = pages.settle(pageOf(11))
  assert.deepEqual(others, [])
  assert.deepEqual(only?.bytes, pageOf(10))
  assert.equal(only?.seenAt, 7.5)
  assert.deepEqual(pages.settle(pageOf(12)), [], 'and it is handed out once')
})

test('a page whose end still is that of the page before it is suspected', () => {
  const pages = new HeldPages()
  for (let counter = 2; counter < 10; counter++) pages.took(pageOf(counter))
  const unfinished = pageOf(9)
  pageOf(10).copy(unfinished, 0, 0, 4 * 12)
  assert.equal(pages.suspects(pageOf(10)), false)
  assert.equal(pages.suspects(unfinished), true)
})

/** Numbers from 0 to 1 that follow from a seed. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

type Order = 'counter first' | 'from the front, counter last' | 'from the back'
const orders: { readonly [name in Order]: readonly number[] } = {
  'counter first': Array.from({ length: words }, (_, word) => word),
  'from the front, counter last': Array.from({ length: words }, (_, word) => (word + 1) % words),
  'from the back': Array.from({ length: words }, (_, word) => words - 1 - word),
}

type Write = { readonly at: number; readonly word: number; readonly page: Buffer }

/** Writes word by word, 2.5 ms apart, and is held up now and then: before a page, or anywhere in it, for some ms. */
function* writes(order: readonly number[], roll: () => number): Generator<Write> {
  let at = 0
  for (let counter = 1; counter < 600; counter++) {
    // A game that was late leaves steps out, and does not write two pages at once.
    at = Math.max(at + 2.1, Math.ceil(at / 2.5) * 2.5) + (counter > 20 && roll() < 0.1 ? roll() * 2 : 0)
    const page = pageOf(counter)
    // The reader must have seen some whole pages before it can judge any.
    const heldUpAt = counter > 20 && roll() < 0.2 ? Math.floor(roll() * words) : -1
    for (const [place, word] of order.entries()) {
      at += place === heldUpAt ? roll() * 6 : 0.0001
      yield { at, word, page }
    }
  }
}

/** Reads what is written, by looks that are late now and then, and says what was taken: at first sight, or after it was held. */
function read(order: readonly number[], seed: number) {
  const roll = dice(seed)
  const memory = Buffer.alloc(size)
  const held = new HeldPages()
  let holds = 0
  const watch = new PageWatch(size, 2, (copy, seenAt, hasStood) => {
    holds++
    held.hold(copy, seenAt, hasStood)
  })
  const taken: { readonly page: Buffer; readonly wasHeld: boolean }[] = []
  let now = 0
  const look = () => {
    const copy = Buffer.from(memory)
    if (watch.look(copy, now) !== 'whole') return
    if (held.suspects(copy)) {
      held.hold(copy, now, true)
      return
    }
    for (const { bytes } of held.settle(copy)) {
      taken.push({ page: Buffer.from(bytes), wasHeld: true })
      held.took(bytes)
    }
    taken.push({ page: copy, wasHeld: false })
    held.took(copy)
  }
  for (const { at, word, page } of writes(order, roll)) {
    for (; now < at; now += (watch.watching ? 0.5 : 0.4) + (roll() < 0.1 ? roll() * 3 : roll() * 0.1)) look()
    page.copy(memory, 4 * word, 4 * word, 4 * word + 4)
  }
  return { taken, holds }
}

/** Words of a page that are not what was written under its counter. */
function foreignIn(page: Buffer): number {
  const whole = pageOf(page.readInt32LE(0))
  return Array.from({ length: words }, (_, word) => 4 * word).filter(
    at => page.readInt32LE(at) !== whole.readInt32LE(at),
  ).length
}

const anyOrder = fc.constantFrom<Order>('counter first', 'from the front, counter last', 'from the back')

test('of a writer that counts last, no mixture is ever taken, however it is held up', () => {
  fc.assert(
    fc.property(anyOrder, fc.nat(), (order, seed) => {
      fc.pre(order !== 'counter first')
      for (const { page } of read(orders[order], seed).taken)
        assert.equal(foreignIn(page), 0, `page ${page.readInt32LE(0)}`)
    }),
    { numRuns: 60 },
  )
})

test('of any writer, what was held and then taken is whole, and in its place', () => {
  let [fromHolding, holds] = [0, 0]
  fc.assert(
    fc.property(anyOrder, fc.nat(), (order, seed) => {
      const run = read(orders[order], seed)
      holds += run.holds
      let [last, wholeBefore] = [0, 0]
      for (const { page, wasHeld } of run.taken) {
        const counter = page.readInt32LE(0)
        assert.ok(counter > last, 'in order, and once')
        const foreign = foreignIn(page)
        // A writer that counts first and is held up for longer than between two looks shows a page that is known by its
        // end alone, and only by whole pages before it.
        if (wholeBefore >= pagesBefore && counter === last + 1)
          assert.ok(foreign < (wasHeld ? 1 : 4), `page ${counter}`)
        if (wasHeld) fromHolding++
        last = counter
        wholeBefore = foreign === 0 ? wholeBefore + 1 : 0
      }
    }),
    { numRuns: 60 },
  )
  assert.ok(fromHolding > 0.3 * holds, `${fromHolding} of ${holds} that were held`)
})
