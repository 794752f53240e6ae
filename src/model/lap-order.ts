// What laps can be listed by, besides when they were driven: a value of the record, declared once for every store.
import type { LapRecord } from './messages.ts'

type Source = {
  /** Where the record has it. */
  readonly path: readonly [keyof LapRecord, (number | string)?]
  /** Of four wheels. */
  readonly isMean?: true
}

export const lapOrders = {
  lap_time_ms: { path: ['lap_time_ms'] },
  lap_number: { path: ['lap_number'] },
  driver: { path: ['driver'] },
  car: { path: ['car'] },
  track: { path: ['track'] },
  sector_1_ms: { path: ['sector_times_ms', 0] },
  sector_2_ms: { path: ['sector_times_ms', 1] },
  sector_3_ms: { path: ['sector_times_ms', 2] },
  fuel_used_l: { path: ['fuel_used_l'] },
  fuel_l: { path: ['fuel_l'] },
  tyre_pressure_psi: { path: ['tyre_pressure_psi'], isMean: true },
  tyre_core_temp_c: { path: ['tyre_core_temp_c'], isMean: true },
  air_temp_c: { path: ['air_temp_c'] },
  road_temp_c: { path: ['road_temp_c'] },
  tyre_compound: { path: ['tyre_compound'] },
  traffic_share: { path: ['traffic_share'] },
  rate_hz: { path: ['quality', 'rate_hz'] },
} as const satisfies Readonly<Record<string, Source>>

export type LapOrderKey = keyof typeof lapOrders
export const lapOrderKeys = Object.keys(lapOrders).filter((key): key is LapOrderKey => key in lapOrders)

/** By this value, the smallest first or the largest. Laps without it come last; without a time they do not come at all. */
export type LapOrder = { readonly by: LapOrderKey; readonly down: boolean }

export const fastestFirst: LapOrder = { by: 'lap_time_ms', down: false }

/** `fastest`, `fuel_l`, `-fuel_l`; undefined for anything else. */
export function readLapOrder(text: string): LapOrder | undefined {
  if (text === 'fastest') return fastestFirst
  const name = text.replace(/^-/, '')
  const by = lapOrderKeys.find(key => key === name)
  return by === undefined ? undefined : { by, down: text.startsWith('-') }
}

/** What a lap has there; undefined where it does not say. */
export function orderValue(lap: Partial<LapRecord>, by: LapOrderKey): number | string | undefined {
  const source: Source = lapOrders[by]
  const [name, step] = source.path
  const member: unknown = lap[name]
  if (source.isMean && Array.isArray(member)) return meanOf(member)
  const value: unknown = step === undefined ? member : memberOf(member, step)
  return typeof value === 'number' || typeof value === 'string' ? value : undefined
}

const memberOf = (value: unknown, step: number | string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(String(step)) : undefined

const meanOf = (values: readonly unknown[]): number =>
  values.reduce<number>((sum, value) => sum + Number(value), 0) / values.length
