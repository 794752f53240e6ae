// When a car came past marks around the track, between two messages: the race as it is within a lap.
import type { Progress } from './progress.ts'

/** The line is one of them; there the game's own counter says more than a place does. */
export const marksPerLap = 8
/** `mark`: how far round the race, in parts of a lap. */
export type Passing = { readonly mark: number; readonly time_ms: number }

/** Between messages that are further apart nobody knows when a mark was passed. */
const longestGap_ms = 1500
const mostPassings = 120 * marksPerLap

type Seen = { readonly progress: Progress; readonly time_ms: number }

/** The passings with those between two messages; what is ahead of a car that was put back is forgotten. */
export function stepPassings(
  known: readonly Passing[],
  before: Seen | undefined,
  now: Seen,
): readonly Passing[] {
  const to = now.progress.laps * marksPerLap
  const kept =
    (known.at(-1)?.mark ?? Number.NEGATIVE_INFINITY) > to ? known.filter(({ mark }) => mark <= to) : known
  const passed_ms = before === undefined ? 0 : now.time_ms - before.time_ms
  if (before === undefined || passed_ms <= 0 || passed_ms > longestGap_ms) return kept
  const from = before.progress.laps * marksPerLap
  const next: Passing[] = []
  for (let mark = Math.max(0, Math.floor(from) + 1); mark <= to && to - from < marksPerLap; mark++) {
    if (mark % marksPerLap === 0) continue
    next.push({ mark, time_ms: before.time_ms + ((mark - from) / (to - from)) * passed_ms })
  }
  return next.length === 0 ? kept : [...kept, ...next].slice(-mostPassings)
}
