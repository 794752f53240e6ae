// Whose laps: a rig's own, or those of the cars around it, of which a game's broadcasting tells the times and no more.
import type { LapRecord, SessionMessage } from './messages.ts'

export type LapSide = 'rigs' | 'field'

/** `field` for a lap of which there is no sample and never will be: its times are as broadcast. */
export const sideOf = ({ samples, time_source }: Pick<LapRecord, 'samples' | 'time_source'>): LapSide =>
  samples === 0 && time_source === 'broadcast' ? 'field' : 'rigs'

/**
 * Laps with one more, newest first; told again, it comes to the front. At most `most` of each side are kept: a field of
 * sixty would push the own laps out within two laps.
 */
export function withLap(laps: readonly LapRecord[], lap: LapRecord, most: number): readonly LapRecord[] {
  const count = { rigs: 0, field: 0 }
  return [lap, ...laps.filter(({ lap_id }) => lap_id !== lap.lap_id)].filter(other => {
    const side = sideOf(other)
    count[side] += 1
    return count[side] <= most
  })
}

/** The laps of a session's own car, in their order; none without a session. */
export const ownLaps = (
  laps: readonly LapRecord[],
  session: Pick<SessionMessage, 'session_id'> | undefined,
): readonly LapRecord[] =>
  laps.filter(lap => lap.session_id === session?.session_id && sideOf(lap) === 'rigs')
