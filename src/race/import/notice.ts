// What an import has to say about a file: a closed table of codes, each with the sentence it begins with.
import type { WireFaultCode } from '../../wire/fault.ts'

export const importNotices = {
  unreadable: 'a file that the system does not hand out',
  'unknown-format': 'none of the formats that can be imported',
  'is-recording': 'a recording of pitwall',
  'recording-damaged': 'a recording that is read as far as it is whole',
  'beside-log': 'beacons that are read with the log beside them',
  'beacons-unreadable': 'the beacons beside the log cannot be read',
  'no-channels': 'a log without channels',
  'channels-left-out': 'channels that the catalogue does not have, or whose numbers cannot be used',
  'rows-skipped': 'rows that were passed over',
  'no-lines': 'nothing tells where the line was crossed',
  'line-reckoned': 'a line that was found because the way closes',
  'places-reckoned': 'places that were reckoned from speed and yaw rate',
  'beacon-missing': 'beacons that are missing',
  'impossible-lap': 'a lap that no car can drive',
  'track-from-name': 'a track that was taken from the name of the file, and fits its laps',
  'track-unknown': 'a track that is not known',
  'car-unknown': 'a car that is not known',
  undated: 'a file that does not say when it was made',
  'leaderboard-differs': 'a leaderboard that its own laps do not bear out',
  penalties: 'penalties of the session',
  'laps-known': 'laps that a rig has told of before, and that are not stored twice',
  'laps-ruled': 'laps that a rig has told of, and of which the server has another opinion',
} as const

export type ImportNoticeCode = keyof typeof importNotices | WireFaultCode

export type ImportNotice = { readonly code: ImportNoticeCode; readonly message: string }

/** At most this many names in one sentence. */
const named = 12

/** `a, b, c and 40 more`. */
export function namesOf(names: readonly string[]): string {
  const shown = names.slice(0, named).join(', ')
  return names.length > named ? `${shown} and ${names.length - named} more` : shown
}
