// Which laps and sectors hold a title: best of all, best of one's own. Titles move; they are looked up, never stored.
import type { LapRecord } from '../../../src/model/messages.ts'

export type Mark = 'best' | 'pb' | 'invalid' | 'none'

/** Whether a lap may hold a title, as for a board: timed from line to line and known to be valid. */
export const counts = (lap: LapRecord): boolean =>
  lap.kind === 'flying' && lap.valid === true && lap.lap_time_ms !== undefined

type Contest = Pick<LapRecord, 'track' | 'car_class' | 'origin'>
/** The virtual rig's drivers have a contest of their own. */
const sameContest = (a: Contest, b: Contest): boolean =>
  a.track === b.track && a.car_class === b.car_class && (a.origin === 'virtual') === (b.origin === 'virtual')
const sameHand = (a: LapRecord, b: LapRecord): boolean =>
  sameContest(a, b) && a.driver === b.driver && a.car === b.car

const least = (times: readonly (number | undefined)[]): number =>
  Math.min(...times.map(time => time ?? Number.POSITIVE_INFINITY))

/** The mark of each lap among `known` laps, by lap id. A tie is held by all. */
export function lapMarks(known: readonly LapRecord[]): ReadonlyMap<string, Mark> {
  const valid = known.filter(counts)
  const bestAmong = (lap: LapRecord, same: (a: LapRecord, b: LapRecord) => boolean) =>
    least(valid.filter(other => same(lap, other)).map(other => other.lap_time_ms))
  return new Map(
    known.map(lap => {
      if (lap.valid === false) return [lap.lap_id, 'invalid']
      if (!counts(lap)) return [lap.lap_id, 'none']
      if (lap.lap_time_ms === bestAmong(lap, sameContest)) return [lap.lap_id, 'best']
      return [lap.lap_id, lap.lap_time_ms === bestAmong(lap, sameHand) ? 'pb' : 'none']
    }),
  )
}

export type SectorBests = { readonly overall: readonly number[]; readonly own: readonly number[] }

/** The fastest sectors of the valid laps: of the contest that `of` belongs to, and of its driver in that car. */
export function sectorBests(
  known: readonly LapRecord[],
  of: Contest & Pick<LapRecord, 'driver' | 'car'>,
): SectorBests {
  const valid = known.filter(counts)
  const contest = valid.filter(lap => sameContest(lap, of))
  const own = contest.filter(lap => lap.driver === of.driver && lap.car === of.car)
  const bests = (laps: readonly LapRecord[]) => {
    const sectors = Math.max(0, ...laps.map(lap => lap.sector_times_ms.length))
    return Array.from({ length: sectors }, (_, at) => least(laps.map(lap => lap.sector_times_ms[at])))
  }
  return { overall: bests(contest), own: bests(own) }
}

/** The mark of a sector time against the bests; `slower` where there is one to be slower than. */
export function sectorMark(time_ms: number, at: number, bests: SectorBests): Mark | 'slower' {
  const [overall, own] = [bests.overall[at], bests.own[at]]
  if (overall === undefined || time_ms <= overall) return 'best'
  if (own === undefined || time_ms <= own) return 'pb'
  return 'slower'
}
