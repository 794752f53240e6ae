import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { worldOptions } from '../virtual/source.ts'
import { createWorld, stepWorld } from '../virtual/world.ts'
import { isOfOneStep, pagesBefore } from './one-step.ts'

/** How a value goes on. None that it has had ever comes back. */
type Habit = 'constant' | 'always moves' | 'moves now and then'

/** Pages of words that each have a habit; `moves` says of a step and a word whether it moves then, if it is one that may. */
function drive(
  habits: readonly Habit[],
  steps: number,
  moves: (step: number, word: number) => boolean,
): readonly Buffer[] {
  const page = Buffer.alloc(4 * (habits.length + 1))
  return Array.from({ length: steps }, (_, step) => {
    page.writeInt32LE(step + 1, 0)
    for (const [word, habit] of habits.entries()) {
      const at = 4 * (word + 1)
      if (habit === 'always moves' || (habit === 'moves now and then' && moves(step, word))) {
        page.writeInt32LE(page.readInt32LE(at) + 1, at)
      }
    }
    return Buffer.from(page)
  })
}

/** What lies there when a page was written over the one before it from `from` to `to`; its counter is `counter`'s. */
function mixOf(under: Buffer, over: Buffer, from: number, to: number, counter: Buffer): Buffer {
  const mix = Buffer.from(under)
  over.copy(mix, 4 * from, 4 * from, 4 * to)
  counter.copy(mix, 0, 0, 4)
  return mix
}

const steps = pagesBefore + 2
/** Pages up to N - 1, newest first; N; and N + 1. */
function around(pages: readonly Buffer[]): {
  readonly before: readonly Buffer[]
  readonly page: Buffer
  readonly after: Buffer
} {
  const [after, page, ...before] = pages.slice(-steps).reverse()
  assert.ok(after !== undefined && page !== undefined)
  return { before, page, after }
}

const habit = fc.constantFrom<Habit>('constant', 'always moves', 'moves now and then')
const driven = fc
  .record({ habits: fc.array(habit, { minLength: 2, maxLength: 60 }), seed: fc.infiniteStream(fc.boolean()) })
  .map(({ habits, seed }) => drive(habits, steps, () => seed.next().value === true))

test('a writer that goes through the page from either end is never believed while it is held up, wherever that is', () => {
  const cut = fc.nat()
  fc.assert(
    fc.property(driven, cut, fc.boolean(), fc.boolean(), (pages, place, isForward, isNext) => {
      const { before, page, after } = around(pages)
      const words = page.length / 4
      const at = 1 + (place % words)
      const [newest] = before
      assert.ok(newest !== undefined)
      // Either N + 1 over N with the counter to come, or N over N - 1 with the counter written first.
      const [under, over] = isNext ? [page, after] : [newest, page]
      const mix = isForward ? mixOf(under, over, 1, at, page) : mixOf(under, over, at, words, page)
      if (!mix.equals(page)) assert.equal(isOfOneStep(before, mix, after), false)
    }),
    { numRuns: 3000 },
  )
})

test('a piece from the middle of another step is seen by any value in it that always moves', () => {
  fc.assert(
    fc.property(driven, fc.nat(), fc.nat(), fc.boolean(), (pages, one, other, isNext) => {
      const { before, page, after } = around(pages)
      const words = page.length / 4
      const [from, to] = [1 + (one % words), 1 + (other % words)].sort((a, b) => a - b)
      const [newest] = before
      assert.ok(newest !== undefined && from !== undefined && to !== undefined)
      const foreign = isNext ? after : newest
      const mix = mixOf(page, foreign, from, to, page)
      const moves = (at: number) =>
        before.every(
          (older, index) => index === 0 || older.readInt32LE(at) !== before[index - 1]?.readInt32LE(at),
        ) &&
        newest.readInt32LE(at) !== page.readInt32LE(at) &&
        page.readInt32LE(at) !== after.readInt32LE(at)
      const tells = Array.from({ length: to - from }, (_, index) => 4 * (from + index)).some(moves)
      if (tells) assert.equal(isOfOneStep(before, mix, after), false)
    }),
    { numRuns: 3000 },
  )
})

test('a whole page in which everything moves is believed', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom<Habit>('constant', 'always moves'), { minLength: 1 }), habits => {
      const { before, page, after } = around(drive(habits, steps, () => false))
      assert.ok(isOfOneStep(before, page, after))
    }),
  )
})

test('a car that stands is believed: every step of it is the same', () => {
  const { before, page, after } = around(drive(['constant', 'moves now and then'], steps, () => false))
  assert.ok(isOfOneStep(before, page, after))
})

test('a value that rests for a step speaks against a page at its ends, and nowhere else unless it always moves', () => {
  const rests = (word: number, habits: readonly Habit[]) =>
    around(drive(habits, steps, (step, moved) => moved !== word || step === steps - 1))
  const judged = ({ before, page, after }: ReturnType<typeof around>) => isOfOneStep(before, page, after)
  assert.equal(judged(rests(1, ['always moves', 'moves now and then', 'always moves'])), true)
  assert.equal(judged(rests(0, ['moves now and then', 'always moves', 'always moves'])), false)
  assert.equal(judged(rests(2, ['always moves', 'always moves', 'moves now and then'])), false)
  const cameToRest = around(
    drive(['always moves', 'moves now and then', 'always moves'], steps, (step, _word) => step !== steps - 2),
  )
  assert.equal(judged(cameToRest), false)
})

test('without pages before it a page is not believed', () => {
  const { before, page, after } = around(drive(['always moves'], steps, () => true))
  assert.equal(isOfOneStep(before.slice(1), page, after), false)
  assert.equal(isOfOneStep([], page, after), false)
})

test('of the pages of a drive nearly all are believed, and none of their mixtures', () => {
  const world = createWorld(worldOptions({ session: 'hotlap' }))
  const pages: Buffer[] = []
  while (pages.length < 4000) {
    stepWorld(world)
    if (world.written.physics) pages.push(Buffer.from(world.pages.physics.page))
  }
  let [believed, judged, mixtures] = [0, 0, 0]
  for (let last = steps + 1000; last < pages.length; last += 3) {
    const { before, page, after } = around(pages.slice(0, last))
    judged++
    if (isOfOneStep(before, page, after)) believed++
    const at = 1 + ((last * 37) % 199)
    for (const mix of [mixOf(page, after, at, 200, page), mixOf(page, after, 1, at, page)]) {
      if (mix.equals(page)) continue
      mixtures++
      assert.equal(isOfOneStep(before, mix, after), false, `page ${last}, cut at ${at}`)
    }
  }
  assert.ok(mixtures > 1000)
  assert.ok(believed > 0.9 * judged, `${believed} of ${judged}`)
})
