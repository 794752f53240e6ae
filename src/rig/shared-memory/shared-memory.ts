// The running game as a source: its pages in shared memory, read by a thread of their own.
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { micros, unixMillis } from '../../units/quantity.ts'
import { accPages } from '../../wire/acc/page.ts'
import { noCounters, type Source, type SourceCounters, type SourceHandler } from '../source.ts'
import { newRing, PageRing } from './page-ring.ts'
import type { ReaderState, ReaderTask } from './reader.ts'

export type SharedMemoryOptions = {
  /** Where `acpmf_physics`, `acpmf_graphics` and `acpmf_static` are; `/dev/shm` if left out. */
  readonly folder?: string
}

/** Where the bridges out of Proton put the pages. */
export const sharedMemoryFolder = '/dev/shm'

/** How often the pages are fetched from the reading thread, in ms: what a live value waits at most. */
const fetch_ms = 4
const largestPage = Math.max(...Object.values(accPages).map(({ size }) => size))

/** Reads ACC, waits for it while it does not run, and goes on until told to stop. */
export const sharedMemory = ({ folder = sharedMemoryFolder }: SharedMemoryOptions = {}): Source => ({
  origin: 'live',
  run: (handler, signal) => capture(folder, handler, signal),
})

async function capture(folder: string, handler: SourceHandler, signal: AbortSignal): Promise<SourceCounters> {
  const shared = newRing()
  const ring = new PageRing(shared)
  const task: ReaderTask = { folder, ring: shared }
  const reader = new Worker(new URL('./reader.ts', import.meta.url), { workerData: task })
  let running = true
  const exited = new Promise<void>((resolve, reject) => {
    reader.once('error', reject)
    reader.once('exit', () => resolve())
  }).finally(() => {
    running = false
  })
  exited.catch(ignore)
  // The first message says when the reader's clock began: no page is handed out before.
  let told = false
  reader.on('message', ({ state, detail, startedAt }: ReaderState) => {
    told = true
    handler.state(state, detail, unixMillis(startedAt))
  })
  const stop = () => ring.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const outlet = new Outlet(ring, handler)
  try {
    while (running) {
      if (told) await outlet.handOut()
      await sleep(fetch_ms)
    }
    await exited
    await outlet.handOut()
    return outlet.counters
  } finally {
    signal.removeEventListener('abort', stop)
    stop()
    await reader.terminate()
  }
}

/** Fetches what the reading thread has put down. */
class Outlet {
  readonly #ring: PageRing
  readonly #handler: SourceHandler
  readonly #page = new Uint8Array(largestPage)
  #told = noCounters

  constructor(ring: PageRing, handler: SourceHandler) {
    this.#ring = ring
    this.#handler = handler
  }

  /** Pages that the main thread was too slow for count as gaps, as those that the reading thread has missed. */
  get counters(): SourceCounters {
    const [pages, lost] = [this.#ring.read('pages'), this.#ring.read('lost')]
    return {
      pages: pages - lost,
      // A page is copied only when its counter has changed.
      duplicates: 0,
      gaps: this.#ring.read('gaps') + lost,
      torn: this.#ring.read('torn'),
      empty: this.#ring.read('empty'),
    }
  }

  async handOut(): Promise<void> {
    const counters = this.counters
    if (changed(counters, this.#told)) this.#handler.counted?.(counters)
    this.#told = counters
    for (let next = this.#ring.take(this.#page); next !== undefined; next = this.#ring.take(this.#page)) {
      const { page, length, at_us } = next
      const held = this.#handler.page(page, this.#page.subarray(0, length), micros(at_us))
      if (held !== undefined) await held
    }
  }
}

const changed = (now: SourceCounters, before: SourceCounters): boolean =>
  now.gaps !== before.gaps || now.torn !== before.torn || now.empty !== before.empty

const ignore = () => undefined
