// Laps as they are listed: narrowed, in sessions and stints, with what an engineer asks of a stint.

import type { LapRemark } from '../../../../src/model/lap-remark.ts'
import { sideOf } from '../../../../src/model/lap-side.ts'
import type { LapRecord } from '../../../../src/model/messages.ts'
import { counts } from '../../live-core/marks.ts'

/** What a lap and a session both say. */
export type Choosable = Pick<LapRecord, 'track' | 'car' | 'driver' | 'session_id' | 'started_at'>

export type LapFilter = {
  readonly track: string | undefined
  readonly car: string | undefined
  readonly driver: string | undefined
  readonly session: string | undefined
  readonly weather: string | undefined
  /** Only laps that are known to be valid. */
  readonly valid: boolean
  /** Only laps from line to line. */
  readonly full: boolean
  /** Only laps that are known to have had nobody within a second. */
  readonly noTraffic: boolean
  /** Also the laps of other cars, of which only the times are known. */
  readonly field: boolean
  /** The stretch of time that laps must begin in, both ends included, as instants. */
  readonly span: readonly [from: string, to: string] | undefined
  /** Only laps of so many days, today among them. */
  readonly days: number | undefined
  /** Only laps with this tag. */
  readonly tag: string | undefined
  /** Also laps that somebody left out by hand. */
  readonly leftOut: boolean
}

/** From the address; valid and full laps of the rigs unless it says `valid=0`, `full=0` and `field=1`. */
export function filterOf(query: URLSearchParams): LapFilter {
  const [from, to] = [query.get('from'), query.get('to')]
  return {
    track: query.get('track') ?? undefined,
    car: query.get('car') ?? undefined,
    driver: query.get('driver') ?? undefined,
    session: query.get('session') ?? undefined,
    weather: query.get('wx') ?? undefined,
    valid: query.get('valid') !== '0',
    full: query.get('full') !== '0',
    noTraffic: query.get('traffic') === '0',
    field: query.get('field') === '1',
    span: from !== null && to !== null ? [from, to] : undefined,
    tag: query.get('tag') ?? undefined,
    leftOut: query.get('out') === '1',
    days: Number(query.get('days') ?? Number.NaN) || undefined,
  }
}

/**
 * What the hub is asked for. Valid and full laps are narrowed on the page where stints are shown: the pit stops between
 * them may be hidden.
 */
export function questionOf(filter: LapFilter, now: Date = new Date()): Readonly<Record<string, string>> {
  const { track, car, driver, session, field, weather, span, days } = filter
  const since =
    days === undefined ? undefined : new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1 - days)
  const asked = {
    ...{ track, car, driver, session_id: session, field: field ? 'true' : undefined, conditions: weather },
    from: span?.[0] ?? since?.toISOString(),
    to: span?.[1],
  }
  return Object.fromEntries(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

export const hidings = [
  'outside',
  'weather',
  'notFull',
  'notValid',
  'inTraffic',
  'untagged',
  'leftOut',
] as const
export type Hidden = Readonly<Record<(typeof hidings)[number], number>>
export const nothingHidden: Hidden = {
  outside: 0,
  weather: 0,
  notFull: 0,
  notValid: 0,
  inTraffic: 0,
  untagged: 0,
  leftOut: 0,
}

/** The same with what the page narrows by itself. */
export const countedOf = (filter: LapFilter, now: Date = new Date()): Readonly<Record<string, string>> => ({
  ...questionOf(filter, now),
  ...(filter.valid && { valid: 'true' }),
  ...(filter.full && { kind: 'flying' }),
  ...(filter.noTraffic && { traffic: 'false' }),
})

/** The laps that a filter keeps, and how many each part of it hides of those that the parts before it left. */
export function narrow(
  laps: readonly LapRecord[],
  {
    valid,
    full,
    noTraffic = false,
    weather,
    span,
    tag,
    leftOut = false,
  }: Pick<LapFilter, 'valid' | 'full'> & Partial<LapFilter>,
  remarks: ReadonlyMap<string, LapRemark> = new Map(),
): { readonly kept: readonly LapRecord[]; readonly hidden: Hidden } {
  const steps: readonly (readonly [keyof Hidden, (lap: LapRecord) => boolean])[] = [
    ['outside', lap => span === undefined || (lap.started_at >= span[0] && lap.started_at <= span[1])],
    ['weather', lap => weather === undefined || lap.conditions === weather],
    ['notFull', lap => !full || lap.kind === 'flying'],
    ['notValid', lap => !valid || lap.valid === true],
    ['inTraffic', lap => !noTraffic || lap.traffic_share === 0],
    ['untagged', lap => tag === undefined || remarks.get(lap.lap_id)?.tags.includes(tag) === true],
    ['leftOut', lap => leftOut || remarks.get(lap.lap_id)?.hidden !== true],
  ]
  let kept = laps
  const hidden = { ...nothingHidden }
  for (const [name, keeps] of steps) {
    const left = kept.filter(keeps)
    hidden[name] = kept.length - left.length
    kept = left
  }
  return { kept, hidden }
}

/** From one pit stop to the next. Newest lap first, as the list is. */
export type Stint = { readonly laps: readonly LapRecord[]; readonly summary: StintSummary }
export type SessionGroup = {
  /** The session, and for laps of the field whose. */
  readonly key: string
  readonly session_id: string
  readonly stints: readonly Stint[]
}

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

/** Laps of a rig belong to its session, whoever drove; those of another car to that car in it. */
const groupKey = (lap: LapRecord): string =>
  sideOf(lap) === 'rigs' ? lap.session_id : [lap.session_id, lap.driver, lap.car].join('|')

/** Groups laps, newest first, by session and stint. A stint begins with an out-lap. */
export function groupLaps(laps: readonly LapRecord[]): readonly SessionGroup[] {
  const groups = Map.groupBy(laps, groupKey)
  return [...groups].map(([key, own]) => {
    const inOrder = own.toSorted((a, b) => b.lap_number - a.lap_number)
    const stints: LapRecord[][] = [[]]
    let later: LapRecord | undefined
    for (const lap of inOrder) {
      if (later !== undefined && startsStint(later, lap)) stints.push([])
      stints.at(-1)?.push(lap)
      later = lap
    }
    const session_id = own[0]?.session_id ?? ''
    return { key, session_id, stints: stints.map(of => ({ laps: of, summary: summaryOf(of) })) }
  })
}

/** Whether a stop lies between two laps of which `earlier` came before. */
export const startsStint = (later: LapRecord, earlier: LapRecord): boolean =>
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
