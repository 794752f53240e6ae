// The laps of a log, between the lines that were found: their kinds, their times, and which of them cannot be.
import type { LapKind } from '../../model/messages.ts'
import { type Millis, millis } from '../../units/quantity.ts'
import { pitSpeed_ms } from './closure.ts'
import type { Line } from './lines.ts'
import { type Series, valueAt } from './log.ts'

export type LoggedLap = {
  /** Counts from 1. */
  readonly lap_number: number
  readonly kind: LapKind
  /** Seconds of the log: from, included, to, excluded. */
  readonly from_s: number
  readonly to_s: number
  /** Absent where the lap did not begin or did not end at the line. An out-lap counts from the start of the log. */
  readonly lap_time_ms?: Millis
  /** A log does not say whether a lap was valid: null, but false for one that cannot be a lap. */
  readonly valid: false | null
  readonly invalid_reason?: string
  readonly time_source?: string
}

export type LapRules = {
  readonly duration_s: number
  /** In m/s; absent for beacons without a log. */
  readonly speed: Series | undefined
  /** Of the track, where it is known. */
  readonly length_m: number | undefined
}

/** No car gets round any track of the game at more than this on average. */
const fastest_ms = 70
/** Where the track is not known, a lap this much shorter than the others is none. */
const tooShort = 0.6
const fewest = 3
const shortest_s = 0.5
const standing_ms = 1

/** The laps between the lines, with what was driven before the first and after the last. */
export function loggedLaps(lines: readonly Line[], rules: LapRules): readonly LoggedLap[] {
  const { duration_s } = rules
  const ends = [...lines, ...(isAfter(lines, duration_s) ? [undefined] : [])]
  const stretches = ends.map((line, index) => ({
    line,
    before: ends[index - 1],
    first: index === 0,
    from_s: ends[index - 1]?.at_s ?? 0,
    to_s: line?.at_s ?? duration_s,
  }))
  const laps = stretches
    .filter(({ from_s, to_s }) => to_s - from_s > shortest_s)
    .map((stretch, index) => lapOf({ ...stretch, lap_number: index + 1 }, rules))
  const least_ms = leastTime(laps, rules.length_m)
  return laps.map(lap => marked(lap, least_ms))
}

const isAfter = (lines: readonly Line[], duration_s: number): boolean =>
  duration_s - (lines.at(-1)?.at_s ?? 0) > shortest_s

type Stretch = {
  readonly lap_number: number
  readonly from_s: number
  readonly to_s: number
  readonly first: boolean
  readonly line: Line | undefined
  readonly before: Line | undefined
}

function lapOf({ lap_number, from_s, to_s, first, line, before }: Stretch, { speed }: LapRules): LoggedLap {
  const lap = { lap_number, from_s, to_s, valid: null } as const
  const outFirst = speed === undefined || valueAt(speed, from_s) < standing_ms
  if (line === undefined || (first && !outFirst)) return { ...lap, kind: 'incomplete' }
  const timed = {
    ...lap,
    lap_time_ms: millis(Math.round((to_s - from_s) * 1000)),
    time_source: sourceOf(before, line),
  }
  if (first) return { ...timed, kind: 'out' }
  const slowAt = (instant: number) => speed !== undefined && valueAt(speed, instant) < pitSpeed_ms
  const kind = slowAt(from_s) ? (slowAt(to_s) ? 'out-in' : 'out') : slowAt(to_s) ? 'in' : 'flying'
  if (line.missing.length === 0) return { ...timed, kind }
  const invalid_reason = `beacon ${line.missing.join(', ')} is missing: perhaps more than one lap`
  return { ...timed, kind, valid: false, invalid_reason }
}

/** A time is no better than the worse of its two ends. */
const sourceOf = (before: Line | undefined, line: Line): string =>
  before?.source === 'closed way' ? before.source : line.source

function leastTime(laps: readonly LoggedLap[], length_m: number | undefined): number {
  if (length_m !== undefined) return (length_m / fastest_ms) * 1000
  const times = laps.flatMap(lap => (lap.kind === 'flying' ? (lap.lap_time_ms ?? []) : []))
  if (times.length < fewest) return 0
  return (times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0) * tooShort
}

/** A lap that no car can drive was a return to the garage: it stays, and says so. */
function marked(lap: LoggedLap, least_ms: number): LoggedLap {
  const { kind, lap_time_ms } = lap
  if (kind !== 'flying' || lap_time_ms === undefined || lap_time_ms >= least_ms) return lap
  const invalid_reason = `impossible: shorter than ${(least_ms / 1000).toFixed(1)} s, as after a return to the garage`
  return { ...lap, valid: false, invalid_reason }
}
