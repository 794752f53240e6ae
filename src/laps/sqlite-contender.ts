// A lap that competes, and how the SQLite store finds such laps again.
import type { DatabaseSync } from 'node:sqlite'
import type { Field } from '../model/board-name.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap } from '../model/ruling.ts'
import { fieldOf, type Placed } from './boards.ts'
import { number, type Row, text } from './sqlite-rows.ts'

export type Contender = Placed &
  Pick<LapRecord, 'driver' | 'lap_number'> & {
    readonly lap_id: string
    readonly session_id: string
    readonly lap_time_ms: number
    readonly field: Field
  }

/** The lap as boards see it; undefined when it may not compete. */
export function contenderOf(lap: RuledLap, ranked: boolean): Contender | undefined {
  const field = fieldOf(lap, ranked)
  const { lap_id, session_id, site, driver, track, car, car_class, lap_number, started_at, conditions } = lap
  if (field === undefined || lap.lap_time_ms === undefined) return undefined
  return {
    ...{ lap_id, session_id, site, driver, track, car, car_class, lap_number, started_at, field },
    lap_time_ms: lap.lap_time_ms,
    ...(conditions !== undefined && { conditions }),
  }
}

/** A row of `laps` that competes. */
export function contenderIn(row: Row): Contender {
  const conditions = row['conditions']
  return {
    lap_id: text(row, 'lap_id'),
    session_id: text(row, 'session_id'),
    site: text(row, 'site'),
    driver: text(row, 'driver'),
    track: text(row, 'track'),
    car: text(row, 'car'),
    car_class: text(row, 'car_class'),
    lap_number: number(row, 'lap_number'),
    lap_time_ms: number(row, 'lap_time_ms'),
    started_at: text(row, 'started_at'),
    field: row['field'] === 'virtual' ? 'virtual' : 'real',
    ...(conditions === 'dry' || conditions === 'wet' ? { conditions } : {}),
  }
}

const columns =
  'lap_id, session_id, site, driver, track, car, car_class, lap_number, lap_time_ms, started_at, field, conditions'

/** Prepared questions for laps that compete. */
export const contenderStatements = (database: DatabaseSync) => {
  const laps = (rest: string) =>
    database.prepare(`SELECT ${columns} FROM laps WHERE field IS NOT NULL AND ${rest}`)
  return {
    all: laps('true'),
    ofTrack: laps('track = ? AND field = ?'),
    ofDriver: laps('track = ? AND driver = ? AND field = ?'),
    ofDriverByTime: laps('track = ? AND driver = ? AND field = ? ORDER BY lap_time_ms'),
    inSpan: laps('started_at >= ? AND started_at < ?'),
    around: laps('session_id = ? AND lap_number BETWEEN ? AND ? AND driver = ? AND field = ?'),
  }
}
