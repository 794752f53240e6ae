// The reading thread: nothing but the game's pages can delay it, and it can delay nobody.
import { constants, setPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { accPages, type PageName } from '../../wire/acc/page.ts'
import { speedsAgree } from '../../wire/acc/speed-proof.ts'
import { type OpenPages, openPages } from './page-folder.ts'
import { PageRing, type SharedRing } from './page-ring.ts'
import { PageWatch, type Sight } from './page-watch.ts'

/** What the thread is given. */
export type ReaderTask = { readonly folder: string; readonly ring: SharedRing }
/** What it says. `startedAt` is the wall clock at microsecond 0 of its pages. */
export type ReaderState = {
  readonly state: 'waiting' | 'reading'
  readonly detail: string
  readonly startedAt: number
}

/**
 * Sleeps between looks, in ms. ACC writes every 2.5 ms: a page is seen within `seek` of its writing, looked at again
 * `confirm` later, and then nothing is to be seen for `rest`. Its `graphics` page stands for a rendered frame.
 */
const pause = { seek: 0.35, confirm: 0.5, rest: 1.4, graphics: 2, idle: 20, absent: 500 }
/** A page that is first seen after so many ms without a look may be half overwritten: see PageWatch. */
const late = { physics: 2, graphics: 6 }
/** Without a new page for so long the game is taken to stand still. */
const stale_ms = 1000
/** The static page changes with the session only; files are replaced when a bridge starts anew. */
const upkeep_ms = 1000
/** A counter that jumps further did not count on: another run of the game. */
const longestGap = 400 * 3600
/** The game's status in its menus. */
const off = 0

class Reader {
  readonly #folder: string
  readonly #ring: PageRing
  readonly #startedOn = performance.now()
  #told = ''

  constructor({ folder, ring }: ReaderTask) {
    this.#folder = folder
    this.#ring = new PageRing(ring)
  }

  /** Runs until it is told to stop. */
  run(): void {
    while (this.#ring.sleep(0)) {
      const pages = this.#open()
      if (pages !== undefined) {
        new Reading(this, pages, this.#ring).run()
        pages.close()
      }
      this.#ring.sleep(pause.absent)
    }
  }

  /** Says what has changed. */
  say(state: ReaderState['state'], detail: string): void {
    if (detail === this.#told) return
    this.#told = detail
    const startedAt = Math.round(performance.timeOrigin + this.#startedOn)
    parentPort?.postMessage({ state, detail, startedAt } satisfies ReaderState)
  }

  hand(page: PageName, bytes: Uint8Array, seenAt: number): void {
    this.#ring.put(page, bytes, Math.round((seenAt - this.#startedOn) * 1000))
    this.#ring.add('pages')
  }

  #open(): OpenPages | undefined {
    try {
      const pages = openPages(this.#folder)
      if (pages === undefined) this.say('waiting', 'ACC is not running; waiting')
      return pages
    } catch (error) {
      this.say('waiting', error instanceof Error ? error.message : String(error))
      return undefined
    }
  }
}

/** The pages of one run of the game. */
class Reading {
  readonly #reader: Reader
  readonly #pages: OpenPages
  readonly #ring: PageRing
  readonly #copies = {
    physics: Buffer.alloc(accPages.physics.size),
    graphics: Buffer.alloc(accPages.graphics.size),
    static: Buffer.alloc(accPages.static.size),
  }
  readonly #physics = new PageWatch(accPages.physics.size, late.physics)
  readonly #graphics = new PageWatch(accPages.graphics.size, late.graphics)
  #static = Buffer.alloc(0)
  #packet: number | undefined
  #status = off
  #agreeing = 0
  #disagreeing = 0
  #graphicsAt = Number.NEGATIVE_INFINITY

  constructor(reader: Reader, pages: OpenPages, ring: PageRing) {
    this.#reader = reader
    this.#pages = pages
    this.#ring = ring
  }

  /** Reads until the files are replaced or shrink, or until it is told to stop. */
  run(): void {
    let [freshAt, keptUpAt] = [performance.now(), Number.NEGATIVE_INFINITY]
    let rest: number = pause.seek
    while (this.#ring.sleep(rest)) {
      const now = performance.now()
      if (now - keptUpAt > upkeep_ms) {
        keptUpAt = now
        if (!this.#pages.areCurrent() || !this.#lookAtStatic(now)) return
      }
      const graphics = this.#isGraphicsDue(now) ? this.#look('graphics', this.#graphics, now) : 'old'
      const physics = this.#look('physics', this.#physics, now)
      if (graphics === undefined || physics === undefined) return
      if (graphics === 'whole' && this.#takeGraphics()) keptUpAt = Number.NEGATIVE_INFINITY
      if (physics === 'whole' && this.#takePhysics()) freshAt = now
      const stale = now - freshAt > stale_ms
      if (stale) this.#reader.say('waiting', 'ACC stands still (paused, in a menu, or closed); waiting')
      rest = this.#rest(stale, physics)
    }
  }

  #isGraphicsDue(now: number): boolean {
    if (!this.#graphics.watching && now - this.#graphicsAt < pause.graphics) return false
    this.#graphicsAt = now
    return true
  }

  #rest(stale: boolean, physics: Sight): number {
    if (this.#physics.watching || this.#graphics.watching) return pause.confirm
    if (stale) return pause.idle
    return physics === 'whole' ? pause.rest : pause.seek
  }

  /** Copies a page and looks at it; undefined when the file no longer holds it. */
  #look(page: 'physics' | 'graphics', watch: PageWatch, now: number): Sight | undefined {
    const copy = this.#copies[page]
    if (!this.#pages.read(page, copy)) return undefined
    const sight = watch.look(copy, now)
    if (sight === 'torn') this.#ring.add('torn')
    return sight
  }

  /** Hands the page out, and says whether the game has just begun to show something. */
  #takeGraphics(): boolean {
    const { page, seenAt } = this.#graphics
    const status = page.readInt32LE(accPages.graphics.offsets.status)
    const leftOff = this.#status === off && status !== off
    this.#status = status
    this.#reader.hand('graphics', page, seenAt)
    return leftOff
  }

  /** Whether the game goes on. The page that lay there when the files were opened may be from long ago. */
  #takePhysics(): boolean {
    const { page, seenAt } = this.#physics
    const packet = page.readInt32LE(0)
    const steps = this.#packet === undefined ? 0 : packet - this.#packet
    this.#packet = packet
    if (steps === 0) return false
    if (steps > 1 && steps < longestGap) this.#ring.add('gaps', steps - 1)
    this.#reader.say('reading', 'reading ACC')
    if (page.subarray(counterSize).every(byte => byte === 0)) this.#ring.add('empty')
    else if (this.#isOfOnePiece(page)) this.#reader.hand('physics', page, seenAt)
    else this.#ring.add('torn')
    return true
  }

  /** A writer that was held up for long leaves a torn page that looks at rest; its two speeds tell. */
  #isOfOnePiece(page: Uint8Array): boolean {
    if (speedsAgree(page)) {
      this.#agreeing++
      return true
    }
    this.#disagreeing++
    // A game whose pages often disagree has another idea of speed: they prove nothing then.
    return this.#disagreeing > 20 && this.#disagreeing * 10 > this.#agreeing
  }

  /** Hands out a static page that is new and whole; false when the file no longer holds one. */
  #lookAtStatic(now: number): boolean {
    const copy = this.#copies.static
    if (!this.#pages.read('static', copy)) return false
    if (copy.equals(this.#static) || copy.every(byte => byte === 0)) return true
    const first = Buffer.from(copy)
    this.#ring.sleep(pause.confirm)
    if (!this.#pages.read('static', copy)) return false
    if (copy.equals(first)) {
      this.#static = first
      this.#reader.hand('static', first, now)
    } else this.#ring.add('torn')
    return true
  }
}

/** A page without data is all zero but for its counter. */
const counterSize = 4

if (parentPort !== null) {
  const task: ReaderTask = workerData
  try {
    setPriority(constants.priority.PRIORITY_HIGH)
  } catch {
    // Only a privileged user may; it reads well enough without.
  }
  new Reader(task).run()
}
