// The pages of one run of one game: looked at as seldom as possible, taken when they are whole, and counted.
// The clock is imported: as a global it is a getter, which is run again at every look.
import { performance } from 'node:perf_hooks'
import { games } from '../../model/games/games.ts'
import type { PageName } from '../../wire/acc/page.ts'
import { speedsAgree } from '../../wire/acc/speed-proof.ts'
import { type WireGameId, wireGames } from '../../wire/games.ts'
import { offsetOf, type Struct } from '../../wire/struct.ts'
import { HeldPages } from './held-pages.ts'
import type { OpenPages } from './open-pages.ts'
import { PageWatch, type Sight } from './page-watch.ts'
import { Phase } from './phase.ts'
import type { Reader } from './reader.ts'

/** Sleeps between looks, in ms; those in between follow from the phase of the game. */
const pause = { confirm: 0.5, graphics: 2, idle: 20 }
/** A page that is first seen after so many ms without a look may be half overwritten: see PageWatch. */
const late = { physics: 2, graphics: 6 }
/** Without a new page for so long the game is taken to stand still. */
const stale_ms = 1000
/** After this the pages are let go of and opened anew: whoever holds them keeps them from vanishing with their game. */
const letGo_ms = 10_000
/** The static page changes with the session only; files are replaced when a bridge starts anew. */
const upkeep_ms = 1000
/** A counter that jumps further did not count on: another run of the game. */
const longestGap = 400 * 3600
/** The game's status in its menus. */
const off = 0
/** Bytes of the counter in front of a page. */
const counterSize = 4
/** A game that does not say how it steps is searched at this. */
const usualStep_us = 3000

export class Reading {
  readonly #reader: Reader
  readonly #game: WireGameId
  readonly #pages: OpenPages
  readonly #name: string
  readonly #reading: string
  readonly #statusAt: number
  readonly #copies: { readonly [Page in PageName]: Buffer }
  readonly #again: Buffer
  readonly #physics: PageWatch
  readonly #held = new HeldPages()
  readonly #graphics: PageWatch
  readonly #phase: Phase
  #static = Buffer.alloc(0)
  #packet: number | undefined
  #status = off
  #isEmpty = true
  #agreeing = 0
  #disagreeing = 0
  #freshAt = 0
  #graphicsAt = Number.NEGATIVE_INFINITY
  #upkeepAt = Number.NEGATIVE_INFINITY

