// The newest sector and the newest lap that were finished, with their marks: a driver hears how they were.
import { ownLaps } from '../../../src/model/lap-side.ts'
import type { LapRecord, SessionMessage } from '../../../src/model/messages.ts'
import type { Result } from './cues.ts'
import { lapMarks, sectorBests, sectorMark } from './marks.ts'
import type { PresentLap } from './rig-feed.ts'

/** Of the running lap; the last sector of a lap is told by the lap. */
export function sectorResult(
  laps: readonly LapRecord[],
  session: SessionMessage | undefined,
  lap: PresentLap | undefined,
): Result | undefined {
  const at = (lap?.sectors.length ?? 0) - 1
  const time_ms = lap?.sectors[at]
  if (session === undefined || lap === undefined || time_ms === undefined) return undefined
  if (session.sectors !== undefined && at >= session.sectors - 1) return undefined
  const mark =
    lap.invalid_reason === undefined ? sectorMark(time_ms, at, sectorBests(laps, session)) : 'invalid'
  return { name: `${lap.lap_id} ${at}`, mark }
}

/** Of the newest flying lap of this session; `laps` are newest first. */
export function lapResult(
  laps: readonly LapRecord[],
  session: SessionMessage | undefined,
): Result | undefined {
  const done = ownLaps(laps, session).find(({ kind }) => kind === 'flying')
  if (done === undefined) return undefined
  const mark = lapMarks(laps).get(done.lap_id) ?? 'none'
  return { name: done.lap_id, mark: mark === 'none' ? 'slower' : mark }
}
