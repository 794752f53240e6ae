// A table: the parts that the graphics page of AC EVO is made of, each with room reserved at its end.
import type { Field } from '../struct.ts'

/** Source: ACE_SharedFileOut, version 1. */
export const tyreState = [
  { name: 'slip', type: 'f32' },
  { name: 'lock', type: 'u8', unit: 'flag' },
  { name: 'tyre_pression', type: 'f32', unit: 'psi' },
  { name: 'tyre_temperature_c', type: 'f32', unit: '°C' },
  { name: 'brake_temperature_c', type: 'f32', unit: '°C' },
  { name: 'brake_pressure', type: 'f32' },
  { name: 'tyre_temperature_left', type: 'f32' },
  { name: 'tyre_temperature_center', type: 'f32' },
  { name: 'tyre_temperature_right', type: 'f32' },
  { name: 'tyre_compound_front', type: 'latin1', count: 33 },
  { name: 'tyre_compound_rear', type: 'latin1', count: 33 },
  { name: 'tyre_normalized_pressure', type: 'f32' },
  { name: 'tyre_normalized_temperature_left', type: 'f32' },
  { name: 'tyre_normalized_temperature_center', type: 'f32' },
  { name: 'tyre_normalized_temperature_right', type: 'f32' },
  { name: 'brake_normalized_temperature', type: 'f32' },
  { name: 'tyre_normalized_temperature_core', type: 'f32' },
] as const satisfies readonly Field[]

export const damageState = [
  { name: 'damage_front', type: 'f32' },
  { name: 'damage_rear', type: 'f32' },
  { name: 'damage_left', type: 'f32' },
  { name: 'damage_right', type: 'f32' },
  { name: 'damage_center', type: 'f32' },
  { name: 'damage_suspension_lf', type: 'f32' },
  { name: 'damage_suspension_rf', type: 'f32' },
  { name: 'damage_suspension_lr', type: 'f32' },
  { name: 'damage_suspension_rr', type: 'f32' },
] as const satisfies readonly Field[]

export const pitInfo = [
  { name: 'damage', type: 'i8' },
  { name: 'fuel', type: 'i8' },
  { name: 'tyres_lf', type: 'i8' },
  { name: 'tyres_rf', type: 'i8' },
  { name: 'tyres_lr', type: 'i8' },
  { name: 'tyres_rr', type: 'i8' },
] as const satisfies readonly Field[]

export const electronics = [
  { name: 'tc_level', type: 'i8' },
  { name: 'tc_cut_level', type: 'i8' },
  { name: 'abs_level', type: 'i8' },
  { name: 'esc_level', type: 'i8' },
  { name: 'ebb_level', type: 'i8' },
  { name: 'brake_bias', type: 'f32', unit: 'ratio' },
  { name: 'engine_map_level', type: 'i8' },
  { name: 'turbo_level', type: 'f32' },
  { name: 'ers_deployment_map', type: 'i8' },
  { name: 'ers_recharge_map', type: 'f32' },
  { name: 'is_ers_heat_charging_on', type: 'u8', unit: 'flag' },
  { name: 'is_ers_overtake_mode_on', type: 'u8', unit: 'flag' },
  { name: 'is_drs_open', type: 'u8', unit: 'flag' },
  { name: 'diff_power_level', type: 'i8' },
  { name: 'diff_coast_level', type: 'i8' },
  { name: 'front_bump_damper_level', type: 'i8' },
  { name: 'front_rebound_damper_level', type: 'i8' },
  { name: 'rear_bump_damper_level', type: 'i8' },
  { name: 'rear_rebound_damper_level', type: 'i8' },
  { name: 'is_ignition_on', type: 'u8', unit: 'flag' },
  { name: 'is_pitlimiter_on', type: 'u8', unit: 'flag' },
  { name: 'active_performance_mode', type: 'i8' },
] as const satisfies readonly Field[]

export const instrumentation = [
  { name: 'main_light_stage', type: 'i8' },
  { name: 'special_light_stage', type: 'i8' },
  { name: 'cockpit_light_stage', type: 'i8' },
  { name: 'wiper_level', type: 'i8' },
  { name: 'rain_lights', type: 'u8', unit: 'flag' },
  { name: 'direction_light_left', type: 'u8', unit: 'flag' },
  { name: 'direction_light_right', type: 'u8', unit: 'flag' },
  { name: 'flashing_lights', type: 'u8', unit: 'flag' },
  { name: 'warning_lights', type: 'u8', unit: 'flag' },
  { name: 'selected_display_index', type: 'i8' },
  { name: 'display_current_page_index', type: 'i8', count: 16 },
  { name: 'are_headlights_visible', type: 'u8', unit: 'flag' },
] as const satisfies readonly Field[]

export const sessionState = [
  { name: 'phase_name', type: 'latin1', count: 33 },
  { name: 'time_left', type: 'latin1', count: 15 },
  { name: 'time_left_ms', type: 'i32', unit: 'ms' },
  { name: 'wait_time', type: 'latin1', count: 15 },
  { name: 'total_lap', type: 'i32' },
  { name: 'current_lap', type: 'i32' },
  { name: 'lights_on', type: 'i32' },
  { name: 'lights_mode', type: 'i32' },
  { name: 'lap_length_km', type: 'f32' },
  { name: 'end_session_flag', type: 'i32' },
  { name: 'time_to_next_session', type: 'latin1', count: 15 },
  { name: 'disconnected_from_server', type: 'u8', unit: 'flag' },
  { name: 'restart_season_enabled', type: 'u8', unit: 'flag' },
  { name: 'ui_enable_drive', type: 'u8', unit: 'flag' },
  { name: 'ui_enable_setup', type: 'u8', unit: 'flag' },
  { name: 'is_ready_to_next_blinking', type: 'u8', unit: 'flag' },
  { name: 'show_waiting_for_players', type: 'u8', unit: 'flag' },
] as const satisfies readonly Field[]

export const timingState = [
  { name: 'current_laptime', type: 'latin1', count: 15 },
  { name: 'delta_current', type: 'latin1', count: 15 },
  { name: 'delta_current_p', type: 'i32' },
  { name: 'last_laptime', type: 'latin1', count: 15 },
  { name: 'delta_last', type: 'latin1', count: 15 },
  { name: 'delta_last_p', type: 'i32' },
  { name: 'best_laptime', type: 'latin1', count: 15 },
  { name: 'ideal_laptime', type: 'latin1', count: 15 },
  { name: 'total_time', type: 'latin1', count: 15 },
  { name: 'is_invalid', type: 'u8', unit: 'flag' },
] as const satisfies readonly Field[]

export const assistsState = [
  { name: 'auto_gear', type: 'u8' },
  { name: 'auto_blip', type: 'u8' },
  { name: 'auto_clutch', type: 'u8' },
  { name: 'auto_clutch_on_start', type: 'u8' },
  { name: 'manual_ignition_e_start', type: 'u8' },
  { name: 'auto_pit_limiter', type: 'u8' },
  { name: 'standing_start_assist', type: 'u8' },
  { name: 'auto_steer', type: 'f32' },
  { name: 'arcade_stability_control', type: 'f32' },
] as const satisfies readonly Field[]
