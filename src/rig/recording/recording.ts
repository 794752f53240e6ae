// A recording as a source: the pages of a game that ran before, at their own pace or another, stopped and moved at will.
import type { Game } from '../../model/games/game.ts'
import type { Origin } from '../../model/messages.ts'
import { type Micros, micros, type UnixMillis } from '../../units/quantity.ts'
import type { PageName } from '../../wire/acc/page.ts'
import { noCounters, type Source, type SourceCounters, type SourceHandler } from '../source.ts'
import { Deck } from './deck.ts'
import { openRecordedFile, type RecordedEvent, type RecordedFile } from './recorded-file.ts'

export type RecordingOptions = {
  readonly path: string
  /** Times faster than it was driven; `max` as fast as the pages are taken. */
  readonly speed: number | 'max'
  /** Where it begins and ends, from its first page; all of it if left out. */
  readonly from?: Micros
  readonly to?: Micros
  /** Begins anew at its end. */
  readonly loop?: boolean
  /** To be turned while it plays; `speed` counts for nothing then. */
  readonly deck?: Deck
  /** `replay` if left out. */
  readonly origin?: Origin
}

/** Opens a recording. Nothing is read before it runs. */
export function recording(options: RecordingOptions): Source {
  const { origin = 'replay' } = options
  const deck = options.deck ?? new Deck(options.speed === 'max' ? Number.POSITIVE_INFINITY : options.speed)
  return {
    origin,
    tempo: () => ({ speed: deck.paused ? 1 : deck.speed }),
    run: async (handler, signal) => {
      const file = await openRecordedFile(options.path)
      return await new Playback({ ...options, deck }, file, handler, signal).run()
    },
  }
}

/** A place to begin at, and what had been said before it. */
type Mark = { readonly at: Micros; readonly place: number | undefined; readonly said: Said }
/** What a reader who begins in the middle must know. */
type Said = {
  readonly game?: Game
  readonly static?: Uint8Array
  readonly startedAt?: UnixMillis
  readonly counters?: SourceCounters
}

const between_marks_us = 30e6

class Playback {
  readonly #options: RecordingOptions
  readonly #file: RecordedFile
  readonly #handler: SourceHandler
  readonly #signal: AbortSignal
  readonly #deck: Deck
  readonly #marks: Mark[] = []
  #counters: SourceCounters = noCounters
  #pages = 0
  /** The first page, from which places are counted. */
  #zero: Micros | undefined
  /** Where and when the pace was taken up. */
  #anchor: { readonly at: Micros; readonly on: number; readonly turned: number } | undefined
  #isPlaying = false

  constructor(
    options: RecordingOptions & { readonly deck: Deck },
    file: RecordedFile,
    handler: SourceHandler,
    signal: AbortSignal,
  ) {
    this.#options = options
    this.#file = file
    this.#handler = handler
    this.#signal = signal
    this.#deck = options.deck
  }

