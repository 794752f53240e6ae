import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newRing, PageRing } from './page-ring.ts'

test('pages come out as they went in, in their order', () => {
  const shared = newRing()
  const [writer, reader] = [new PageRing(shared), new PageRing(shared)]
  const into = new Uint8Array(1588)
  for (let round = 0; round < 5000; round++) {
    writer.put('evo', 'graphics', Uint8Array.of(1, 2, 3), round * 2500)
    writer.put('acc', 'physics', Uint8Array.of(round & 255), round * 2500 + 1)
    assert.deepEqual(reader.take(into), { game: 'evo', page: 'graphics', length: 3, at_us: round * 2500 })
    assert.deepEqual([...into.subarray(0, 3)], [1, 2, 3])
    assert.deepEqual(reader.take(into), { game: 'acc', page: 'physics', length: 1, at_us: round * 2500 + 1 })
    assert.equal(into[0], round & 255)
    assert.equal(reader.take(into), undefined)
  }
})

test('a reader that stands still loses what comes after the ring is full, and the ring counts it', () => {
  const ring = new PageRing(newRing())
  const bytes = new Uint8Array(800)
  for (let page = 0; page < 6000; page++) ring.put('acc', 'physics', bytes, page)
  let taken = 0
  for (
    let next = ring.take(new Uint8Array(1588));
    next !== undefined;
    next = ring.take(new Uint8Array(1588))
  ) {
    assert.equal(next.at_us, taken)
    taken++
  }
  assert.ok(taken >= 5000)
  assert.equal(taken + ring.read('lost'), 6000)
})

test('pages of every length go around the end of the ring whole', () => {
  const shared = newRing()
  const [writer, reader] = [new PageRing(shared), new PageRing(shared)]
  const into = new Uint8Array(8192)
  for (let round = 0; round < 8000; round++) {
    const length = 4 + ((round * 677) % 4900)
    writer.put('ac1', 'physics', new Uint8Array(length).fill(round & 255), round)
    const taken = reader.take(into)
    assert.deepEqual(taken, { game: 'ac1', page: 'physics', length, at_us: round })
    assert.equal(into[0], round & 255)
    assert.equal(into[length - 1], round & 255)
  }
})

test('a sleep ends at once when the ring is stopped', () => {
  const ring = new PageRing(newRing())
  assert.equal(ring.sleep(0), true)
  ring.stop()
  assert.equal(ring.sleep(60_000), false)
})
