import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { Router } from './router.ts'
import { matcherOf, refuseFilter } from './topic-filter.ts'

const name = fc.constantFrom('', 'a', 'b', '$x')
const level = fc.constantFrom('+', '#', '', 'a', 'b', '$x')
const topics = fc.array(name, { minLength: 1, maxLength: 5 }).map(names => names.join('/'))
const filters = fc
  .array(level, { minLength: 1, maxLength: 5 })
  .map(levels => levels.join('/'))
  .filter(filter => refuseFilter(filter) === undefined)

test('the trie finds what each filter on its own would match, in the order added, seen before or not', () => {
  fc.assert(
    fc.property(fc.array(filters, { maxLength: 20 }), topics, (all, topic) => {
      const router = new Router<number>()
      for (const [at, filter] of all.entries()) router.add(filter, at)
      const expected = all.flatMap((filter, at) => (matcherOf(filter)(topic) ? [at] : []))
      assert.deepEqual(router.match(topic), expected)
      assert.deepEqual(router.match(topic), expected)
    }),
    { numRuns: 2000 },
  )
})

test('a filter that is taken away no longer matches, and another of the same text stays', () => {
  const router = new Router<string>()
  const take = router.add('a/+', 'first')
  router.add('a/+', 'second')
  assert.deepEqual(router.match('a/b'), ['first', 'second'])
  take()
  assert.deepEqual(router.match('a/b'), ['second'])
  take()
  assert.deepEqual(router.match('a/b'), ['second'])
})

test('what is no filter is refused', () => {
  assert.throws(() => new Router().add('a/#/b', 1), { code: 'syntax' })
})
