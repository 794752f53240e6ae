// The port to a game: shared memory, a recording or the virtual car hand out the same raw pages.
import type { Game } from '../model/games/game.ts'
import type { Origin } from '../model/messages.ts'
import type { Micros, UnixMillis } from '../units/quantity.ts'
import type { PageName } from '../wire/acc/page.ts'

/**
 * Takes one page. `bytes` is only valid during the call; a promise holds the source back until it resolves. Of pages
 * that belong to one instant, physics comes last.
 */
export type PageHandler = (page: PageName, bytes: Uint8Array, at: Micros) => Promise<void> | void

/** What a source counts while it reads: nothing is lost in silence. */
export type SourceCounters = {
  /** Pages handed out. */
  readonly pages: number
  /** Reads that found the same page again. */
  readonly duplicates: number
  /** Game steps that were never read, by the game's own counter. */
  readonly gaps: number
  /** Pages that changed while they were read and were read again. */
  readonly torn: number
  /** Pages without data: all zero but for the counter. */
  readonly empty: number
}

export const noCounters: SourceCounters = { pages: 0, duplicates: 0, gaps: 0, torn: 0, empty: 0 }

/** At which tempo a source tells what was driven: `speed` times as fast, infinity for as fast as it is taken; at most
 * `pages_per_s` samples for a second of the drive, where that is known. */
export type Tempo = { readonly speed: number; readonly pages_per_s?: number }

export interface Source {
  readonly origin: Origin
  /** That of now; a source without one is a game, which is told as it is driven. */
  readonly tempo?: () => Tempo
  /** Hands out pages until `signal` aborts or the source ends; waits for a game that does not run yet. */
  run(handler: SourceHandler, signal: AbortSignal): Promise<SourceCounters>
  /** How often a second pages are to be handed out; in between, a source that can gathers them. */
  pace?(hz: number): void
}

export type SourceHandler = {
  readonly page: PageHandler
  /** The game is there or gone; `detail` is a sentence for the driver. `startedAt` is the wall clock at `at` = 0. */
  readonly state: (state: 'waiting' | 'reading', detail: string, startedAt: UnixMillis) => void
  /** Whose pages follow; those of ACC until a source says otherwise. */
  readonly game?: (game: Game) => void
  /** A datagram that the game broadcast, out of a recording; its bytes are only valid during the call. */
  readonly datagram?: (bytes: Uint8Array, at: Micros) => void
  /** What was counted so far; called before the next page whenever anything but `pages` has changed. */
  readonly counted?: (counters: SourceCounters) => void
  /** What comes next does not continue what came before: a recording was moved to another place. */
  readonly anew?: () => void
  /** A sentence that somebody should read; the source goes on. */
  readonly notice?: (text: string) => void
}
