import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Lately, lately_ms } from './lately.ts'

test('what grew is how a part is for a while; then it is over, until it grows again', () => {
  const lately = new Lately()
  assert.equal(lately.rose('lost', 0, 0), false)
  assert.equal(lately.rose('lost', 3, 1000), true)
  assert.equal(lately.rose('lost', 3, 1000 + lately_ms - 1), true)
  assert.equal(lately.rose('lost', 3, 1000 + lately_ms), false)
  assert.equal(lately.rose('lost', 4, 2000 + lately_ms), true)
})

test('a rig that starts anew counts from 0 again, and that is no failure', () => {
  const lately = new Lately()
  lately.rose('dropped', 9, 0)
  assert.equal(lately.rose('dropped', 0, lately_ms), false)
  assert.equal(lately.rose('dropped', 1, lately_ms + 1), true)
})
