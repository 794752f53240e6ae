// The running game as a source: its pages in shared memory, read by a thread of their own.
import { Worker } from 'node:worker_threads'
import { games } from '../../model/games/games.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import { pageNames } from '../../wire/acc/page.ts'
import { type WireGameId, wireGameIds, wireGames } from '../../wire/games.ts'
import { noCounters, type Source, type SourceCounters, type SourceHandler } from '../source.ts'
import { newRing, PageRing } from './page-ring.ts'
import type { ReaderState, ReaderTask } from './reader.ts'

export type SharedMemoryOptions = {
  /** Where the files of the pages are; if left out, wherever games of this system have them. */
  readonly folder?: string
  /** The only game that is read; if left out, whichever runs. */
  readonly game?: WireGameId
}

/**
 * How often a second the pages are fetched from the reading thread unless it is told: a live value waits no longer. To be
 * woken costs more than what is then to be done, so it is not more often than live values leave.
 */
const usual_hz = 62.5
/** The same while no game is there or it stands still: the ring holds what comes meanwhile. */
const idle_ms = 250
/** The reading thread makes next to nothing that is thrown away. */
const frugal = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 64 }
const largestPage = Math.max(
  ...wireGameIds.flatMap(id => pageNames.map(page => wireGames[id].pages[page].size)),
)

/** Reads a game, waits for one while none runs, and goes on until told to stop. */
export function sharedMemory(options: SharedMemoryOptions = {}): Source {
  const pace = new Metronome()
  return {
    origin: 'live',
    run: (handler, signal) => capture(options, pace, handler, signal),
    pace: hz => pace.fetch(Math.floor(1000 / hz)),
  }
}

async function capture(
  { folder, game }: SharedMemoryOptions,
  pace: Metronome,
  handler: SourceHandler,
  signal: AbortSignal,
): Promise<SourceCounters> {
  const shared = newRing()
  const ring = new PageRing(shared)
  const task: ReaderTask = {
    ring: shared,
    ...(folder !== undefined && { folder }),
    ...(game !== undefined && { wanted: game }),
  }
  const reader = new Worker(new URL('./reader.ts', import.meta.url), {
    workerData: task,
    resourceLimits: frugal,
  })
  let running = true
  const exited = new Promise<void>((resolve, reject) => {
    reader.once('error', reject)
    reader.once('exit', () => resolve())
  }).finally(() => {
    running = false
  })
  exited.catch(ignore)
  pace.start()
  // The first message says when the reader's clock began: no page is handed out before.
  let told = false
  reader.on('message', ({ state, detail, startedAt }: ReaderState) => {
    told = true
    pace.idle(state !== 'reading')
    handler.state(state, detail, unixMillis(startedAt))
  })
  const stop = () => ring.stop()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) stop()
  const outlet = new Outlet(ring, handler)
  try {
    while (running) {
      if (told) {
        const held = outlet.handOut()
        if (held !== undefined) await held
      }
      await pace.next()
    }
    await exited
    await outlet.handOut()
    return outlet.counters
  } finally {
    pace.stop()
    signal.removeEventListener('abort', stop)
    stop()
    await reader.terminate()
  }
}

/** One timer for all the waits of a loop; a new one for each of them costs several times as much. */
class Metronome {
  #timer: NodeJS.Timeout | undefined
  #fetch_ms = 1000 / usual_hz
  #idle = false
  #beat: () => void = ignore

  start(): void {
    this.stop()
    this.#timer = setInterval(() => this.#beat(), this.#idle ? idle_ms : this.#fetch_ms)
  }

  /** How often while a game is read. */
  fetch(every_ms: number): void {
    if (every_ms === this.#fetch_ms) return
    this.#fetch_ms = every_ms
    this.#change()
  }

  /** Whether nothing is read. */
  idle(idle: boolean): void {
    if (idle === this.#idle) return
    this.#idle = idle
    this.#change()
  }

  next(): Promise<void> {
    return new Promise(resolve => {
      this.#beat = resolve
    })
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Another pace begins with a beat. */
  #change(): void {
    if (this.#timer === undefined) return
    this.start()
    this.#beat()
  }
}

/** Fetches what the reading thread has put down. */
class Outlet {
  readonly #ring: PageRing
  readonly #handler: SourceHandler
  readonly #page = new Uint8Array(largestPage)
  #told = noCounters
  #game: WireGameId = 'acc'

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

  /** Returns a promise only when the handler holds the source back. */
  handOut(): Promise<void> | undefined {
    const counters = this.counters
    if (changed(counters, this.#told)) this.#handler.counted?.(counters)
    this.#told = counters
    for (let next = this.#ring.take(this.#page); next !== undefined; next = this.#ring.take(this.#page)) {
      const { game, page, length, at_us } = next
      if (game !== this.#game) this.#handler.game?.(games[game])
      this.#game = game
      const held = this.#handler.page(page, this.#page.subarray(0, length), micros(at_us))
      if (held !== undefined) return held.then(() => this.handOut())
    }
    return undefined
  }
}

const changed = (now: SourceCounters, before: SourceCounters): boolean =>
  now.gaps !== before.gaps || now.torn !== before.torn || now.empty !== before.empty

const ignore = () => undefined
