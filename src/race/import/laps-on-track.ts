// The laps of a log on its track, which the log may not name.
import { splineLength, trackOf } from '../../model/track.ts'
import { trackMentioned } from './file-name.ts'
import { linesOf } from './lines.ts'
import { valueAt } from './log.ts'
import { type LoggedLap, loggedLaps } from './logged-laps.ts'
import type { LogFile } from './motec-files.ts'
import type { ImportNotice } from './notice.ts'
import { type Path, pathSeries } from './path.ts'

/** How far the way of its laps may be from the length of a track that only the name of the file mentions. */
const fits = 0.03

export type LapsOn = {
  readonly track: string | undefined
  readonly laps: readonly LoggedLap[]
  readonly notices: readonly ImportNotice[]
}

/** The laps of a log on a track; where no track is told, on the one that the name of the file mentions, if they fit it. */
export function lapsOn(
  told: string | undefined,
  file: LogFile,
  path: Path | undefined,
  name: string,
): LapsOn {
  const lapsFor = (id: string | undefined): readonly LoggedLap[] => {
    const track = id === undefined ? undefined : trackOf(id)
    const length_m = track === undefined ? undefined : splineLength(track)
    const clues = { ...file, path, endsAtLine: file.byAcc, length_m }
    const speed = path === undefined ? undefined : pathSeries(path, 'speed_ms')
    return loggedLaps(linesOf(clues), { duration_s: file.duration_s, speed, length_m })
  }
  if (told !== undefined) return { track: told, laps: lapsFor(told), notices: [] }
  const laps = lapsFor(undefined)
  const mentioned = trackMentioned(name)
  if (mentioned === undefined || !doLapsFit(laps, path, mentioned))
    return { track: undefined, laps, notices: [] }
  const message = `${mentioned}: the way of every flying lap is as long as the track`
  return { track: mentioned, laps: lapsFor(mentioned), notices: [{ code: 'track-from-name', message }] }
}

function doLapsFit(laps: readonly LoggedLap[], path: Path | undefined, id: string): boolean {
  const track = trackOf(id)
  const flying = laps.filter(({ kind }) => kind === 'flying')
  if (track === undefined || path === undefined || flying.length === 0) return false
  const length = splineLength(track)
  return flying.every(
    ({ from_s, to_s }) => Math.abs(wayBetween(path, from_s, to_s) - length) <= length * fits,
  )
}

function wayBetween(path: Path, from_s: number, to_s: number): number {
  const way = pathSeries(path, 'distance_m')
  return valueAt(way, to_s) - valueAt(way, from_s)
}
