// Why a lap says what it says: each of its numbers with where it comes from, when that was seen, and how far others were.
import type { LapEvidenceRow, LapRecord } from '../../../src/model/messages.ts'
import type { RuledLap, Ruling } from '../../../src/model/ruling.ts'
import { lapTime, signed, unknown } from '../live-core/format.ts'

/** What each source is, in words; one without a name here is shown by its own. */
const sourceWords: Readonly<Record<string, string>> = {
  official: 'last lap time of the game',
  timer: 'lap timer of the game',
  clock: 'clock of the samples',
  counter: 'lap counter of the game',
  wrap: 'position on the track',
  broadcast: 'broadcasting',
  flag: 'validity flag of the game',
  splits: 'split times of the game',
  results: 'results of the server',
}
export const sourceName = (source: string | undefined): string =>
  source === undefined ? unknown : (sourceWords[source] ?? source.replaceAll(/[-_]/g, ' '))

export type EvidenceLine = {
  readonly source: string
  readonly time: string
  /** By how much it differs from the lap time that stands; empty for a source that tells no time. */
  readonly differs: string
  readonly sectors: string
  /** What it says of the lap besides: valid, out-lap. */
  readonly says: string
  /** Counted from the line. */
  readonly seen: string
  /** The lap time is taken from it. */
  readonly stands: boolean
}

/** One line per source that spoke, in the order of the record. */
export const evidenceLines = ({ evidence = [], time_source }: LapRecord): readonly EvidenceLine[] =>
  evidence.map(row => ({
    source: sourceName(row.source),
    time: row.lap_time_ms === undefined ? '' : lapTime(row.lap_time_ms),
    differs:
      row.differs_ms === undefined ? '' : row.differs_ms === 0 ? 'same' : `${signed(row.differs_ms)} s`,
    sectors: (row.sector_times_ms ?? []).map(lapTime).join('  '),
    says: saysOf(row),
    seen: seenText(row.seen_ms),
    stands: row.source === time_source,
  }))

function saysOf({ valid, kind }: LapEvidenceRow): string {
  const words = [
    valid === undefined ? '' : valid ? 'valid' : 'not valid',
    kind === undefined || kind === 'flying' ? '' : `${kind}-lap`,
  ]
  return words.filter(word => word !== '').join(', ')
}

/** `+55 ms`; with a minus where the source was ahead of the crossing. */
export function seenText(seen_ms: number | undefined): string {
  if (seen_ms === undefined) return ''
  const far = Math.abs(seen_ms)
  const text = far < 1000 ? `${far} ms` : `${(far / 1000).toFixed(1)} s`
  return seen_ms === 0 ? text : `${seen_ms < 0 ? '−' : '+'}${text}`
}

/** By how much the sources that told a time are apart; undefined where fewer than two did. */
export function spreadOf({ evidence = [] }: LapRecord): number | undefined {
  const times = evidence.flatMap(row => row.lap_time_ms ?? [])
  return times.length < 2 ? undefined : Math.max(...times) - Math.min(...times)
}

/** `34.550 + 38.102 + 35.388 = 1:48.040`, or that the sectors are no whole lap; undefined without sectors. */
export function sectorSum({ sector_times_ms, lap_time_ms }: LapRecord): string | undefined {
  if (sector_times_ms.length === 0) return undefined
  const sum = sector_times_ms.reduce((all, time) => all + time, 0)
  const told = `${sector_times_ms.map(lapTime).join(' + ')} = ${lapTime(sum)}`
  return lap_time_ms === undefined || sum === lap_time_ms
    ? told
    : `${told}, ${signed(sum - lap_time_ms)} s to the lap time`
}

/** Whether the lap counts, in one sentence with its reason and who says so. */
export function validityWords({ valid, invalid_reason, valid_source, ruling }: RuledLap): string {
  if (ruling !== undefined && ruling.verdict !== 'withdrawn')
    return `${valid === true ? 'Valid' : 'Not valid'}: ruled by ${ruling.by}. The game said: ${recordedWords(ruling)}.`
  if (valid === null) return 'Nobody said whether it is valid.'
  const by = valid_source === undefined ? '' : `, by ${sourceName(valid_source)}`
  return valid ? `Valid${by}.` : `Not valid${by}: ${invalid_reason ?? 'no reason was given'}.`
}

const recordedWords = ({ recorded_valid, recorded_reason }: NonNullable<RuledLap['ruling']>): string =>
  recorded_valid === null
    ? 'nothing'
    : recorded_valid
      ? 'valid'
      : `not valid${recorded_reason === undefined ? '' : `, ${recorded_reason}`}`

const verdictWords = { valid: 'valid', invalid: 'not valid', withdrawn: 'as the game said' } as const

/** `not valid: cut T1 · Bea, 24 Nov 2026, 12:00`. */
export const rulingText = ({ verdict, by, why, at }: Ruling, day: Intl.DateTimeFormat): string =>
  `${verdictWords[verdict]}: ${why} · ${by}, ${day.format(new Date(at))}`
