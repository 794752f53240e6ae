// What the folds of sessions and laps look at in a sample. They see no other column, so that whoever steps them sixty times
// a second need not gather two hundred.
import type { ColumnName } from '../model/channels.ts'
import type { Sample } from '../model/sample.ts'

export const foldColumns = [
  'status',
  'session_type',
  'session_index',
  'session_time_left_ms',
  'completed_laps',
  'lap_time_ms',
  'last_lap_ms',
  'best_lap_ms',
  'last_sector_ms',
  'lap_valid',
  'tyres_out',
  'penalty',
  'flag',
  'global_chequered',
  'in_pit_lane',
  'spline',
  'speed_kmh',
  'car_position_m_x',
  'car_position_m_z',
] as const satisfies readonly ColumnName[]

/** Any whole sample is one. */
export type FoldSample = Pick<Sample, 't_us' | (typeof foldColumns)[number]>
