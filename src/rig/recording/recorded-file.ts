// The port to a file of recorded pages, whatever its format: what the source handed out, in that order, with its times.
import type { Game } from '../../model/games/game.ts'
import type { RigId, SiteId } from '../../model/identity.ts'
import type { Origin } from '../../model/messages.ts'
import type { Micros, UnixMillis } from '../../units/quantity.ts'
import type { PageName } from '../../wire/acc/page.ts'
import type { SourceCounters } from '../source.ts'
import { isMcap, openMcapRecording } from './mcap-recording.ts'
import { openPageDump } from './page-dump.ts'

/** What happened at one instant of the source's clock. */
export type RecordedEvent =
  | { readonly kind: 'page'; readonly at: Micros; readonly page: PageName; readonly bytes: Uint8Array }
  /** What the game broadcast. */
  | { readonly kind: 'datagram'; readonly at: Micros; readonly bytes: Uint8Array }
  | {
      readonly kind: 'state'
      readonly at: Micros
      readonly state: 'waiting' | 'reading'
      readonly detail: string
      readonly startedAt: UnixMillis
    }
  /** Whose pages follow; those of ACC until a recording says otherwise. */
  | { readonly kind: 'game'; readonly at: Micros; readonly game: Game }
  /** `pages` is not counted here: whoever plays the recording hands them out. */
  | { readonly kind: 'counted'; readonly at: Micros; readonly counters: SourceCounters }

/** Events, and where reading may go on behind them; undefined where it cannot. */
export type Batch = { readonly events: readonly RecordedEvent[]; readonly next: number | undefined }

/** Whose pages they are; a file that does not say has nothing of it. */
export type RecordedFrom = {
  readonly site: SiteId
  readonly rig: RigId
  readonly origin: Origin
  /** The first of those whose pages it holds. */
  readonly game: string
  /** The pitwall that recorded it. */
  readonly version: string
}

export interface RecordedFile {
  readonly path: string
  readonly from: RecordedFrom | undefined
  /** The wall clock at `at` = 0. */
  readonly startedAt: UnixMillis
  /**
   * Everything behind `place`, which a batch named; from the beginning if left out. What is damaged is passed over, and
   * told of in a sentence.
   */
  read(notice: (text: string) => void, place?: number): AsyncGenerator<Batch>
}

/** Opens a recording of any format. Throws RigFault `bad-recording` for a file that is none. */
export const openRecordedFile = async (path: string): Promise<RecordedFile> =>
  (await isMcap(path)) ? openMcapRecording(path) : openPageDump(path)
