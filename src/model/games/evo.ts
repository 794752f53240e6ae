// AC EVO: ACC's physics page, and a graphics page of its own, whose names and numbers are brought into the catalogue's.
import { flags, sessionTypes } from '../../wire/acc/enumerations.ts'
import { evoFlags, evoSessions } from '../../wire/evo/enumerations.ts'
import { wireGames } from '../../wire/games.ts'
import type { Game } from './game.ts'

type Names = Readonly<Record<number, string>>

/** The numbers of one table as those of another; what the other has no name for is left out. */
function renumbered(
  from: Names,
  to: Names,
  renamed: Readonly<Record<string, string>>,
): Record<number, number> {
  const numbers = new Map(Object.entries(to).map(([number, name]) => [name, Number(number)]))
  return Object.fromEntries(
    Object.entries(from).flatMap(([number, name]) => {
      const there = numbers.get(renamed[name] ?? name)
      return there === undefined ? [] : [[Number(number), there]]
    }),
  )
}

/** The numbers of the catalogue's flags; red, black and white, and red and yellow stripes have none there. */
const flagNumbers = renumbered(evoFlags, flags, { 'orange circle': 'orange' })
const sessionNumbers = renumbered(evoSessions, sessionTypes, {
  'time attack': 'time-attack',
  'hot stint': 'hotstint',
  cruise: 'practice',
})

export const evo: Game = {
  id: 'evo',
  name: wireGames.evo.name,
  pages: wireGames.evo.pages,
  step_us: 3000,
  channels: {
    // In radians there, and the lock of the cars is not known.
    steer: 'absent',
    damage_front: 'absent',
    damage_rear: 'absent',
    damage_left: 'absent',
    damage_right: 'absent',
    damage_centre: 'absent',
    spline: { field: 'npos' },
    lap_time_ms: { field: 'current_lap_time_ms' },
    last_lap_ms: { field: 'last_laptime_ms' },
    best_lap_ms: { field: 'best_laptime_ms' },
    completed_laps: { field: 'total_lap_count' },
    position: { field: 'current_pos' },
    session_time_left_ms: { field: 'session_state.time_left_ms' },
    car_position_m: { field: 'car_coordinates' },
    delta_ms: { field: 'delta_time_ms' },
    estimated_lap_ms: { field: 'predicted_lap_time_ms' },
    lap_valid: { field: 'is_valid_lap' },
    in_pit_lane: { field: 'is_in_pit_lane' },
    in_pit_box: { field: 'is_in_pit_box' },
    active_cars: { field: 'active_cars' },
    flag: { field: 'flag', codes: flagNumbers },
    tc_level: { field: 'electronics.tc_level' },
    tc_cut_level: { field: 'electronics.tc_cut_level' },
    abs_level: { field: 'electronics.abs_level' },
    engine_map: { field: 'electronics.engine_map_level' },
    fuel_per_lap_l: { field: 'fuel_liter_per_lap' },
    fuel_used_l: { field: 'fuel_liter_used' },
    fuel_laps: { field: 'laps_possible_with_fuel' },
    exhaust_temp_c: { field: 'exhaust_temperature_c' },
    rain_lights_on: { field: 'instrumentation.rain_lights' },
    flashing_lights_on: { field: 'instrumentation.flashing_lights' },
    indicator_left_on: { field: 'instrumentation.direction_light_left' },
    indicator_right_on: { field: 'instrumentation.direction_light_right' },
    lights_stage: { field: 'instrumentation.main_light_stage' },
    wiper_level: { field: 'instrumentation.wiper_level' },
    main_display: { field: 'instrumentation.selected_display_index' },
  },
  player: { id: 'player_car_id_a', ids: 'car_ids', active: 'active_cars' },
  card: {
    car: 'graphics.car_model',
    track: 'static.track',
    layout: 'static.track_configuration',
    driver: ['graphics.driver_name', 'graphics.driver_surname'],
    session: 'static.session',
    tyres: 'graphics.tyre_lf.tyre_compound_front',
    maxFuel: 'graphics.max_fuel',
    online: 'static.is_online',
  },
  sessions: sessionNumbers,
  trackPrefix: 'evo-',
}
