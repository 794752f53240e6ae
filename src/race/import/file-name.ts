// What the names of files say: ACC puts the track, the car and the time into the names of its logs and results.
import { trackId, trackOf } from '../../model/track.ts'
import { tracks } from '../../model/tracks.ts'
import { type UnixMillis, unixMillis } from '../../units/quantity.ts'
import { fileName, stemOf } from './imported.ts'

export type LogName = { readonly track: string; readonly car: string; readonly at: UnixMillis | undefined }

/** Reads `Imola-porsche_991ii_gt3_r-2-2021.12.02-21.13.58.ld`; undefined for a name of another form. */
export function readLogName(path: string): LogName | undefined {
  const form = /^(.{1,64}?)-(\w{1,64})-\d+-(\d{4})\.(\d\d)\.(\d\d)-(\d\d)\.(\d\d)\.(\d\d)\.\w+$/
  const found = form.exec(fileName(path))
  if (found === null) return undefined
  const [, track = '', car = '', ...parts] = found
  return { track: trackNamed(track), car, at: instantOf(parts.map(Number)) }
}

/** Reads the time in `260616_210110_FP.json`; undefined for a name of another form. */
export function readResultsName(path: string): UnixMillis | undefined {
  const found = /^(\d\d)(\d\d)(\d\d)_(\d\d)(\d\d)(\d\d)_/.exec(fileName(path))
  if (found === null) return undefined
  const [year = 0, ...parts] = found.slice(1).map(Number)
  return instantOf([2000 + year, ...parts])
}

/** Reads `02/12/2021` and `21:13:58`; undefined for anything else. */
export function readLogDate(date: string | undefined, time: string | undefined): UnixMillis | undefined {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date?.trim() ?? '')
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?/.exec(time?.trim() ?? '')
  if (day === null || clock === null) return undefined
  const [dayOfMonth = 0, month = 0, year = 0] = day.slice(1).map(Number)
  return instantOf([year, month, dayOfMonth, ...clock.slice(1).map(part => Number(part ?? 0))])
}

/** Year, month, day, hours, minutes, seconds, as if they were UTC: files name no time zone. */
function instantOf(parts: readonly number[]): UnixMillis | undefined {
  const [year = 0, month = 0, day = 0, hours, minutes, seconds] = parts
  const instant = Date.UTC(year, month - 1, day, hours, minutes, seconds)
  return new Date(instant).getUTCDate() === day ? unixMillis(instant) : undefined
}

/** By the names that our own exports write. */
const idByName = new Map(Object.entries(tracks).map(([id, { name }]) => [name.toLowerCase(), id]))

/** The id of a track that is called `Brands Hatch`, `Laguna_Seca`, `monza` or `Monza Circuit` in a file. */
export function trackNamed(written: string): string {
  const named = idByName.get(written.trim().toLowerCase())
  if (named !== undefined) return named
  const id = trackId(written.trim().replaceAll(/[\s-]+/g, '_'))
  return trackOf(id) === undefined ? written.trim().slice(0, 64) : id
}

/** A track that the name of a file mentions, as in `wlan07-acc-monza-motec-export.csv`; undefined for none or several. */
export function trackMentioned(path: string): string | undefined {
  const words = `_${stemOf(path).replaceAll(/[^a-z0-9]+/g, '_')}_`
  const mentioned = Object.keys(tracks).filter(id => words.includes(`_${id}_`))
  return mentioned.length === 1 ? mentioned[0] : undefined
}
