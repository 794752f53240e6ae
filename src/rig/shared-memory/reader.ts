// The reading thread: nothing but the game's pages can delay it, and it can delay nobody.
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import type { PageName } from '../../wire/acc/page.ts'
import { type WireGameId, wireGames } from '../../wire/games.ts'
import { identify } from './identify.ts'
import type { OpenPages, PagePlace } from './open-pages.ts'
import { PageRing, type SharedRing } from './page-ring.ts'
import { placeOf } from './place.ts'
import { Reading } from './reading.ts'

/** What the thread is given. */
export type ReaderTask = {
  readonly folder?: string
  /** The only game that is read. */
  readonly wanted?: WireGameId
  readonly ring: SharedRing
}

/** What it says. `startedAt` is the wall clock at microsecond 0 of its pages. */
export type ReaderState = {
  readonly state: 'waiting' | 'reading'
  readonly detail: string
  readonly startedAt: number
}

/** Between looks for a game that is not there, in ms. */
const absent_ms = 500

export class Reader {
  readonly ring: PageRing
  readonly #wanted: WireGameId | undefined
  readonly #place: PagePlace
  readonly #startedOn = performance.now()
  #told = ''

  constructor({ wanted, ring }: ReaderTask, place: PagePlace) {
    this.ring = new PageRing(ring)
    this.#wanted = wanted
    this.#place = place
  }

  /** Runs until it is told to stop. */
  run(): void {
    while (!this.ring.stopped) {
      this.#readOne()
      this.ring.sleep(absent_ms)
    }
  }

  /** Sleeps as finely as can be; false when told to stop. */
  sleep(milliseconds: number): boolean {
    if (this.#place.sleep === undefined) return this.ring.sleep(milliseconds)
    this.#place.sleep(milliseconds)
    return !this.ring.stopped
  }

  /** Says what has changed. */
  say(state: ReaderState['state'], detail: string): void {
    if (detail === this.#told) return
    this.#told = detail
    const startedAt = Math.round(performance.timeOrigin + this.#startedOn)
    parentPort?.postMessage({ state, detail, startedAt } satisfies ReaderState)
  }

  hand(game: WireGameId, page: PageName, bytes: Uint8Array, seenAt: number): void {
    this.ring.put(game, page, bytes, Math.round((seenAt - this.#startedOn) * 1000))
    this.ring.add('pages')
  }

  /** Whose pages these are; undefined while that cannot be told. Throws for those of a game that is not wanted. */
  identify(pages: OpenPages): WireGameId | undefined {
    return identify(pages, this.#place.running(), this.#wanted)
  }

  #readOne(): void {
    let pages: OpenPages | undefined
    try {
      pages = this.#place.open()
      if (pages === undefined) {
        const who = this.#wanted === undefined ? 'no game is' : `${wireGames[this.#wanted].name} is not`
        this.say('waiting', `${who} running; waiting`)
        return
      }
      const game = this.identify(pages)
      if (game === undefined) this.say('waiting', `${pages.where}: nothing was written there yet; waiting`)
      else new Reading(this, game, pages).run()
    } catch (error) {
      this.say('waiting', error instanceof Error ? error.message : String(error))
    } finally {
      pages?.close()
    }
  }
}

if (parentPort !== null) {
  const task: ReaderTask = workerData
  try {
    setPriority(constants.priority.PRIORITY_HIGH)
  } catch {
    // Only a privileged user may; it reads well enough without.
  }
  new Reader(task, await placeOf(task.folder)).run()
}