  async run(): Promise<SourceCounters> {
    const { from = micros(0), loop = false } = this.#options
    const interrupt = () => this.#deck.interrupt()
    this.#signal.addEventListener('abort', interrupt)
    try {
      for (let begin: Micros | undefined = from; begin !== undefined; ) {
        const ended = await this.#play(begin)
        // What was gathered of the drive goes on in no other place.
        if (ended !== 'end' || loop) this.#handler.anew?.()
        const wanted = this.#deck.takeSeek()
        begin = this.#signal.aborted ? undefined : (wanted ?? (loop ? from : undefined))
      }
    } finally {
      this.#signal.removeEventListener('abort', interrupt)
    }
    return { ...this.#counters, pages: this.#pages }
  }

  /** Plays from a place on; says why it stopped. */
  async #play(begin: Micros): Promise<'end' | 'stopped'> {
    const { to = micros(Number.POSITIVE_INFINITY) } = this.#options
    const mark = this.#marks.findLast(({ at }) => at <= begin)
    let said: Said = mark?.said ?? {}
    this.#isPlaying = false
    this.#anchor = undefined
    for await (const { events, next } of this.#file.read(text => this.#handler.notice?.(text), mark?.place)) {
      for (const event of events) {
        this.#zero ??= event.at
        const position = micros(event.at - this.#zero)
        if (position < begin) {
          said = afterwards(said, event)
          continue
        }
        if (position > to) return 'stopped'
        await this.#due(position)
        if (this.#signal.aborted || this.#deck.isSeeking) return 'stopped'
        if (!this.#isPlaying) await this.#takeUp(said, event.at)
        said = afterwards(said, event)
        await this.#handOut(event)
      }
      const last = events.at(-1)
      if (last !== undefined) this.#remember(last.at, next, said)
    }
    return 'end'
  }

  /** Says what was said before the place at which it begins. */
  async #takeUp(said: Said, at: Micros): Promise<void> {
    this.#isPlaying = true
    this.#handler.state('reading', this.#detail(), said.startedAt ?? this.#file.startedAt)
    if (said.game !== undefined) this.#handler.game?.(said.game)
    if (said.counters !== undefined) this.#handler.counted?.(said.counters)
    if (said.static !== undefined) await this.#handOutPage('static', said.static, at)
  }

  async #handOut(event: RecordedEvent): Promise<void> {
    if (event.kind === 'page') await this.#handOutPage(event.page, event.bytes, event.at)
    else if (event.kind === 'game') this.#handler.game?.(event.game)
    else if (event.kind === 'datagram') this.#handler.datagram?.(event.bytes, event.at)
    else if (event.kind === 'state') this.#handler.state(event.state, this.#detail(), event.startedAt)
    else {
      this.#counters = event.counters
      this.#handler.counted?.({ ...event.counters, pages: this.#pages })
    }
  }

  async #handOutPage(page: PageName, bytes: Uint8Array, at: Micros): Promise<void> {
    this.#pages++
    await this.#handler.page(page, bytes, at)
  }

  /** So that going back there later does not read all that lies before. */
  #remember(at: Micros, place: number | undefined, said: Said): void {
    const position = micros(at - (this.#zero ?? at))
    const last = this.#marks.at(-1)
    if (place === undefined || (last !== undefined && position < last.at + between_marks_us)) return
    this.#marks.push({ at: micros(position + 1), place, said })
  }

  /** Waits until it is time, or until somebody wants something else. */
  async #due(position: Micros): Promise<void> {
    const deck = this.#deck
    deck.at(position)
    while (!this.#signal.aborted && !deck.isSeeking) {
      if (deck.paused) {
        this.#tell()
        await deck.wait()
        this.#anchor = undefined
        if (!deck.paused) this.#tell()
        continue
      }
      if (deck.speed === Number.POSITIVE_INFINITY) return
      if (this.#anchor?.turned !== deck.turned) {
        this.#anchor = { at: position, on: performance.now(), turned: deck.turned }
      }
      const { at, on } = this.#anchor
      const wait_ms = (position - at) / 1000 / deck.speed - (performance.now() - on)
      if (wait_ms <= 1) return
      await deck.wait(wait_ms)
    }
  }

  #tell(): void {
    if (this.#isPlaying) this.#handler.state('reading', this.#detail(), this.#file.startedAt)
  }

  #detail(): string {
    return `${this.#deck.paused ? 'stopped in' : 'replaying'} ${this.#options.path}`
  }
}

function afterwards(said: Said, event: RecordedEvent): Said {
  if (event.kind === 'game')
    return { game: event.game, ...(said.startedAt !== undefined && { startedAt: said.startedAt }) }
  if (event.kind === 'counted') return { ...said, counters: event.counters }
  if (event.kind === 'state') return { ...said, startedAt: event.startedAt }
  if (event.kind === 'datagram') return said
  return event.page === 'static' ? { ...said, static: event.bytes } : said
}
