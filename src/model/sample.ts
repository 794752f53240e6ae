// One instant of one car, as the folds of race/ see it: any columns of the catalogue, by their names.
import type { Micros } from '../units/quantity.ts'
import type { ColumnName } from './channels.ts'

/** `t_us` counts from the first sample of the session. A column that the game does not fill is absent. */
export type Sample = { readonly t_us: Micros } & { readonly [Name in ColumnName]?: number }

/** What a driver reads during the lap: the columns of a live message. */
export const liveColumns = [
  'spline',
  'lap_time_ms',
  'last_lap_ms',
  'best_lap_ms',
  'completed_laps',
  'position',
  'sector',
  'lap_valid',
  'in_pit_lane',
  'session_time_left_ms',
  'status',
  'speed_kmh',
  'gear',
  'rpm',
  'throttle',
  'brake',
  'steer',
  'fuel_l',
  'fuel_per_lap_l',
  'tc_level',
  'abs_level',
  'engine_map',
  'brake_bias',
  'tc_intervention',
  'abs_intervention',
  'pit_limiter_on',
  'flag',
  'gap_ahead_ms',
  'gap_behind_ms',
  'car_position_m_x',
  'car_position_m_z',
  'rain_tyres',
  'tyre_pressure_psi_fl',
  'tyre_pressure_psi_fr',
  'tyre_pressure_psi_rl',
  'tyre_pressure_psi_rr',
  'tyre_core_temp_c_fl',
  'tyre_core_temp_c_fr',
  'tyre_core_temp_c_rl',
  'tyre_core_temp_c_rr',
  'brake_temp_c_fl',
  'brake_temp_c_fr',
  'brake_temp_c_rl',
  'brake_temp_c_rr',
] as const satisfies readonly ColumnName[]
