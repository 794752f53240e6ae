// One car in motion along the driven line: pedals and gears in, speed, place and attitude out. 2.5 ms a step.
import { type Course, sample, wrapped } from './course.ts'
import { fuelDensity, gravity, type Machine, powerShare } from './machine.ts'
import { brakingLimit, corneringLimit, resistance } from './pace.ts'

/** The step of the game's physics, seconds. */
export const stepSeconds = 0.0025

/** Working state, changed in place 400 times a second. SI units; angles in radians. */
export type Car = {
  /** Metres along the lap, 0 ≤ distance < length. */
  distance: number
  /** Along the line; below 0 the car reverses. */
  speed: number
  acceleration: number
  /** Metres to the right of the driven line, and how fast that grows. */
  offset: number
  offsetRate: number
  /** Curvature and sideways acceleration at the car, right is positive. */
  curvature: number
  sideways: number
  throttle: number
  brake: number
  /** 1 engaged, as the game shows it. */
  clutch: number
  /** −1 reverse, 0 neutral. */
  gear: number
  rpm: number
  /** Seconds until the shift is done, and until the next may begin. */
  shifting: number
  settled: number
  running: boolean
  limiter: boolean
  /** Body against the direction of travel, left is positive: sideslip, and the angle of a spin. */
  yaw: number
  yawRate: number
  fuel: number
  /** Metres since the stint began, and work done by the engine in this step, J. */
  travelled: number
  work: number
  tc: boolean
  abs: boolean
  /** Decelerating force of the brakes in this step, N. */
  braking: number
  /** Driving force in this step, N. */
  driving: number
}

export function parkedCar(distance: number, offset: number, fuel: number): Car {
  return {
    distance,
    speed: 0,
    acceleration: 0,
    offset,
    offsetRate: 0,
    curvature: 0,
    sideways: 0,
    throttle: 0,
    brake: 0,
    clutch: 0,
    gear: 0,
    rpm: 0,
    shifting: 0,
    settled: 0,
    running: false,
    limiter: true,
    yaw: 0,
    yawRate: 0,
    fuel,
    travelled: 0,
    work: 0,
    tc: false,
    abs: false,
    braking: 0,
    driving: 0,
  }
}

export const massOf = (machine: Machine, car: Car): number => machine.mass + car.fuel * fuelDensity

/** Moves the car one step on; returns +1 or −1 when it crossed the line forwards or backwards, else 0. */
export function moveCar(course: Course, machine: Machine, car: Car, grip: number): -1 | 0 | 1 {
  const mass = massOf(machine, car)
  const { speed } = car
  shiftGears(machine, car)
  car.curvature = sample(course, course.curvature, car.distance) / (1 - car.offset * 0.002)
  car.sideways = car.curvature * speed * speed
  const most = corneringLimit(machine, mass, grip, speed)
  const share = Math.min(1, Math.abs(car.sideways) / most)
  const left = Math.max(0.18, Math.sqrt(1 - share * share))

  const pull = engineForce(machine, car, speed)
  const traction = machine.traction * grip * mass * left
  car.tc = pull > traction * 1.02
  car.driving = Math.min(pull, traction)
  const press = car.brake * mass * brakePedalForce
  const hold = brakingLimit(machine, mass, grip, speed) * mass * Math.max(0.35, left)
  car.abs = press > hold * 0.985 && speed > 5
  car.braking = Math.min(press, hold)
  const drag = resistance(machine, mass, speed) + mass * gravity * sample(course, course.slope, car.distance)
  car.acceleration = motion(car, (car.driving - drag) / mass, car.braking / mass)
  car.speed += car.acceleration * stepSeconds
  if (speed > 0 && car.speed < 0 && car.gear >= 0) car.speed = 0
  const way = car.speed * stepSeconds
  car.work = car.driving * Math.max(0, way)
  car.travelled += Math.abs(way)
  burn(machine, car)
  const next = car.distance + way
  car.distance = wrapped(course, next)
  return next >= course.length ? 1 : next < 0 ? -1 : 0
}

/** Deceleration of a full pedal before tyres or ABS say no, m/s². */
export const brakePedalForce = 17.5

function motion(car: Car, free: number, braking: number): number {
  if (Math.abs(car.speed) < 0.05 && car.gear >= 0 && free <= braking) return -car.speed / stepSeconds
  if (car.speed < 0) return car.gear < 0 ? -1.6 * car.throttle + braking : braking + 1
  if (car.gear < 0 && car.speed < 0.3) return -1.6 * car.throttle
  return free - braking
}

function engineForce(machine: Machine, car: Car, speed: number): number {
  if (!car.running || car.gear <= 0 || car.shifting > 0) return 0
  const revs = car.rpm / machine.maxRpm
  if (revs > 1.005) return 0
  if (car.limiter && speed > 50 / 3.6) return 0
  const engineBraking = 900 * revs * (1 - Math.min(1, car.throttle * 8))
  const power = machine.power * powerShare(revs) * car.throttle
  return power / Math.max(4, speed) - engineBraking
}

function shiftGears(machine: Machine, car: Car): void {
  car.shifting = Math.max(0, car.shifting - stepSeconds)
  car.settled = Math.max(0, car.settled - stepSeconds)
  if (!car.running) {
    car.rpm = Math.max(0, car.rpm - 6000 * stepSeconds)
    car.clutch = 0
    return
  }
  const wheelRpm = (gear: number) =>
    (car.speed * Math.cos(car.yaw) * machine.maxRpm) /
    (machine.gearSpeeds[gear - 1] ?? Number.POSITIVE_INFINITY)
  if (car.gear > 0 && car.settled === 0 && Math.abs(car.yaw) < 0.5) {
    const revs = wheelRpm(car.gear) / machine.maxRpm
    const lower = car.gear > 1 ? wheelRpm(car.gear - 1) / machine.maxRpm : 1
    const lowest = car.speed < 12 ? 1 : 2
    if (revs > 0.975 && car.throttle > 0.3 && car.gear < machine.gearSpeeds.length) shift(car, 1, 0.055)
    else if (car.gear > lowest && (car.brake > 0.05 ? lower < 0.87 : lower < 0.74)) shift(car, -1, 0.075)
  }
  const slipping = car.gear <= 0 || Math.abs(wheelRpm(car.gear)) < machine.idleRpm
  const target =
    car.gear <= 0 || Math.abs(car.speed) < 1
      ? machine.idleRpm + car.throttle * 0.6 * (machine.maxRpm - machine.idleRpm)
      : Math.abs(car.yaw) > 1.2 || !slipping
        ? wheelRpm(car.gear)
        : machine.idleRpm * (1 + 0.5 * car.throttle)
  car.rpm += (target - car.rpm) * Math.min(1, stepSeconds / (slipping ? 0.08 : 0.02))
  const engaged =
    car.gear === 0 ? 0 : slipping ? Math.min(0.9, Math.abs(wheelRpm(car.gear)) / machine.idleRpm) : 1
  car.clutch += (engaged - car.clutch) * Math.min(1, stepSeconds / 0.04)
  if (engaged === 1 && car.clutch > 0.98) car.clutch = 1
}

function shift(car: Car, by: 1 | -1, seconds: number): void {
  car.gear += by
  car.shifting = seconds
  car.settled = by > 0 ? 0.3 : 0.17
}

function burn(machine: Machine, car: Car): void {
  if (!car.running) return
  const idle = 0.0009 * stepSeconds
  car.fuel = Math.max(0, car.fuel - car.work * machine.fuelPerJoule - idle)
}
