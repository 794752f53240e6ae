// How the SQLite store finds laps that compete again.
import type { DatabaseSync } from 'node:sqlite'
import type { Contender } from './contender.ts'
import { number, type Row, text } from './sqlite-rows.ts'

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
