// The port to the lap table: laps, sessions and boards. Every adapter passes test/contracts/lap-store.ts.
import type { Board, BoardRow } from '../model/board.ts'
import type { LapId } from '../model/identity.ts'
import type { LapRecord, SessionMessage } from '../model/messages.ts'

/** A session as it is listed. */
export type SessionRecord = Omit<SessionMessage, 'v' | 'type'>
export type ListedSession = SessionRecord & {
  /** Laps of it that are stored. */
  readonly laps: number
  /** The best valid flying lap among them. */
  readonly best_lap_ms?: number
}

/** What a listing is narrowed to; what is absent does not narrow. Newest first. */
export type LapFilter = {
  readonly track?: string
  /** In any case of letters. */
  readonly driver?: string
  readonly car?: string
  readonly session_id?: string
  readonly valid?: boolean
  /** At most so many; all when absent. */
  readonly limit?: number
}
export type SessionFilter = Pick<LapFilter, 'track' | 'driver' | 'car' | 'limit'>

/** Boards of a track or car, the rows of one driver, the first `limit` rows of each. */
export type BoardFilter = Pick<LapFilter, 'track' | 'driver' | 'car' | 'limit'> & { readonly board?: string }

/** What became of a record, and the boards whose rows it changed. */
export type Recorded = { readonly changed: boolean; readonly boards: readonly string[] }

/**
 * Laps and sessions may come several times and in any order: the store that they leave is the same. Of two that share
 * an id, the one that `preferred` names stays. A promise resolves when the record is safe.
 */
export interface LapStore {
  /** `ranked`: the lap may enter boards. Once ranked, it stays so. Rejects with LapsFault `store-failed`. */
  recordLap(lap: LapRecord, ranked: boolean): Promise<Recorded>
  recordSession(session: SessionRecord): Promise<{ readonly changed: boolean }>
  lap(id: LapId): Promise<LapRecord | undefined>
  laps(filter: LapFilter): Promise<readonly LapRecord[]>
  sessions(filter: SessionFilter): Promise<readonly ListedSession[]>
  /** In the order of their names; boards without a row that the filter keeps are left out. */
  boards(filter: BoardFilter): Promise<readonly Board[]>
  /** One driver's row, without reading the rows before it; undefined for one who is not on the board. */
  rank(board: string, driver: string): Promise<BoardRow | undefined>
  close(): Promise<void>
}
