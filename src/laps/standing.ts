// What of a driver counts on a board, by each rule: a whole number, less is better, and the lap that reached it.
import type { BoardRow } from '../model/board.ts'
import type { BoardRule, ScoreRule } from '../model/board-name.ts'
import type { LapRecord } from '../model/messages.ts'

/** A lap as a rule sees it. */
export type Attempt = {
  readonly lap_id: string
  readonly lap_time_ms: number
  /** When the car crossed the line that ended the lap. */
  readonly achieved_ms: number
  readonly lap_number: number
}

/** A driver's score on a board, with the lap that reached it. The order of a board is that of `compareStandings`. */
export type Standing = Pick<Attempt, 'lap_id' | 'lap_time_ms' | 'achieved_ms'> & {
  readonly score: number
  /** The laps that make it, where they are several and few. */
  readonly counted?: readonly Attempt[]
}

/** Laps that an average is of, and laps in a row that a consistency is of. */
export const countedLaps = 5
/** A lap slower than this, of the driver's best, breaks a row: consistent is not the same as slow. */
const slowest = 1.07

export const attemptOf = ({
  lap_id,
  lap_time_ms = 0,
  started_at,
  lap_number,
}: { readonly lap_id: string } & Pick<LapRecord, 'lap_time_ms' | 'started_at' | 'lap_number'>): Attempt => ({
  ...{ lap_id, lap_time_ms, lap_number },
  achieved_ms: Date.parse(started_at) + lap_time_ms,
})

/** The standing of one driver from all own laps on a board, each once, in any order; undefined while they are too few. */
export function judge(rule: ScoreRule, attempts: readonly Attempt[]): Standing | undefined {
  switch (rule) {
    case 'best-lap':
      return firstOf(attempts.map(bestLap))
    case 'average-5':
      return averageOf(fastest(attempts))
    case 'most-laps':
      return attempts.length === 0 ? undefined : reached(-attempts.length, attempts)
    case 'consistency': {
      const best_ms = attempts.reduce((best, { lap_time_ms }) => Math.min(best, lap_time_ms), Infinity)
      return steadiest(attempts, best_ms)
    }
  }
}

export const bestLap = (attempt: Attempt): Standing => reached(attempt.lap_time_ms, [attempt])

/** The laps that an average is of. */
export const fastest = (attempts: readonly Attempt[]): readonly Attempt[] =>
  [...attempts].sort(compareAttempts).slice(0, countedLaps)

/** The average of the fastest laps, as their sum; undefined unless they are enough. */
export const averageOf = (counted: readonly Attempt[]): Standing | undefined =>
  counted.length < countedLaps
    ? undefined
    : {
        ...reached(
          counted.reduce((sum, { lap_time_ms }) => sum + lap_time_ms, 0),
          counted,
        ),
        counted,
      }

/** The row of five laps that differ least, all within 107 % of the best. */
export function steadiest(attempts: readonly Attempt[], best_ms: number): Standing | undefined {
  const byNumber = new Map(attempts.map(attempt => [stint(attempt), attempt]))
  const rows = attempts.flatMap(last => {
    const row = [last]
    for (let back = 1; back < countedLaps; back++) {
      const before = byNumber.get(stint(last, back))
      if (before !== undefined) row.push(before)
    }
    const most = slowestOf(row)
    if (row.length < countedLaps || isSlow(most, best_ms)) return []
    const least = row.reduce((least, { lap_time_ms }) => Math.min(least, lap_time_ms), most)
    return [{ ...reached(most - least, row), counted: row }]
  })
  return firstOf(rows)
}

/** Whether a row with this slowest lap is broken by it. */
export const isSlow = (slowest_ms: number, best_ms: number): boolean => slowest_ms > slowest * best_ms

export const slowestOf = (attempts: readonly Attempt[]): number =>
  attempts.reduce((most, { lap_time_ms }) => Math.max(most, lap_time_ms), 0)

/** Names the lap that was driven `back` laps before this one, in the same session by the same car. */
function stint({ lap_id, lap_number }: Attempt, back = 0): string {
  const ending = `-${lap_number}`
  const stem = lap_id.endsWith(ending) ? lap_id.slice(0, -ending.length) : lap_id
  return `${stem}-${lap_number - back}`
}

/** A score is reached with the last of the laps that make it. */
function reached(score: number, laps: readonly Attempt[]): Standing {
  const { lap_id, lap_time_ms, achieved_ms } = laps.reduce((last, lap) =>
    compareTimes(last, lap) < 0 ? lap : last,
  )
  return { score, lap_id, lap_time_ms, achieved_ms }
}

const firstOf = (standings: readonly Standing[]): Standing | undefined =>
  standings.reduce<Standing | undefined>(
    (first, next) => (first === undefined || compareStandings(next, first) < 0 ? next : first),
    undefined,
  )

/** The order of a board: by score, then by who was earlier; ids only make it certain. */
export const compareStandings = (a: Standing, b: Standing): number => a.score - b.score || compareTimes(a, b)

const compareAttempts = (a: Attempt, b: Attempt): number =>
  a.lap_time_ms - b.lap_time_ms || compareTimes(a, b)

const compareTimes = (
  a: Pick<Attempt, 'achieved_ms' | 'lap_id'>,
  b: Pick<Attempt, 'achieved_ms' | 'lap_id'>,
): number => a.achieved_ms - b.achieved_ms || (a.lap_id < b.lap_id ? -1 : a.lap_id > b.lap_id ? 1 : 0)

/** The score as a row of the board shows it; that of a best lap is its time. */
export function shownScore(
  rule: BoardRule,
  score: number,
): Pick<BoardRow, 'average_ms' | 'laps' | 'spread_ms' | 'total_ms'> {
  switch (rule) {
    case 'best-lap':
    case 'team-best':
      return {}
    case 'average-5':
      return { average_ms: score / countedLaps }
    case 'most-laps':
      return { laps: -score }
    case 'consistency':
      return { spread_ms: score }
    case 'team-relay':
      return { total_ms: score }
    case 'race':
      return racedOf(score)
  }
}

/** Longer than any race: what a lap more is worth against any time. */
const lapWorth_ms = 1_000_000_000

/** Of a race: who has done more laps is before who needed less time for fewer. */
export const raceScore = (laps: number, total_ms: number): number => total_ms - laps * lapWorth_ms

function racedOf(score: number): { readonly laps: number; readonly total_ms: number } {
  const laps = Math.ceil(-score / lapWorth_ms)
  return { laps, total_ms: score + laps * lapWorth_ms }
}
