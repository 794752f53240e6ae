// A spin: the tail comes round, the car slides to a halt, rolls back a little, turns and drives on.
import { type Car, stepSeconds } from './car.ts'
import type { Random } from './random.ts'

/** Changed in place: what is left of a spin. */
export type Spin = {
  phase: 'slide' | 'halt' | 'reverse' | 'turn'
  seconds: number
  readonly side: -1 | 1
}

export function startSpin(car: Car, side: -1 | 1, random: Random): Spin {
  car.yawRate = side * random.between(2.2, 3.6)
  return { phase: 'slide', seconds: 0, side }
}

/** One step of the spin; undefined when the car drives forwards again. The car is braked, not steered. */
export function stepSpin(car: Car, spin: Spin): Spin | undefined {
  spin.seconds += stepSeconds
  car.throttle = Math.max(0, car.throttle - 8 * stepSeconds)
  switch (spin.phase) {
    case 'slide':
      car.brake = Math.min(0.75, car.brake + 5 * stepSeconds)
      car.yaw += car.yawRate * stepSeconds
      car.yawRate *= 1 - stepSeconds * (Math.abs(car.speed) > 6 ? 0.25 : 3)
      car.offsetRate += (spin.side * 3 - car.offsetRate) * stepSeconds
      if (car.speed <= 0.05) enter(car, spin, 'halt')
      break
    case 'halt':
      car.offsetRate = 0
      car.yawRate = 0
      car.gear = 0
      if (spin.seconds > 1.6) enter(car, spin, 'reverse')
      break
    case 'reverse':
      car.gear = -1
      car.brake = spin.seconds > 1.8 ? 0.4 : 0
      car.throttle = spin.seconds > 1.8 ? 0 : Math.min(0.6, car.throttle + 10 * stepSeconds)
      if (spin.seconds > 1.8 && car.speed > -0.1) enter(car, spin, 'turn')
      break
    case 'turn': {
      car.gear = 1
      car.brake = 0
      // The nearest way to face the road again.
      const rest = car.yaw - 2 * Math.PI * Math.round(car.yaw / (2 * Math.PI))
      car.throttle = car.speed < 6 ? 0.35 : 0.1
      car.yawRate = -Math.sign(rest) * Math.min(0.9, Math.abs(rest) * 3)
      car.yaw = rest + car.yawRate * stepSeconds
      if (Math.abs(rest) < 0.05) return undefined
      break
    }
  }
  return spin
}

function enter(car: Car, spin: Spin, phase: Spin['phase']): void {
  spin.phase = phase
  spin.seconds = 0
  car.yawRate = 0
}
