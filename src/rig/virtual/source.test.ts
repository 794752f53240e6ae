import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { unixMillis } from '../../units/quantity.ts'
import type { SourceHandler } from '../source.ts'
import { type Pacer, type VirtualOptions, virtualSource } from './source.ts'

const startedAt = unixMillis(Date.UTC(2026, 0, 2, 3, 4, 5))

/** A clock that only goes on when somebody sleeps. */
function handClock(): Pacer & { readonly slept: () => number } {
  let time = 0
  return {
    now: () => time,
    sleep: async milliseconds => {
      time += milliseconds
    },
    slept: () => time,
  }
}

/** Runs a source and digests what it hands out, with its times. */
async function digest(options: Partial<VirtualOptions>, slow = false) {
  const hash = createHash('sha256')
  const pages = { physics: 0, graphics: 0, static: 0 }
  const handler: SourceHandler = {
    page: (page, bytes, at) => {
      pages[page]++
      hash.update(`${page} ${at} `).update(bytes)
      return slow && pages.physics % 100 === 0 ? new Promise(resolve => setImmediate(resolve)) : undefined
    },
    state: () => undefined,
  }
  const source = virtualSource({ startedAt, seconds: 20, session: 'hotlap', ...options })
  const counters = await source.run(handler, new AbortController().signal)
  return { digest: hash.digest('hex'), pages, counters, origin: source.origin }
}

test('the same seed gives the same bytes at the same times, however fast and however slowly they are taken', async () => {
  const atMost = await digest({ speed: 'max' })
  assert.equal((await digest({ speed: 20, pacer: handClock() })).digest, atMost.digest)
  assert.equal((await digest({ speed: 1, pacer: handClock() }, true)).digest, atMost.digest)
  assert.notEqual((await digest({ speed: 'max', seed: 2 })).digest, atMost.digest)
  assert.equal(atMost.origin, 'virtual')
})

test('400 physics pages a second and 60 to 120 frames; what is empty or left out is counted', async () => {
  const full = await digest({ speed: 'max' })
  assert.equal(full.counters.empty, 680)
  assert.equal(full.pages.physics, 20 * 400 - 680)
  assert.equal(full.counters.gaps, 0)
  const frames = full.pages.graphics / 20
  assert.ok(frames > 60 && frames < 120, `${frames} frames a second`)
  const sixty = await digest({ speed: 'max', rate: 60 })
  assert.ok(Math.abs(sixty.pages.physics - (20 - 1.7) * 60) <= 1)
  assert.equal(sixty.counters.gaps + sixty.pages.physics, full.pages.physics)
  assert.equal(sixty.pages.graphics, full.pages.graphics)
})

test('at a speed of 20 a second of the world takes 50 ms of the clock', async () => {
  const pacer = handClock()
  await digest({ speed: 20, pacer })
  assert.ok(Math.abs(pacer.slept() - 1000) <= 8, `${pacer.slept()} ms`)
})

test('a handler that does not resolve holds the source back, and an abort ends it', async () => {
  const stop = new AbortController()
  let taken = 0
  const run = virtualSource({ startedAt, speed: 'max' }).run(
    {
      page: page => {
        if (page !== 'graphics') return undefined
        taken++
        return taken === 3 ? new Promise(resolve => setTimeout(resolve, 40)) : undefined
      },
      state: () => undefined,
    },
    stop.signal,
  )
  await new Promise(resolve => setTimeout(resolve, 20))
  assert.equal(taken, 3)
  await new Promise(resolve => setTimeout(resolve, 60))
  assert.ok(taken > 3)
  stop.abort()
  const { pages } = await run
  assert.ok(pages > taken)
})
