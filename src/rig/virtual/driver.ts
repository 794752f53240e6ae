// The driver: how much of the car he dares to use on this lap, and how his feet follow that plan.
import { brakePedalForce, type Car, massOf, stepSeconds } from './car.ts'
import { at, type Course, wrapped } from './course.ts'
import { gravity, type Machine, powerShare } from './machine.ts'
import { type Limits, resistance } from './pace.ts'
import type { Random } from './random.ts'

/** What a lap is for: a flying lap is driven with all the skill there is, an easy one warms or cools the car. */
export type Effort = 'push' | 'easy'

/**
 * The driver's shares for one lap, different on every lap and in every bend. `skill` runs from 0 (a beginner who stays
 * on the road) to 1 (an alien).
 */
export function limitsOf(
  course: Course,
  machine: Machine,
  car: Car,
  driver: { readonly skill: number; readonly effort: Effort; readonly grip: number },
  random: Random,
): Limits {
  const lack = 1 - driver.skill
  const easy = driver.effort === 'easy' ? 0.88 : 1
  const form = 1 + random.normal() * (0.005 + 0.007 * lack)
  const bends = course.apexes.map(apex => ({
    apex,
    cornering: (0.984 - 0.06 * lack) * easy * form * (1 + random.normal() * (0.007 + 0.02 * lack)),
    braking: (0.96 - 0.12 * lack) * easy * form * (1 + random.normal() * (0.014 + 0.04 * lack)),
  }))
  const cornering = new Float64Array(course.count + 1)
  const braking = new Float64Array(course.count + 1)
  let next = 0
  for (let i = 0; i <= course.count; i++) {
    const place = i * course.step
    while (next < bends.length && (bends[next]?.apex ?? 0) < place) next++
    const after = bends[next % bends.length]
    const before = bends[(next + bends.length - 1) % bends.length]
    if (after === undefined || before === undefined) continue
    const span = wrapped(course, after.apex - before.apex) || course.length
    const share = wrapped(course, place - before.apex) / span
    cornering[i] = before.cornering + (after.cornering - before.cornering) * share
    // Braking belongs to the bend that comes.
    braking[i] = share < 0.2 ? before.braking : after.braking
  }
  const power = driver.effort === 'easy' ? 0.8 : 1 - 0.02 * lack
  return { mass: massOf(machine, car), grip: driver.grip, cornering, braking, power }
}

/** Feet: follow a wished speed and acceleration with the delay and the unrest of a human. */
export function pressPedals(
  machine: Machine,
  car: Car,
  wish: { readonly speed: number; readonly acceleration: number; readonly slope: number },
): void {
  const mass = massOf(machine, car)
  const acceleration = wish.acceleration + 3 * (wish.speed - car.speed)
  const force = acceleration * mass + resistance(machine, mass, car.speed) + mass * gravity * wish.slope
  const available = machine.power * powerShare(car.rpm / machine.maxRpm)
  const demand = (force * Math.max(4, car.speed)) / available
  const throttle = wish.speed <= 0 ? 0 : demand > 0.93 ? 1 : Math.max(0, demand)
  const brake =
    wish.speed <= 0 && car.speed < 1 ? 0.3 : Math.max(0, -force / (mass * brakePedalForce) - 0.012)
  car.throttle = moved(car.throttle, Math.min(1, throttle), 7, 14)
  car.brake = moved(car.brake, Math.min(1, brake), 12, 7)
}

function moved(pedal: number, target: number, press: number, release: number): number {
  const change = target - pedal
  return pedal + Math.max(-release * stepSeconds, Math.min(press * stepSeconds, change))
}

/** A slow unrest around 0 with deviation 1, for hands and feet: one draw a step. */
export function wander(value: number, seconds: number, random: Random): number {
  const share = stepSeconds / seconds
  return value * (1 - share) + Math.sqrt(2 * share) * random.normal()
}

/** The pace at a place, between the cells. */
export function paceAt(course: Course, pace: Float64Array, distance: number): number {
  const cell = wrapped(course, distance) / course.step
  const index = Math.floor(cell)
  const low = at(pace, index)
  return low + (at(pace, index + 1) - low) * (cell - index)
}
