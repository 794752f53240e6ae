// The port to the lap table: laps, sessions and boards. Every adapter passes test/contracts/lap-store.ts.
import type { Board, BoardRecord, BoardRow, Theoretical } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import type { BoardKey, Field } from '../model/board-name.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import type { LapId } from '../model/identity.ts'
import type { LapOrder } from '../model/lap-order.ts'
import type { LapRemark } from '../model/lap-remark.ts'
import type { LapSide } from '../model/lap-side.ts'
import type { LapKind, LapRecord, SessionMessage } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import type { TrackCuts } from '../model/track-cuts.ts'

/** A session as it is listed. */
export type SessionRecord = Omit<SessionMessage, 'v' | 'type'>
export type ListedSession = SessionRecord & {
  /** Laps of it that are stored, of the rig itself and of the cars around it. */
  readonly laps: number
  readonly field_laps: number
  /** The best valid flying lap of the rig's own, or where it has none at all, of the field. */
  readonly best_lap_ms?: number
}

/** Where a lap stands in a listing, whatever its order: all of it may be ordered by. */
export type LapPlace = LapRecord

/** What a listing is narrowed to; what is absent does not narrow. Newest first. */
export type LapFilter = {
  readonly track?: string
  /** In any case of letters. */
  readonly driver?: string
  readonly car?: string
  readonly session_id?: string
  /** As ruled, where there is a ruling. */
  readonly valid?: boolean
  /** Only laps of rigs, or only those that are known from the broadcasting of a game alone. */
  readonly of?: LapSide
  readonly kind?: LapKind
  readonly conditions?: 'dry' | 'wet'
  /** With another car close by at some time of the lap, or never; laps that do not say are neither. */
  readonly traffic?: boolean
  /** With this tag beside them. */
  readonly tag?: string
  /** Left out of lists by somebody, or not. */
  readonly leftOut?: boolean
  /** Those that began at this instant or later, and at this one or before. */
  readonly from?: string
  readonly to?: string
  /** Instead of the newest first. */
  readonly order?: LapOrder
  /** Those that come after this one in the order of the listing. */
  readonly after?: LapPlace
  /** At most so many; all when absent. */
  readonly limit?: number
}
export type SessionFilter = Pick<LapFilter, 'track' | 'driver' | 'car' | 'limit'>

/** Boards of a track or car, of one kind, the rows of one driver, the first `limit` rows of each. */
export type BoardFilter = Pick<LapFilter, 'track' | 'driver' | 'car' | 'limit'> & {
  readonly board?: string
} & Partial<Pick<BoardKey, 'among' | 'period' | 'label' | 'conditions' | 'rule' | 'field'>>

export type TheoreticalFilter = {
  readonly track: string
  readonly driver: string
  readonly car: string
  /** Real laps unless it says otherwise. */
  readonly field?: Field
}

/** What became of a record, and the boards whose rows it changed. */
export type Recorded = { readonly changed: boolean; readonly boards: readonly string[] }

/**
 * Laps, sessions and rulings may come several times and in any order: the store that they leave is the same. Of two
 * that share an id, the one that `preferred` names stays. A promise resolves when the record is safe.
 */
export interface LapStore {
  /** `ranked`: the lap may enter boards. Once ranked, it stays so. Rejects with LapsFault `store-failed`. */
  recordLap(lap: LapRecord, ranked: boolean): Promise<Recorded>
  recordSession(session: SessionRecord): Promise<{ readonly changed: boolean }>
  /** Also for a lap that is not here yet. The boards follow the latest ruling on a lap. */
  recordRuling(ruling: Ruling): Promise<Recorded>
  /** Declares an event, or declares it anew; its boards are made of the laps that are here. The last word counts. */
  declareEvent(event: BoardEvent): Promise<Recorded>
  /** Removes an event with its boards, not its laps. */
  removeEvent(event: string): Promise<Recorded>
  lap(id: LapId): Promise<RuledLap | undefined>
  laps(filter: LapFilter): Promise<readonly RuledLap[]>
  /** How many `laps` would list from the first one on without a limit. */
  countLaps(filter: LapFilter): Promise<number>
  sessions(filter: SessionFilter): Promise<readonly ListedSession[]>
  /** Rulings on one lap, or on all; oldest first. */
  rulings(id?: LapId): Promise<readonly Ruling[]>
  /** By their names. */
  events(): Promise<readonly BoardEvent[]>
  /** In the order of their names; boards without a row that the filter keeps are left out. */
  boards(filter: BoardFilter): Promise<readonly Board[]>
  /** One driver's row, without reading the rows before it; undefined for one who is not on the board. */
  rank(board: string, driver: string): Promise<BoardRow | undefined>
  /** The records of a board of best laps, the standing one first, then who held it before. None for another board. */
  records(board: string): Promise<readonly BoardRecord[]>
  /** From valid flying laps that may enter boards; undefined when there are none with sectors. */
  theoretical(filter: TheoreticalFilter): Promise<Theoretical | undefined>
  /** How somebody cut a track, in any spelling of it; undefined where nobody did. */
  cuts(track: string): Promise<TrackCuts | undefined>
  /** The last word counts. */
  putCuts(cuts: TrackCuts): Promise<void>
  /** Whether there were any. */
  removeCuts(track: string): Promise<boolean>
  /** What was written beside laps, by their ids. */
  remarks(): Promise<readonly LapRemark[]>
  /** The last word counts; a blank remark takes away what was written. */
  putRemark(remark: LapRemark): Promise<void>
  /** Drivers who do not want to be named on boards, by their names. */
  hiddenDrivers(): Promise<readonly HiddenDriver[]>
  /** The last word counts. */
  putHidden(driver: HiddenDriver): Promise<void>
  /** Whether that driver was hidden. */
  removeHidden(driver: string): Promise<boolean>
  close(): Promise<void>
}
