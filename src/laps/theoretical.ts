// The theoretical best: what a driver's best own valid sectors make together.
import type { Theoretical } from '../model/board.ts'
import type { LapRecord } from '../model/messages.ts'

type Timed = Pick<LapRecord, 'lap_id' | 'lap_time_ms' | 'sector_times_ms'>

/**
 * From valid flying laps of one driver in one car on one track, in any order. Laps with another number of sectors than
 * most have are left out; undefined when none is left. Of equal sectors that of the smaller id counts.
 */
export function theoreticalOf(
  who: Pick<Theoretical, 'driver' | 'track' | 'car'>,
  all: readonly Timed[],
): Theoretical | undefined {
  const bySectors = Map.groupBy(
    all.filter(({ sector_times_ms }) => sector_times_ms.length > 0),
    ({ sector_times_ms }) => sector_times_ms.length,
  )
  const [, laps = []] =
    [...bySectors].sort(([a, of], [b, others]) => others.length - of.length || b - a)[0] ?? []
  if (laps.length === 0) return undefined
  const sectors = (laps[0]?.sector_times_ms ?? []).map((_, index) => {
    const [time_ms, lap_id] = laps
      .map(lap => [lap.sector_times_ms[index] ?? Infinity, lap.lap_id] as const)
      .reduce((best, next) => (next[0] < best[0] || (next[0] === best[0] && next[1] < best[1]) ? next : best))
    return { sector: index + 1, time_ms, lap_id }
  })
  return {
    ...who,
    lap_time_ms: sectors.reduce((sum, { time_ms }) => sum + time_ms, 0),
    sectors,
    laps: laps.length,
    best_lap_ms: laps.reduce((best, { lap_time_ms = Infinity }) => Math.min(best, lap_time_ms), Infinity),
  }
}
