// What a reader leaves behind for the test that started it.
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
