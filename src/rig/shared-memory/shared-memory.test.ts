import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { accPages, pageNames } from '../../wire/acc/page.ts'
import { writePages } from '../virtual/page-files.ts'
import { sharedMemory } from './shared-memory.ts'
import { type CarelessTask, carelessPage } from './testing/careless-writer.ts'

const counterOf = (page: Uint8Array) => new DataView(page.buffer, page.byteOffset).getInt32(0, true)

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-shm-'))
  try {
    await use(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Runs the source until `enough` says so of what was captured, and then to its end. */
async function captured(
  folder: string,
  enough: (seen: { readonly states: readonly string[]; readonly pages: readonly string[] }) => boolean,
) {
  const stop = new AbortController()
  const seen = { states: [] as string[], pages: [] as string[] }
  const physics = new Map<number, number>()
  const times: number[] = []
  const check = () => {
    if (enough(seen)) stop.abort()
  }
  const counters = await sharedMemory({ folder }).run(
    {
      page: (page, bytes, at) => {
        seen.pages.push(page)
        if (page === 'physics') {
          physics.set(counterOf(bytes), crc32(bytes))
          times.push(at)
        }
        check()
      },
      state: (state, detail) => {
        seen.states.push(`${state}: ${detail}`)
        check()
      },
    },
    stop.signal,
  )
  return { ...seen, physics, times, counters }
}

test('without a game the source waits, and says so in a sentence', { timeout: 30_000 }, () =>
  inFolder(async folder => {
    const { states, counters } = await captured(folder, ({ states }) => states.length > 0)
    assert.deepEqual(states, ['waiting: ACC is not running; waiting'])
    assert.equal(counters.pages, 0)
  }),
)

test('the pages of another game are refused by name, and waited out', { timeout: 30_000 }, () =>
  inFolder(async folder => {
    for (const [page, size] of [
      ['physics', 580],
      ['graphics', 296],
      ['static', 684],
    ] as const)
      await writeFile(join(folder, `acpmf_${page}`), new Uint8Array(size))
    const { states, pages } = await captured(folder, ({ states }) => states.length > 0)
    assert.match(
      states[0] ?? '',
      /waiting: physics page: expected 800 bytes.*580 bytes, which is Assetto Corsa/,
    )
    assert.deepEqual(pages, [])
  }),
)

test('pages that nobody writes any more are not handed out', { timeout: 30_000 }, () =>
  inFolder(async folder => {
    for (const page of pageNames) {
      const bytes = new Uint8Array(accPages[page].size).fill(page === 'static' ? 65 : 7)
      await writeFile(join(folder, `acpmf_${page}`), bytes)
    }
    const { states, pages } = await captured(folder, ({ states }) => states.length > 0)
    assert.match(states[0] ?? '', /^waiting: ACC stands still/)
    assert.ok(!pages.includes('physics'))
  }),
)

test('pages arrive in order, the static one first', { timeout: 60_000 }, () =>
  inFolder(async folder => {
    const stop = new AbortController()
    const writing = writePages(folder, { rate: 400 }, stop.signal)
    const { physics, times, pages, states, counters } = await captured(
      folder,
      ({ pages }) => pages.length > 400,
    )
    stop.abort()
    await writing
    assert.equal(pages[0], 'static')
    assert.ok(pages.includes('graphics'))
    assert.ok(states.some(state => state.startsWith('reading')))
    const packets = [...physics.keys()]
    assert.ok(packets.every((packet, index) => index === 0 || packet > (packets[index - 1] ?? 0)))
    assert.ok(times.every((at, index) => index === 0 || at > (times[index - 1] ?? 0)))
    assert.ok(counters.empty > 0, 'the first pages of a session have no data')
  }),
)

test('of a game that writes its pages piece by piece, none that is torn is taken', { timeout: 60_000 }, () =>
  inFolder(async folder => {
    const stop = new Int32Array(new SharedArrayBuffer(4))
    const task: CarelessTask = { folder, stop }
    const writer = new Worker(new URL('./testing/careless-writer.ts', import.meta.url), { workerData: task })
    const { physics, counters } = await captured(folder, ({ pages }) => pages.length > 300)
    Atomics.store(stop, 0, 1)
    Atomics.notify(stop, 0)
    await new Promise(resolve => writer.once('exit', resolve))
    for (const [counter, crc] of physics) assert.equal(crc, crc32(carelessPage(counter)), `page ${counter}`)
    assert.ok(counters.torn > 0, 'the reader has met torn pages')
  }),
)

test('a game that ends is waited for, and captured when it is there again', { timeout: 60_000 }, () =>
  inFolder(async folder => {
    const games = [new AbortController(), new AbortController()]
    const first = writePages(folder, { rate: 100 }, games[0]?.signal ?? AbortSignal.abort())
    let second: Promise<unknown> | undefined
    const { states, pages } = await captured(folder, ({ states, pages }) => {
      const waiting = states.filter(state => state.startsWith('waiting: ACC stands still')).length
      if (pages.filter(page => page === 'physics').length > 20) games[0]?.abort()
      if (waiting > 0 && second === undefined && games[0]?.signal.aborted) {
        second = writePages(folder, { rate: 100, seed: 2 }, games[1]?.signal ?? AbortSignal.abort())
      }
      return (
        second !== undefined && states.at(-1)?.startsWith('reading') === true && pages.at(-1) === 'physics'
      )
    })
    games[1]?.abort()
    await Promise.all([first, second])
    assert.deepEqual(states.map(state => state.split(':')[0]).slice(-3), ['reading', 'waiting', 'reading'])
    assert.ok(pages.filter(page => page === 'physics').length > 20)
  }),
)
