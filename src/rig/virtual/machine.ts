// The car as a handful of numbers: what moves it, holds it and stops it.
import { type Car, carOf } from '../../model/cars.ts'

/** SI units throughout. */
export type Machine = {
  readonly id: string
  /** With driver, without fuel, kg. */
  readonly mass: number
  /** At the wheels, at the best engine speed, W. */
  readonly power: number
  /** Half the air density times the coefficient and the area: N per (m/s)². */
  readonly drag: number
  readonly downforce: number
  /** Rolling resistance per unit of load. */
  readonly rolling: number
  /** Friction sideways and under braking, as force per load. */
  readonly grip: number
  readonly brakingGrip: number
  /** Greatest acceleration of the driven axle on a flat road, m/s². */
  readonly traction: number
  readonly maxRpm: number
  readonly idleRpm: number
  /** Road speed at `maxRpm` per forward gear, m/s. */
  readonly gearSpeeds: readonly number[]
  readonly tank: number
  /** Litres per joule of work at the wheels. */
  readonly fuelPerJoule: number
  readonly frontRadius: number
  readonly rearRadius: number
  readonly wheelbase: number
  readonly trackWidth: number
  /** Full steering lock in radians, both sides together, and steering ratio. */
  readonly lock: number
  readonly steeringRatio: number
  readonly brakeBias: number
  readonly turbo: boolean
}

export const gravity = 9.81
/** Fuel weighs this much, kg per litre. */
export const fuelDensity = 0.745

const turbos = /mclaren|ferrari_(488|296)|bmw|bentley_continental|nissan|honda|amr_v8/

/** A GT3 car: classes other than GT3 get the same body with less power. Cars that the table lacks get its averages. */
export function machineOf(id: string): Machine {
  const car: Car | undefined = carOf(id)
  const class_ = car?.car_class ?? 'GT3'
  const power = class_ === 'GT3' ? 1 : class_ === 'GT2' ? 1.12 : class_ === 'GT4' ? 0.72 : 0.85
  const gt3 = class_ === 'GT3' || class_ === 'GT2'
  const topSpeed = gt3 ? 290 / 3.6 : 265 / 3.6
  return {
    id,
    mass: 1365,
    power: 347_000 * power,
    drag: 0.56,
    downforce: gt3 ? 1.25 : 0.6,
    rolling: 0.013,
    grip: gt3 ? 1.47 : 1.36,
    brakingGrip: 1.36,
    traction: 8.4,
    maxRpm: car?.max_rpm ?? 7600,
    idleRpm: 1850,
    gearSpeeds: [0.393, 0.514, 0.64, 0.76, 0.876, 1].map(share => share * topSpeed),
    tank: 120,
    fuelPerJoule: 1.2e-7,
    frontRadius: 0.34,
    rearRadius: 0.337,
    wheelbase: 2.67,
    trackWidth: 1.68,
    lock: ((car?.lock_deg ?? 640) * Math.PI) / 180,
    steeringRatio: 13.5,
    brakeBias: 0.75,
    turbo: turbos.test(id),
  }
}

/** Share of the greatest power that the engine gives at a share of its greatest speed. */
export function powerShare(revs: number): number {
  const below = 0.92 - revs
  return Math.max(0.12, 1 - (below > 0 ? 1.7 : 2.5) * below * below)
}
