// How much a driver can take in at this moment.
import { isClose } from '../../../src/race/traffic.ts'
import type { CarView } from './car-view.ts'

/** Full throttle, and next to no lateral load. A game that tells neither is taken at its throttle. */
export const isOnStraight = (car: CarView): boolean =>
  (car.value('throttle') ?? 0) > 0.9 && Math.abs(car.value('accel_lat_g') ?? 0) < 0.4

/** A yellow flag, a lap that does not count, the pit lane, or a car close by. */
export function isBusy(car: CarView): boolean {
  const neighbours = {
    gap_ahead_ms: car.value('gap_ahead_ms'),
    gap_behind_ms: car.value('gap_behind_ms'),
    active_cars: undefined,
  }
  return (
    car.value('flag') === 2 ||
    car.value('global_yellow') === 1 ||
    car.value('lap_valid') === 0 ||
    car.value('in_pit_lane') === 1 ||
    isClose(neighbours) === true
  )
}
