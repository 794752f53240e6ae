// Records to rows of the SQLite store and back.
import type { SQLInputValue } from 'node:sqlite'
import type { BoardEvent } from '../model/board-event.ts'
import type { Field } from '../model/board-name.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import { asLapId, asSessionId, rigId, siteId } from '../model/identity.ts'
import type { LapRemark } from '../model/lap-remark.ts'
import { type LapRecord, lapKinds, type Origin, origins } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import type { TrackCuts } from '../model/track-cuts.ts'
import type { DriverStanding } from './boards.ts'
import { ruled } from './ruled.ts'
import type { ListedSession, SessionRecord } from './store.ts'

/** A row as node:sqlite hands it out. */
export type Row = Readonly<Record<string, unknown>>

/** The columns of `laps`, in the order of `lapValues`. */
export const lapColumns = [
  'lap_id',
  'session_id',
  'site',
  'rig',
  'origin',
  'driver',
  'car',
  'car_class',
  'track',
  'lap_number',
  'kind',
  'valid',
  'lap_time_ms',
  'started_at',
  'ranked',
  'field',
  'more',
  'conditions',
  'recorded_valid',
  'ruling',
] as const

/** `valid` is as ruled; the rest is as it was recorded. */
export function lapValues(
  lap: LapRecord,
  ruling: Ruling | undefined,
  ranked: boolean,
  field: Field | undefined,
): readonly SQLInputValue[] {
  const { lap_id, session_id, site, rig, origin, driver, car, car_class, track, ...rest } = lap
  const { lap_number, kind, valid, lap_time_ms, started_at, conditions, ...more } = rest
  const flag = (value: boolean | null) => (value === null ? null : Number(value))
  return [
    ...[lap_id, session_id, site, rig, origin, driver, car, car_class, track],
    ...[lap_number, kind, flag(ruled(lap, ruling).valid), lap_time_ms ?? null, started_at],
    ...[Number(ranked), field ?? null, JSON.stringify(more), conditions ?? null, flag(valid)],
    ruling === undefined ? null : JSON.stringify(ruling),
  ]
}

/** A row of `laps` as it is listed. */
export const ruledLapOf = (row: Row): RuledLap => ruled(lapOf(row), lapRulingOf(row))

export const lapRulingOf = (row: Row): Ruling | undefined =>
  row['ruling'] === null ? undefined : JSON.parse(text(row, 'ruling'))

/** A row of `laps` as the record that was stored, its members in the order of a listing. */
export function lapOf(row: Row): LapRecord {
  const { invalid_reason, sector_times_ms, time_source, samples, quality, ...more }: More = JSON.parse(
    text(row, 'more'),
  )
  return {
    lap_id: asLapId(text(row, 'lap_id')),
    session_id: asSessionId(text(row, 'session_id')),
    site: siteId(text(row, 'site')),
    rig: rigId(text(row, 'rig')),
    origin: originOf(text(row, 'origin')),
    driver: text(row, 'driver'),
    car: text(row, 'car'),
    car_class: text(row, 'car_class'),
    track: text(row, 'track'),
    lap_number: number(row, 'lap_number'),
    kind: lapKinds.find(kind => kind === row['kind']) ?? 'incomplete',
    valid: row['recorded_valid'] === null ? null : row['recorded_valid'] === 1,
    ...(invalid_reason === undefined ? {} : { invalid_reason }),
    ...(row['lap_time_ms'] === null ? {} : { lap_time_ms: number(row, 'lap_time_ms') }),
    sector_times_ms,
    started_at: text(row, 'started_at'),
    ...(time_source === undefined ? {} : { time_source }),
    samples,
    quality,
    ...more,
    ...(row['conditions'] === 'dry' || row['conditions'] === 'wet' ? { conditions: row['conditions'] } : {}),
  }
}

type Kept = 'lap_id' | 'session_id' | 'site' | 'rig' | 'origin' | 'driver' | 'car' | 'car_class' | 'track'
type More = Omit<
  LapRecord,
  Kept | 'lap_number' | 'kind' | 'valid' | 'lap_time_ms' | 'started_at' | 'conditions'
>

export const sessionOf = (row: Row): SessionRecord => JSON.parse(text(row, 'record'))
export const rulingOf = (row: Row): Ruling => JSON.parse(text(row, 'record'))
export const cutsOf = (row: Row): TrackCuts => JSON.parse(text(row, 'record'))
export const hiddenOf = (row: Row): HiddenDriver => JSON.parse(text(row, 'record'))
export const remarkOf = (row: Row): LapRemark => JSON.parse(text(row, 'record'))
export const eventOf = (row: Row): BoardEvent => JSON.parse(text(row, 'record'))

export function listedSessionOf(row: Row): ListedSession {
  const listed = { ...sessionOf(row), laps: number(row, 'laps'), field_laps: number(row, 'field_laps') }
  return row['best_lap_ms'] === null ? listed : { ...listed, best_lap_ms: number(row, 'best_lap_ms') }
}

/** A row of `standings`, or of `records`, with the name of its driver. */
export const standingOf = (row: Row): DriverStanding => ({
  driver: text(row, 'driver'),
  score: number(row, 'score'),
  lap_id: text(row, 'lap_id'),
  lap_time_ms: number(row, 'lap_time_ms'),
  achieved_ms: number(row, 'achieved_ms'),
})

export function text(row: Row, column: string): string {
  const value = row[column]
  return typeof value === 'string' ? value : ''
}

export function number(row: Row, column: string): number {
  const value = row[column]
  return typeof value === 'number' ? value : Number.NaN
}

const originOf = (written: string): Origin => origins.find(origin => origin === written) ?? 'import'
