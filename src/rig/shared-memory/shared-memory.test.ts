import assert from 'node:assert/strict'
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { Worker } from 'node:worker_threads'
import { crc32 } from 'node:zlib'
import { ac1Graphics } from '../../wire/ac1/graphics.ts'
import { ac1Physics } from '../../wire/ac1/physics.ts'
import { ac1Static } from '../../wire/ac1/static.ts'
import { accPages, pageNames } from '../../wire/acc/page.ts'
import { encode } from '../../wire/struct.ts'
import { writePages } from '../virtual/page-files.ts'
import { type SharedMemoryOptions, sharedMemory } from './shared-memory.ts'
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
  options: Pick<SharedMemoryOptions, 'game'> = {},
) {
  const stop = new AbortController()
  const seen = { states: [] as string[], pages: [] as string[], found: [] as string[] }
  const lengths = new Map<string, number>()
  const physics = new Map<number, number>()
  const times: number[] = []
  const check = () => {
    if (enough(seen)) stop.abort()
  }
  const counters = await sharedMemory({ folder, ...options }).run(
    {
      page: (page, bytes, at) => {
        seen.pages.push(page)
        lengths.set(page, bytes.byteLength)
        if (page === 'physics') {
          physics.set(counterOf(bytes), crc32(bytes))
          times.push(at)
        }
        check()
      },
      game: ({ id }) => seen.found.push(`${id} before ${seen.pages.length} pages`),
      state: (state, detail) => {
        seen.states.push(`${state}: ${detail}`)
        check()
      },
    },
    stop.signal,
  )
  return { ...seen, lengths, physics, times, counters }
}

test('without a game the source waits, and says so in a sentence', { timeout: 30_000 }, () =>
  inFolder(async folder => {
    const { states, counters } = await captured(folder, ({ states }) => states.length > 0)
    assert.deepEqual(states, ['waiting: no game is running; waiting'])
    assert.equal(counters.pages, 0)
  }),
)

/** Pages of AC1 as they lie in a folder, with a counter that goes on; each is written in place. */
function writeAc1(folder: string) {
  const create = (page: string, bytes: Uint8Array) => {
    writeFileSync(join(folder, `acpmf_${page}`), bytes)
    return openSync(join(folder, `acpmf_${page}`), 'r+')
  }
  const physics = (packetId: number) =>
    encode(ac1Physics, { packetId, velocity: [3, 0, 4], localVelocity: [0, 0, 5], fuel: 30 })
  const fixed = encode(ac1Static, { smVersion: '1.7', carModel: 'ks_mazda_mx5_cup', track: 'magione' })
  const graphics = encode(ac1Graphics, { packetId: 1, status: 2, normalizedCarPosition: 0.5 })
  const files = [create('static', fixed), create('graphics', graphics)]
  const file = create('physics', physics(1))
  let packet = 1
  const writing = setInterval(() => writeSync(file, physics(++packet), 0, ac1Physics.size, 0), 10)
  return () => {
    clearInterval(writing)
    for (const open of [...files, file]) closeSync(open)
  }
}

test(
  'a game that is not the one that is wanted is refused by both names, and waited out',
  {
    timeout: 30_000,
  },
  () =>
    inFolder(async folder => {
      const stop = writeAc1(folder)
      const { states, pages } = await captured(folder, ({ states }) => states.length > 0, { game: 'acc' })
      stop()
      assert.match(
        states[0] ?? '',
        /waiting: .*expected those of Assetto Corsa Competizione, found .*Assetto Corsa;/,
      )
      assert.deepEqual(pages, [])
    }),
)

test(
  'pages of AC1 are read as such, and told to be AC1’s before the first of them',
  {
    timeout: 120_000,
  },
  () =>
    inFolder(async folder => {
      const stop = writeAc1(folder)
      const { states, pages, found, lengths } = await captured(folder, ({ pages }) =>
        pages.includes('physics'),
      )
      stop()
      assert.deepEqual(found, ['ac1 before 0 pages'])
      assert.ok(states.some(state => state.startsWith('reading: reading Assetto Corsa ')))
      assert.equal(lengths.get('physics'), 580)
      assert.equal(pages[0], 'static')
    }),
)

test('pages that nobody writes any more are not handed out', { timeout: 30_000 }, () =>
  inFolder(async folder => {
    for (const page of pageNames) {
      const bytes = new Uint8Array(accPages[page].size).fill(page === 'static' ? 65 : 7)
      await writeFile(join(folder, `acpmf_${page}`), bytes)
    }
    const { states, pages } = await captured(folder, ({ states }) => states.length > 0)
    assert.match(states[0] ?? '', /^waiting: Assetto Corsa Competizione stands still/)
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
      const waiting = states.filter(state =>
        state.startsWith('waiting: Assetto Corsa Competizione stands still'),
      ).length
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
