// Takes the pages of a source apart into sessions and turns them into messages. It reads no clock: the same pages give
// the same messages, byte for byte, whether they come from the game or from a recording.
import { acc } from '../model/games/acc.ts'
import type { Game } from '../model/games/game.ts'
import { endSession, type SessionState, startSession, stepSession } from '../race/session.ts'
import { type Micros, micros, type UnixMillis, unixMillis } from '../units/quantity.ts'
import type { PageName } from '../wire/acc/page.ts'
import { Newest } from './newest.ts'
import { RecordedSession } from './recorded-session.ts'
import { mayDiffer, type SessionCard, sessionCard } from './session-card.ts'
import type { Outgoing, SessionOptions } from './session-messages.ts'
import { noCounters, type SourceCounters } from './source.ts'

export type { Outgoing }

export type RecorderOptions = Omit<SessionOptions, 'game'> & {
  /** Called when `driving` has changed. */
  readonly turned?: () => void
}

type Page = { readonly bytes: Uint8Array; readonly at: Micros; readonly packet: number }

/** The game's status of a car that is being driven. */
const live = 2

export class Recorder {
  readonly #options: RecorderOptions
  #game: Game = acc
  #newest = new Newest(this.#game)
  #startedAt = unixMillis(0)
  #at = micros(0)
  #counters: SourceCounters = noCounters
  #static: Uint8Array | undefined
  #graphics: Page | undefined
  #card: SessionCard | undefined
  #fold: SessionState = startSession()
  #session: RecordedSession | undefined
  /** The counter of the last physics page. */
  #packet: number | undefined
  #driving = false
  #liveHz: number

  constructor(options: RecorderOptions) {
    this.#options = options
    this.#liveHz = options.liveHz
  }

  /** The session that is being driven. */
  get session(): RecordedSession | undefined {
    return this.#session
  }

  /** When the newest page was read. */
  get at(): Micros {
    return this.#at
  }

  /** The wall clock at an instant of the source. */
  wallOf(at: Micros): UnixMillis {
    return unixMillis(this.#startedAt + Math.round(at / 1000))
  }

  /** Whether the game says that the car is being driven. */
  get driving(): boolean {
    return this.#driving
  }

  /** Whose pages follow. What is open of another game ends. */
  game(game: Game): void {
    if (game === this.#game) return
    this.end()
    this.#game = game
    this.#newest = new Newest(game)
    this.#static = undefined
    this.#graphics = undefined
    this.#card = undefined
    this.#packet = undefined
    this.#driving = false
  }

  /** Sets the wall clock at `at` = 0; sessions that begin later take their start from it. */
  startedAt(instant: UnixMillis): void {
    this.#startedAt = instant
  }

  counted(counters: SourceCounters): void {
    this.#counters = counters
    this.#session?.counted(counters)
  }

  /** Live messages a second of sample time, from now on. */
  liveHz(hz: number): void {
    this.#liveHz = hz
    this.#session?.liveHz(hz)
  }

  /** Takes a page, of which recordings may hold only the beginning. Of one instant, physics comes last. */
  page(name: PageName, bytes: Uint8Array, at: Micros): void {
    this.#at = at
    if (name === 'static') this.#takeStatic(bytes)
    else if (name === 'graphics') this.#takeGraphics(bytes, at)
    else this.#takePhysics(bytes, at)
  }

  /** Sends what is gathered, because the source has nothing new. */
  flush(): void {
    this.#session?.flush()
  }

  /** Closes the open lap and session: the pages have ended. */
  end(): void {
    this.#fold = endSession(this.#fold)[0]
    this.#session?.end()
    this.#session = undefined
  }

  /** What comes next does not continue what came before. */
  restart(): void {
    this.#fold = startSession()
    this.#session?.breakOff()
    this.#session = undefined
    this.#static = undefined
    this.#graphics = undefined
    this.#card = undefined
    this.#packet = undefined
    this.#newest = new Newest(this.#game)
    if (this.#driving) this.#turn(false, micros(0))
  }

  #takeStatic(bytes: Uint8Array): void {
    if (this.#static !== undefined && Buffer.compare(this.#static, bytes) === 0) return
    this.#static = Uint8Array.from(bytes)
    this.#introduce()
  }

  #takeGraphics(bytes: Uint8Array, at: Micros): void {
    const before = this.#graphics
    const packet = packetOf(bytes)
    if (packet === before?.packet && !mayDiffer(this.#game, before.bytes, bytes)) return
    const page = { bytes: Uint8Array.from(bytes), at, packet }
    this.#graphics = page
    this.#newest.put('graphics', bytes)
    if (before === undefined || mayDiffer(this.#game, before.bytes, bytes)) this.#introduce()
    // A source that tells no status hands out nothing while nobody drives.
    const driving = (this.#newest.value('status') ?? live) === live
    if (driving !== this.#driving) this.#turn(driving, at)
    // A session begins with its first physics page.
    if (this.#packet === undefined) return
    if (driving) this.#drive(page)
    else this.#session?.idle(at)
  }

  #takePhysics(bytes: Uint8Array, at: Micros): void {
    const packet = packetOf(bytes)
    if (packet === this.#packet) return
    // The counter of a game that was started again begins anew.
    if (this.#packet !== undefined && packet < this.#packet) this.end()
    this.#packet = packet
    this.#newest.put('physics', bytes)
    if (!this.#driving) return
    if (this.#session === undefined && this.#graphics !== undefined) this.#drive({ ...this.#graphics, at })
    this.#session?.physics({ bytes, at, packet })
  }

  /** Steps the session fold over a graphics page of a car that is being driven, and records the page. */
  #drive(page: Page): void {
    const card = this.#card
    if (card === undefined) return
    const [fold, events] = stepSession(this.#fold, this.#newest.sample(page.at), card.told)
    this.#fold = fold
    for (const event of events) {
      if (event.kind === 'session-ended') this.#session?.end()
      else if (event.kind === 'session-started') this.#begin(card, page.at)
    }
    if (this.#session?.card !== card) this.#session?.introduce(card)
    this.#session?.graphics(page)
  }

  #begin(card: SessionCard, at: Micros): void {
    const beginning = {
      card,
      at,
      startedAt: unixMillis(this.#startedAt + Math.round(at / 1000)),
      newest: this.#newest,
      counters: this.#counters,
    }
    const options = { ...this.#options, game: this.#game, liveHz: this.#liveHz }
    this.#session = new RecordedSession(options, beginning)
  }

  #introduce(): void {
    if (this.#static === undefined || this.#graphics === undefined) return
    this.#card = sessionCard(this.#game, this.#static, this.#graphics.bytes)
    this.#newest.hold('session_type', this.#card.sessionType)
  }

  #turn(driving: boolean, at: Micros): void {
    this.#driving = driving
    this.#session?.turn(driving, at)
    this.#options.turned?.()
  }
}

const packetOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
