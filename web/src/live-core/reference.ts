// Which lap the running one is measured against.
import type { Board } from '../../../src/model/board.ts'
import { boardName } from '../../../src/model/board-name.ts'
import type { LapRecord, SessionMessage } from '../../../src/model/messages.ts'
import { fastestSectors } from '../../../src/race/optimal.ts'

/** In the order in which they are stepped through. */
export const references = {
  session: 'session best',
  personal: 'personal best',
  last: 'last lap',
  board: 'board best',
  optimal: 'optimal lap',
} as const
export type ReferenceKind = keyof typeof references
export const referenceKinds: readonly ReferenceKind[] = ['session', 'personal', 'last', 'board', 'optimal']
export const isReference = (text: string | null): text is ReferenceKind =>
  referenceKinds.some(kind => kind === text)

export type ReferenceChoice = {
  readonly lap_id: string
  readonly lap_time_ms: number
  /** Of a lap that was never driven whole: which lap each of its sectors is taken from. */
  readonly parts?: readonly ReferencePart[]
}
export type ReferencePart = Pick<LapRecord, 'lap_id' | 'sector_times_ms'> & { readonly lap_time_ms: number }

/** The lap that a kind of reference means now; undefined while there is none. `laps` are all that are known. */
export function chooseReference(
  kind: ReferenceKind,
  session: SessionMessage,
  laps: readonly LapRecord[],
  boards: readonly Board[],
): ReferenceChoice | undefined {
  if (kind === 'board') {
    // Of the laps of other cars there are times and no samples: nothing can be measured against them.
    const bare = new Set(laps.flatMap(({ lap_id, samples }) => (samples === 0 ? [lap_id] : [])))
    const row = boards
      .find(
        ({ board }) => board === boardName(session.track, session.car_class, session.origin === 'virtual'),
      )
      ?.rows.find(({ lap_id }) => !bare.has(lap_id))
    return row === undefined ? undefined : { lap_id: row.lap_id, lap_time_ms: row.lap_time_ms }
  }
  const own = laps.filter(
    lap => lap.track === session.track && lap.car === session.car && lap.driver === session.driver,
  )
  const timed = own.flatMap(({ lap_id, lap_time_ms, kind: of, valid, session_id, sector_times_ms }) =>
    of === 'flying' && lap_time_ms !== undefined
      ? [{ lap_id, lap_time_ms, valid, session_id, sector_times_ms }]
      : [],
  )
  const inSession = timed.filter(lap => lap.session_id === session.session_id)
  // Laps are listed newest first.
  if (kind === 'last') return inSession[0]
  if (kind === 'optimal') return optimalOf(timed.filter(lap => lap.valid !== false))
  const candidates = (kind === 'session' ? inSession : timed).filter(lap => lap.valid !== false)
  return candidates.reduce<ReferenceChoice | undefined>(
    (best, lap) => (best === undefined || lap.lap_time_ms < best.lap_time_ms ? lap : best),
    undefined,
  )
}

function optimalOf(laps: readonly ReferencePart[]): ReferenceChoice | undefined {
  const parts = fastestSectors(laps)
  if (parts === undefined) return undefined
  const lap_time_ms = parts.reduce((sum, lap, sector) => sum + (lap.sector_times_ms[sector] ?? 0), 0)
  return { lap_id: parts.map(({ lap_id }) => lap_id).join('+'), lap_time_ms, parts }
}
