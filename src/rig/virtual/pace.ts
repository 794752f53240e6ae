// How fast the car could go everywhere: grip in the bends, then brakes backwards, then power forwards.
import { at, type Course } from './course.ts'
import { gravity, type Machine } from './machine.ts'

/** What a driver makes of the car on one lap; shares of what is possible, by the cell of the course. */
export type Limits = {
  /** Total mass, kg. */
  readonly mass: number
  /** Factor on all grip: tyres, road. */
  readonly grip: number
  /** Share of the sideways grip that the driver uses. */
  readonly cornering: Float64Array
  /** Share of the braking grip that the driver uses. */
  readonly braking: Float64Array
  /** Share of the power that the driver uses: 1, less on an easy lap. */
  readonly power: number
}

/** Greatest sideways acceleration at a speed, m/s². */
export const corneringLimit = (machine: Machine, mass: number, grip: number, speed: number): number =>
  machine.grip * grip * (gravity + (machine.downforce * speed * speed) / mass)

/** Greatest deceleration by the brakes at a speed, m/s², without the drag. */
export const brakingLimit = (machine: Machine, mass: number, grip: number, speed: number): number =>
  machine.brakingGrip * grip * (gravity + (0.8 * machine.downforce * speed * speed) / mass)

/** Air and rolling resistance, N. */
export const resistance = (machine: Machine, mass: number, speed: number): number =>
  machine.drag * speed * speed + machine.rolling * (mass * gravity + machine.downforce * speed * speed)

/** Speed in m/s by the cell, periodic over the lap: element `count` is the line again. */
export function paceOf(course: Course, machine: Machine, limits: Limits): Float64Array {
  const { count, step } = course
  const speed = new Float64Array(count + 1)
  const { mass, grip } = limits
  for (let i = 0; i < count; i++) {
    const mu = machine.grip * grip * at(limits.cornering, i)
    const bend = Math.abs(at(course.curvature, i)) - (mu * machine.downforce) / mass
    speed[i] = bend > 0 ? Math.min(120, Math.sqrt((mu * gravity) / bend)) : 120
  }
  // Twice round, so that the line is no edge.
  for (let k = 2 * count - 1; k >= 0; k--) {
    const i = k % count
    const next = at(speed, (i + 1) % count)
    const rest = ellipse(course, machine, limits, i, next)
    const slowing =
      brakingLimit(machine, mass, grip, next) * at(limits.braking, i) * rest +
      resistance(machine, mass, next) / mass +
      gravity * at(course.slope, i)
    speed[i] = Math.min(at(speed, i), Math.sqrt(next * next + 2 * step * Math.max(0.5, slowing)))
  }
  for (let k = 0; k < 2 * count; k++) {
    const i = k % count
    const next = (i + 1) % count
    const v = Math.max(5, at(speed, i))
    const push = Math.min(
      (machine.power * limits.power * 0.965) / (mass * v),
      machine.traction * grip * ellipse(course, machine, limits, i, v),
    )
    const gain = push - resistance(machine, mass, v) / mass - gravity * at(course.slope, i)
    speed[next] = Math.min(at(speed, next), Math.sqrt(Math.max(25, v * v + 2 * step * gain)))
  }
  speed[count] = at(speed, 0)
  return speed
}

/** What the bend leaves of the grip along the road: the circle of friction. */
function ellipse(course: Course, machine: Machine, limits: Limits, cell: number, speed: number): number {
  const sideways = Math.abs(at(course.curvature, cell)) * speed * speed
  const most = corneringLimit(machine, limits.mass, limits.grip, speed) * at(limits.cornering, cell)
  const share = sideways / most
  return share >= 1 ? 0.05 : Math.max(0.05, Math.sqrt(1 - share * share))
}

/** Seconds for one lap at a pace. */
export function lapSeconds(course: Course, pace: Float64Array): number {
  let seconds = 0
  for (let i = 0; i < course.count; i++) seconds += (2 * course.step) / (at(pace, i) + at(pace, i + 1))
  return seconds
}