  constructor(reader: Reader, game: WireGameId, pages: OpenPages) {
    this.#reader = reader
    this.#game = game
    this.#pages = pages
    const { name, pages: layouts }: { name: string; pages: { readonly [Page in PageName]: Struct } } =
      wireGames[game]
    this.#name = name
    this.#reading = `reading ${name} (${pages.where})`
    this.#statusAt = offsetOf(layouts.graphics, 'status')
    this.#copies = {
      physics: Buffer.alloc(layouts.physics.size),
      graphics: Buffer.alloc(layouts.graphics.size),
      static: Buffer.alloc(layouts.static.size),
    }
    this.#again = Buffer.alloc(layouts.physics.size)
    this.#physics = new PageWatch(layouts.physics.size, late.physics, (copy, seenAt, hasStood) =>
      this.#held.hold(copy, seenAt, hasStood),
    )
    this.#graphics = new PageWatch(layouts.graphics.size, late.graphics)
    this.#phase = new Phase((games[game].step_us ?? usualStep_us) / 1000)
  }

  /** Reads until the pages are gone, another game's, or long at rest, or until it is told to stop. */
  run(): void {
    this.#freshAt = performance.now()
    let rest_ms = 0
    while (this.#reader.sleep(rest_ms)) {
      const now = performance.now()
      if (now - this.#upkeepAt > upkeep_ms) {
        this.#upkeepAt = now
        if (!this.#pages.areCurrent() || !this.#lookAtStatic(now)) return
      }
      const graphics = this.#isGraphicsDue(now) ? this.#lookAtGraphics(now) : 'old'
      const physics = this.#lookAtPhysics(now)
      if (graphics === undefined || physics === undefined) return
      if (graphics === 'whole' && this.#takeGraphics()) this.#upkeepAt = Number.NEGATIVE_INFINITY
      if (physics === 'whole' && !this.#takePhysics(now)) return
      const still_ms = now - this.#freshAt
      if (still_ms > letGo_ms) return
      rest_ms = this.#rest_ms(still_ms > stale_ms, physics)
    }
  }

  #isGraphicsDue(now: number): boolean {
    if (!this.#graphics.watching && now - this.#graphicsAt < pause.graphics) return false
    this.#graphicsAt = now
    return true
  }

  #rest_ms(stale: boolean, physics: Sight): number {
    if (this.#physics.watching) return pause.confirm
    if (stale) {
      this.#reader.say('waiting', `${this.#name} stands still (paused, in a menu, or closed); waiting`)
      this.#phase.forget()
      return this.#graphics.watching ? pause.confirm : pause.idle
    }
    if (physics === 'doubtful') return this.#phase.search_ms
    return this.#phase.rest_ms(this.#physics.counter, performance.now())
  }

  /** Undefined when the page is gone. Only its counter is looked at while it says nothing new. */
  #lookAtGraphics(now: number): Sight | undefined {
    const watch = this.#graphics
    if (!watch.watching) {
      const counter = this.#pages.counter('graphics')
      if (counter === undefined) return undefined
      if (watch.knows(counter)) {
        watch.passed(now)
        return 'old'
      }
    }
    return this.#look('graphics', watch, now)
  }

  /** Undefined when the page is gone. */
  #lookAtPhysics(now: number): Sight | undefined {
    const watch = this.#physics
    if (watch.watching) return this.#look('physics', watch, now)
    // A copy takes no longer than a look at its counter: it is the call that costs.
    const copy = this.#copies.physics
    if (!this.#pages.read('physics', copy)) return undefined
    const counter = copy.readInt32LE(0)
    if (watch.knows(counter)) {
      watch.passed(now)
      this.#phase.nothing(counter, now)
      return 'old'
    }
    if (this.#phase.isAtRest(counter, now) && this.#isSameAgain(copy)) {
      watch.take(copy, now)
      this.#phase.took(now)
      return 'whole'
    }
    this.#phase.appeared(counter, now)
    return watch.look(copy, now)
  }

  /** Whether a second copy, right after the first, is equal to it. */
  #isSameAgain(copy: Buffer): boolean {
    return this.#pages.read('physics', this.#again) && copy.equals(this.#again)
  }

  /** Copies a page and looks at it; undefined when it is gone. */
  #look(page: 'physics' | 'graphics', watch: PageWatch, now: number): Sight | undefined {
    const copy = this.#copies[page]
    if (!this.#pages.read(page, copy)) return undefined
    const sight = watch.look(copy, now)
    if (sight === 'torn') this.#reader.ring.add('torn')
    return sight
  }

  /** Hands the page out, and says whether the game has just begun to show something. */
  #takeGraphics(): boolean {
    const { page, seenAt } = this.#graphics
    const status = page.readInt32LE(this.#statusAt)
    const leftOff = this.#status === off && status !== off
    this.#status = status
    this.#reader.hand(this.#game, 'graphics', page, seenAt)
    return leftOff
  }

  /** Takes the new page, and before it those that it shows to be whole; false when they are another game's. */
  #takePhysics(now: number): boolean {
    const { page, seenAt } = this.#physics
    if (this.#held.suspects(page)) {
      this.#held.hold(page, seenAt, true)
      return true
    }
    for (const held of this.#held.settle(page)) if (!this.#take(held.bytes, held.seenAt, now)) return false
    return this.#take(page, seenAt, now)
  }

  #take(page: Buffer, seenAt: number, now: number): boolean {
    const empty = isBlank(page)
    if (this.#isEmpty && !empty && !this.#isStillThisGame()) return false
    this.#isEmpty = empty
    const { ring } = this.#reader
    const packet = page.readInt32LE(0)
    const steps = this.#packet === undefined ? 0 : packet - this.#packet
    this.#packet = packet
    // The page that lay there when the pages were opened may be from long ago.
    if (steps === 0) return true
    this.#freshAt = now
    if (steps > 1 && steps < longestGap) ring.add('gaps', steps - 1)
    this.#reader.say('reading', this.#reading)
    if (!empty && !this.#isOfOnePiece(page)) {
      ring.add('torn')
      return true
    }
    this.#held.took(page)
    if (empty) ring.add('empty')
    else this.#reader.hand(this.#game, 'physics', page, seenAt)
    return true
  }

  /** The first page with data may say that it is another game's, which looks the same until somebody drives. */
  #isStillThisGame(): boolean {
    return this.#reader.identify(this.#pages) === this.#game
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

  /** Hands out a static page that is new and whole; false when the pages are gone or another game's. */
  #lookAtStatic(now: number): boolean {
    const copy = this.#copies.static
    if (!this.#pages.read('static', copy)) return false
    if (copy.equals(this.#static) || copy.every(isZero)) return true
    const first = Buffer.from(copy)
    this.#reader.sleep(pause.confirm)
    if (!this.#pages.read('static', copy)) return false
    if (!copy.equals(first)) {
      this.#reader.ring.add('torn')
      return true
    }
    if (!this.#isStillThisGame()) return false
    this.#static = first
    this.#reader.hand(this.#game, 'static', first, now)
    return true
  }
}

const isZero = (byte: number) => byte === 0

/** A page without data is all zero but for its counter. */
function isBlank(page: Uint8Array): boolean {
  for (let at = counterSize; at < page.length; at++) if (page[at] !== 0) return false
  return true
}
