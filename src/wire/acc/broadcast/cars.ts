// What the game says of the cars: who there is, and where each of them is.
import { f32, i32, listOf, noted, oneOf, orNone, shifted, text, u8, u16 } from '../../codec.ts'
import { datagram } from '../../datagram.ts'
import { sequence } from '../../sequence.ts'
import { nationalities } from '../nationalities.ts'
import { carLocations, cupCategories, driverCategories } from './enumerations.ts'
import { broadcastLap } from './lap.ts'

const place = orNone(u16, 0)

export const realtimeCarUpdate = datagram(3, 'realtime-car-update', {
  carIndex: u16,
  driverIndex: u16,
  driverCount: u8,
  gear: noted(shifted(u8, -1), '−1 reverse, 0 neutral, 1 first; counts from reverse in the bytes'),
  worldX: noted(f32, 'm, x of the world; an angle before ACC 1.10'),
  worldZ: noted(f32, 'm, z of the world although the SDK calls it y; an angle before ACC 1.10'),
  yawRad: noted(f32, 'rad'),
  location: oneOf(u8, carLocations),
  speedKmh: noted(u16, 'km/h'),
  position: place,
  cupPosition: place,
  trackPosition: noted(place, 'always none in what was recorded'),
  spline: noted(f32, '0 to 1 along the track'),
  laps: noted(u16, 'completed laps; changes up to seconds before or after the spline wraps'),
  deltaMs: noted(i32, 'ms to the best lap of the session of this driver'),
  bestLap: noted(broadcastLap, 'its splits are the best sectors of the session, not of that lap'),
  lastLap: broadcastLap,
  currentLap: broadcastLap,
})

/** The indexes of all cars, in no order; they may change with the session. */
export const entryList = datagram(4, 'entry-list', { connectionId: i32, carIndexes: listOf(u16, u16) })

export const driver = sequence('driver', {
  firstName: text,
  lastName: text,
  shortName: text,
  category: oneOf(u8, driverCategories),
  nationality: oneOf(u16, nationalities, 65535),
})

export const entryListCar = datagram(6, 'entry-list-car', {
  carIndex: u16,
  carModel: noted(u8, 'number of the model, see the table of cars'),
  teamName: text,
  raceNumber: i32,
  cupCategory: oneOf(u8, cupCategories),
  driverIndex: noted(u8, 'who drives now: an index into the drivers'),
  nationality: oneOf(u16, nationalities, 65535),
  drivers: listOf(u8, driver),
})

/** The smallest distance from the middle of the world at which a place cannot be mistaken for two angles. */
const farFromAngles = 10

/**
 * Whether the two numbers are metres. Before ACC 1.10 the same bytes held angles, and a place that lies within 10 m of
 * the middle of the world cannot be told from them.
 */
export function isWorldPlace(worldX: number | undefined, worldZ: number | undefined): boolean {
  return worldX !== undefined && worldZ !== undefined && Math.hypot(worldX, worldZ) > farFromAngles
}
