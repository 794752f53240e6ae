// What an import says of a log: which channels it has not read, which lines it had to reckon, which laps cannot be.
import type { ReadColumns } from './log.ts'
import type { LoggedLap } from './logged-laps.ts'
import type { LogFile } from './motec-files.ts'
import { type ImportNotice, namesOf } from './notice.ts'
import type { Path } from './path.ts'

/** What is said of the channels of a log. */
export function aboutChannels(
  file: LogFile,
  { columns, unknown: names, unusable }: ReadColumns,
): readonly ImportNotice[] {
  if (file.format === 'motec-ldx') return []
  if (file.channels.length === 0)
    return [{ code: 'no-channels', message: 'the log has a header and nothing else' }]
  const left = [...unusable, ...names]
  const message = `${columns.size} channels are read; left out are ${namesOf(left)}`
  return left.length > 0 ? [{ code: 'channels-left-out', message }] : []
}

/** What is said of its laps. */
export function aboutLaps(laps: readonly LoggedLap[], path: Path | undefined): readonly ImportNotice[] {
  const notices: ImportNotice[] = []
  const timed = laps.filter(lap => lap.lap_time_ms !== undefined)
  if (timed.length === 0) {
    const message = laps.length === 0 ? 'there is no lap in it' : 'what was driven is one incomplete lap'
    notices.push({ code: 'no-lines', message })
  }
  const closed = timed.filter(({ time_source }) => time_source === 'closed way')
  if (closed.length > 0) {
    const numbers = closed.map(({ lap_number }) => lap_number).join(', ')
    notices.push({ code: 'line-reckoned', message: `lap ${numbers}: its time is good to about 0.05 s` })
  }
  if (path !== undefined && timed.some(({ kind }) => kind === 'flying')) {
    const message = 'they lie in a plane of their own, closed at the line, not in the world of the game'
    notices.push({ code: 'places-reckoned', message })
  }
  for (const { lap_number, invalid_reason } of laps) {
    if (invalid_reason?.startsWith('impossible')) {
      notices.push({ code: 'impossible-lap', message: `lap ${lap_number} is ${invalid_reason}` })
    }
  }
  return notices
}
