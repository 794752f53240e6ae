// Laps as they are listed: narrowed, in sessions and stints, with what an engineer asks of a stint.
import type { LapRecord } from '../../../../src/model/messages.ts'
import { counts } from '../../live-core/marks.ts'

export type LapFilter = {
  readonly track: string | undefined
  readonly car: string | undefined
  readonly driver: string | undefined
  readonly session: string | undefined
  /** Only laps that are known to be valid. */
  readonly valid: boolean
  /** Only laps from line to line. */
  readonly full: boolean
}

/** From the address; valid and full laps unless it says `valid=0` and `full=0`. */
export function filterOf(query: URLSearchParams): LapFilter {
  return {
    track: query.get('track') ?? undefined,
    car: query.get('car') ?? undefined,
    driver: query.get('driver') ?? undefined,
    session: query.get('session') ?? undefined,
    valid: query.get('valid') !== '0',
    full: query.get('full') !== '0',
  }
}

/** The laps that a filter keeps, and how many each of its two switches hides. */
export function narrow(laps: readonly LapRecord[], { valid, full }: LapFilter) {
  const notFull = full ? laps.filter(lap => lap.kind !== 'flying') : []
  const rest = full ? laps.filter(lap => lap.kind === 'flying') : laps
  const notValid = valid ? rest.filter(lap => lap.valid !== true) : []
  return {
    kept: valid ? rest.filter(lap => lap.valid === true) : rest,
    hidden: { notFull: notFull.length, notValid: notValid.length },
  }
}

/** From one pit stop to the next. Newest lap first, as the list is. */
export type Stint = { readonly laps: readonly LapRecord[]; readonly summary: StintSummary }
export type SessionGroup = { readonly session_id: string; readonly stints: readonly Stint[] }

export type StintSummary = {
  readonly clean: number
  readonly mean_ms?: number
  /** Standard deviation of the clean laps; absent for fewer than two. */
  readonly spread_ms?: number
  readonly best_ms?: number
  /** The best sectors of the clean laps together, each with the number of its lap. */
  readonly optimal?: { readonly time_ms: number; readonly from: readonly number[] }
  readonly fuel_per_lap_l?: number
  /** Mean pressure of the last clean lap minus that of the first. */
  readonly pressure_drift_psi?: number
}

/** Groups laps, newest first, by session and stint. A stint begins with an out-lap. */
export function groupLaps(laps: readonly LapRecord[]): readonly SessionGroup[] {
  const sessions = Map.groupBy(laps, lap => lap.session_id)
  return [...sessions].map(([session_id, own]) => {
    const inOrder = own.toSorted((a, b) => b.lap_number - a.lap_number)
    const stints: LapRecord[][] = [[]]
    let later: LapRecord | undefined
    for (const lap of inOrder) {
      if (later !== undefined && startsStint(later, lap)) stints.push([])
      stints.at(-1)?.push(lap)
      later = lap
    }
    return { session_id, stints: stints.map(of => ({ laps: of, summary: summaryOf(of) })) }
  })
}

/** Whether a stop lies between two laps of which `earlier` came before. */
const startsStint = (later: LapRecord, earlier: LapRecord): boolean =>
  later.kind === 'out' || later.kind === 'out-in' || earlier.kind === 'in' || earlier.kind === 'out-in'

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

export function summaryOf(laps: readonly LapRecord[]): StintSummary {
  const clean = laps.filter(counts)
  const times = clean.flatMap(lap => lap.lap_time_ms ?? [])
  if (times.length === 0) return { clean: 0 }
  const mean_ms = mean(times)
  const spread = Math.sqrt(
    mean(times.map(time => (time - mean_ms) ** 2)) * (times.length / (times.length - 1)),
  )
  const fuel = clean.flatMap(lap => lap.fuel_used_l ?? [])
  const pressures = clean.flatMap(lap =>
    lap.tyre_pressure_psi === undefined ? [] : [mean(lap.tyre_pressure_psi)],
  )
  const [newest, oldest] = [pressures[0], pressures.at(-1)]
  const optimal = optimalOf(clean)
  return {
    clean: times.length,
    mean_ms,
    best_ms: Math.min(...times),
    ...(times.length > 1 && { spread_ms: spread }),
    ...(optimal !== undefined && { optimal }),
    ...(fuel.length > 0 && { fuel_per_lap_l: mean(fuel) }),
    ...(newest !== undefined &&
      oldest !== undefined &&
      pressures.length > 1 && { pressure_drift_psi: newest - oldest }),
  }
}

function optimalOf(laps: readonly LapRecord[]): StintSummary['optimal'] {
  const sectors = Math.max(...laps.map(lap => lap.sector_times_ms.length))
  const whole = laps.filter(lap => lap.sector_times_ms.length === sectors)
  if (sectors < 2) return undefined
  const best = Array.from({ length: sectors }, (_, at) =>
    whole.reduce((fastest, lap) =>
      (lap.sector_times_ms[at] ?? 0) < (fastest.sector_times_ms[at] ?? 0) ? lap : fastest,
    ),
  )
  return {
    time_ms: best.reduce((sum, lap, at) => sum + (lap.sector_times_ms[at] ?? 0), 0),
    from: best.map(lap => lap.lap_number),
  }
}
