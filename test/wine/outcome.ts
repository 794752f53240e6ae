// What a game and a reader leave behind for the test that started them.
import type { SourceCounters } from '../../src/rig/source.ts'

export type Outcome = {
  readonly platform: string
  readonly node: string
  readonly counters: SourceCounters
  readonly states: readonly string[]
  readonly games: readonly string[]
  /** The number in front of every page that was taken, and the checksum of its bytes. */
  readonly captured: {
    readonly [Page in 'physics' | 'graphics' | 'static']: readonly (readonly [number, number])[]
  }
  readonly seconds: number
  /** Share of one core. */
  readonly cpu: number
  /** Resident bytes. */
  readonly memory: number
}

export type Played = {
  readonly physics: number
  readonly graphics: number
  /** Steps that the game itself drove past: no page ever showed them. */
  readonly overtaken: number
  /** The number in front of every physics page that was written, and when it was, in ms. */
  readonly written: readonly (readonly [number, number])[]
}
