// The static page: who drives what, where.
import { accStatic } from '../../wire/acc/static.ts'
import { encode } from '../../wire/struct.ts'
import type { Machine } from './machine.ts'
import type { WorldOptions } from './session.ts'

export function staticPage(options: WorldOptions, machine: Machine): Uint8Array {
  return encode(accStatic, {
    smVersion: '1.9',
    acVersion: '1.7',
    numberOfSessions: 1,
    numCars: options.cars,
    carModel: options.car,
    track: options.track,
    playerName: options.driver.name,
    playerSurname: options.driver.surname,
    playerNick: options.driver.nick,
    sectorCount: 3,
    maxRpm: machine.maxRpm,
    maxFuel: machine.tank,
    penaltiesEnabled: 1,
    aidFuelRate: 1,
    aidTireRate: 1,
    aidMechanicalDamage: 1,
    aidAllowTyreBlankets: 0,
    aidStability: 0,
    aidAutoClutch: 1,
    aidAutoBlip: 1,
    // No pit window: it closes before it opens.
    PitWindowStart: 300_500,
    PitWindowEnd: 299_500,
    isOnline: 0,
    dryTyresName: 'DHE',
    wetTyresName: 'WH',
  })
}
