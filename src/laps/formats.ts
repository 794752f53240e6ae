// Boards that no store keeps. Teams: from the best laps of their drivers on a board of the event. A race: from all laps
// that its cars completed, as they were recorded. Pure.
import type { BoardRow } from '../model/board.ts'
import type { BoardTeam } from '../model/board-event.ts'
import type { FormatRule } from '../model/board-name.ts'
import type { RuledLap } from '../model/ruling.ts'
import { type DriverStanding, placed } from './boards.ts'
import { compareStandings, raceScore } from './standing.ts'
import { eachOnce } from './told-twice.ts'

/**
 * `team-best`: the best lap of any of its drivers. `team-relay`: the best laps of all its drivers, one after the other; a
 * team stands there once each of them has one. `best`: the rows of the board of best laps, by the names of the games.
 */
export function teamRows(
  rule: Exclude<FormatRule, 'race'>,
  teams: readonly BoardTeam[],
  best: readonly BoardRow[],
): readonly BoardRow[] {
  const byDriver = new Map(best.map(row => [nameKey(row.driver), row]))
  const standings = teams.flatMap(({ team, drivers }): readonly DriverStanding[] => {
    const rows = [...new Set(drivers.map(nameKey))].map(name => byDriver.get(name))
    const known = rows.flatMap(row => row ?? []).sort((a, b) => a.lap_time_ms - b.lap_time_ms)
    const [first] = known
    if (first === undefined || (rule === 'team-relay' && known.length < rows.length)) return []
    const { lap_id, lap_time_ms } = first
    const reached = known.map(row => Date.parse(row.achieved_at))
    return [
      rule === 'team-best'
        ? {
            driver: team,
            lap_id,
            lap_time_ms,
            score: lap_time_ms,
            achieved_ms: Date.parse(first.achieved_at),
          }
        : {
            ...{ driver: team, lap_id, lap_time_ms },
            score: known.reduce((sum, row) => sum + row.lap_time_ms, 0),
            achieved_ms: Math.max(...reached),
          },
    ]
  })
  return placed(standings.sort(compareStandings), rule)
}

/**
 * A row for each driver, or for the team that drives together: first who completed more laps, then who needed less time
 * for them. `laps`: of the races of the event, of any kind and validity, perhaps told by several rigs. A lap without a
 * time counts for nobody, and the way into the pits after the flag is none.
 */
export function raceRows(laps: readonly RuledLap[], teams: readonly BoardTeam[] = []): readonly BoardRow[] {
  const teamOf = new Map(teams.flatMap(({ team, drivers }) => drivers.map(name => [nameKey(name), team])))
  const standings: DriverStanding[] = []
  for (const [driver, own] of Map.groupBy(laps, lap => teamOf.get(nameKey(lap.driver)) ?? lap.driver)) {
    const told = [...Map.groupBy(own, lap => lap.driver).values()].flatMap(ofDriver =>
      eachOnce(ofDriver.map(lap => ({ lap, ranked: true }))),
    )
    const raced = [...Map.groupBy(told, ({ lap }) => lap.session_id).values()].flatMap(session =>
      upToFlag(session.map(({ lap }) => lap)),
    )
    const timed = raced.flatMap(lap =>
      lap.lap_time_ms === undefined ? [] : [{ ...lap, lap_time_ms: lap.lap_time_ms }],
    )
    const last = timed.toSorted((a, b) => Date.parse(a.started_at) - Date.parse(b.started_at)).at(-1)
    if (last === undefined) continue
    const total_ms = timed.reduce((sum, { lap_time_ms }) => sum + lap_time_ms, 0)
    standings.push({
      ...{ driver, lap_id: last.lap_id, lap_time_ms: last.lap_time_ms },
      score: raceScore(timed.length, total_ms),
      achieved_ms: Date.parse(last.started_at) + last.lap_time_ms,
    })
  }
  return placed(standings.sort(compareStandings), 'race')
}

/** Without what no race has: the lap behind the formation, and the way in after it. */
function upToFlag(laps: readonly RuledLap[]): readonly RuledLap[] {
  const driven = laps
    .filter(({ kind }) => kind !== 'formation' && kind !== 'incomplete')
    .toSorted((a, b) => a.lap_number - b.lap_number)
  return driven.slice(0, driven.findLastIndex(({ kind }) => kind === 'flying' || kind === 'out') + 1)
}

const nameKey = (driver: string): string => driver.trim().toLowerCase()
