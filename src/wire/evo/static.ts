// The static page of AC EVO: the session and the track. Who drives what stands in its graphics page.
import { type Decoded, struct } from '../struct.ts'
import { evoGrips, evoSessions } from './enumerations.ts'

/** Source: ACE_SharedFileOut, version 1. No bytes have proven it yet. */
export const evoStatic = struct('evo.static', 208, [
  { name: 'sm_version', type: 'latin1', count: 15 },
  { name: 'ac_evo_version', type: 'latin1', count: 15 },
  { name: 'session', type: 'i32', values: evoSessions },
  { name: 'session_name', type: 'latin1', count: 33 },
  { name: 'event_id', type: 'u8' },
  { name: 'session_id', type: 'u8' },
  { name: 'starting_grip', type: 'i32', values: evoGrips },
  { name: 'starting_ambient_temperature_c', type: 'f32', unit: '°C' },
  { name: 'starting_ground_temperature_c', type: 'f32', unit: '°C' },
  { name: 'is_static_weather', type: 'u8', unit: 'flag' },
  { name: 'is_timed_race', type: 'u8', unit: 'flag' },
  { name: 'is_online', type: 'u8', unit: 'flag' },
  { name: 'number_of_sessions', type: 'i32' },
  { name: 'nation', type: 'latin1', count: 33 },
  { name: 'longitude', type: 'f32' },
  { name: 'latitude', type: 'f32' },
  { name: 'track', type: 'latin1', count: 33 },
  { name: 'track_configuration', type: 'latin1', count: 33 },
  { name: 'track_length_m', type: 'f32', unit: 'm' },
])

export type EvoStatic = Decoded<typeof evoStatic>
