// When the car of a log crossed the line: from what the log says, else from what its way proves.
import { lineBefore } from './closure.ts'
import type { LoggedChannel } from './log.ts'
import type { Path } from './path.ts'

/** What tells of the line, the most trusted first. */
export const lineSources = {
  beacon: 'a beacon of the log',
  'lap counter': 'a channel that counts laps',
  'lap clock': 'a channel that holds the time of the lap, and began anew',
  'end of the log': 'logs of ACC end at the line, and the way closes there',
  'closed way': 'the way of the car closes a lap before a line that is known',
} as const
export type LineSource = keyof typeof lineSources

export type Line = {
  readonly at_s: number
  readonly source: LineSource
  /** Beacons that are missing since the line before: then it was perhaps more than one lap. */
  readonly missing: readonly number[]
}

export type Beacon = { readonly at_s: number; readonly missing?: readonly number[] }

export type LineClues = {
  readonly beacons: readonly Beacon[]
  readonly channels: readonly LoggedChannel[]
  readonly path: Path | undefined
  readonly duration_s: number
  /** Whether the program that wrote the log ends it at the line. */
  readonly endsAtLine: boolean
  /** Of the track, where it is known. */
  readonly length_m: number | undefined
}

const clockNames = ['TIME', 'Running Lap Time']
const counterNames = ['Lap Number', 'Lap']
const mostLines = 10_000
/** A clock that falls to less than this, from more than ten seconds, began anew. */
const anew_s = 2
/** A line that two ways of finding it put this close is one line. */
const same_s = 1
/** An out-lap from a garage to the line is about as long as the track. */
const [shortestOut, longestOut] = [0.85, 1.15]

/** All crossings of the line, growing. */
export function linesOf(clues: LineClues): readonly Line[] {
  const { beacons, channels, duration_s } = clues
  const given: readonly Line[] =
    beacons.length > 0
      ? beacons.map(({ at_s, missing = [] }) => ({ at_s, source: 'beacon', missing }))
      : [...counted(channels), ...clocked(channels)]
  const inside = given.filter(line => line.at_s >= 0 && line.at_s <= duration_s + same_s).slice(0, mostLines)
  return inside.length > 0 ? withEnd(inside, clues) : clues.endsAtLine ? fromEnd(clues) : []
}

function counted(channels: readonly LoggedChannel[]): readonly Line[] {
  const counter = channels.find(({ name }) => counterNames.includes(name))
  if (counter === undefined) return []
  return changesOf(counter, (before, now) => now === before + 1).map(({ at_s }) => ({
    at_s,
    source: 'lap counter',
    missing: [],
  }))
}

function clocked(channels: readonly LoggedChannel[]): readonly Line[] {
  const clock = channels.find(({ name }) => clockNames.includes(name))
  if (clock === undefined || counted(channels).length > 0) return []
  const perSecond = clock.unit === 'ms' ? 1000 : 1
  const isWhole = Array.from(clock.values).every(value => Number.isInteger(value) || Number.isNaN(value))
  const resets = changesOf(clock, (before, now) => before / perSecond > 10 && now / perSecond < anew_s)
  return resets.map(({ at_s, now }) => ({
    at_s: isWhole ? at_s : Math.max(0, at_s - now / perSecond),
    source: 'lap clock',
    missing: [],
  }))
}

function changesOf(
  { time_s, values }: LoggedChannel,
  is: (before: number, now: number) => boolean,
): readonly { readonly at_s: number; readonly now: number }[] {
  const changes: { at_s: number; now: number }[] = []
  for (let row = 1; row < time_s.length && changes.length < mostLines; row++) {
    const now = values[row] ?? Number.NaN
    if (is(values[row - 1] ?? Number.NaN, now)) changes.push({ at_s: time_s[row] ?? 0, now })
  }
  return changes
}

/** Adds the end of the log where the way from the last line to it is closed. */
function withEnd(lines: readonly Line[], { path, duration_s, length_m }: LineClues): readonly Line[] {
  const last = lines.at(-1)
  const before = path === undefined ? undefined : lineBefore(path, duration_s, length_m)
  if (last === undefined || before === undefined || Math.abs(before - last.at_s) > same_s) return lines
  return [...lines, { at_s: duration_s, source: 'closed way', missing: [] }]
}

/** Goes back from the end of the log, a lap at a time, as long as the way closes. */
function fromEnd({ path, duration_s, length_m }: LineClues): readonly Line[] {
  if (path === undefined) return []
  const lines: Line[] = [{ at_s: duration_s, source: 'end of the log', missing: [] }]
  for (let line: number | undefined = duration_s; lines.length < mostLines; ) {
    line = lineBefore(path, line, length_m)
    if (line === undefined) break
    lines.unshift({ at_s: line, source: 'closed way', missing: [] })
  }
  if (lines.length > 1) return lines
  const share = (path.distance_m.at(-1) ?? 0) / (length_m ?? Number.NaN)
  return share > shortestOut && share < longestOut ? lines : []
}
