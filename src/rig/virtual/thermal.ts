// Warmth: tyres that come up to temperature and pressure, discs that glow and cool. Wheels are FL FR RL RR.
import { type Car, stepSeconds } from './car.ts'
import { gravity } from './machine.ts'

/** Changed in place. Degrees Celsius, psi, millimetres. */
export type Warmth = {
  readonly tyres: Float64Array
  /** Gauge pressure of each tyre at `coldTemperature`. */
  readonly coldPressures: Float64Array
  readonly discs: Float64Array
  readonly pads: Float64Array
  readonly discWear: Float64Array
  water: number
  exhaust: number
}

const blankets = 70
const coldTemperature = 25
const atmosphere = 14.7

export function coldWarmth(air: number, coldPressure: number): Warmth {
  return {
    tyres: Float64Array.of(blankets, blankets, blankets, blankets),
    coldPressures: Float64Array.of(coldPressure, coldPressure, coldPressure - 0.3, coldPressure - 0.3),
    discs: Float64Array.of(air + 40, air + 40, air + 30, air + 30),
    pads: Float64Array.of(29, 29, 29, 29),
    discWear: Float64Array.of(32, 32, 32, 32),
    water: 62,
    exhaust: 150,
  }
}

/** New tyres from the blankets. */
export function changeTyres(warmth: Warmth): void {
  warmth.tyres.fill(blankets)
}

/** Gauge pressure in psi by the law of gases, at constant volume. */
export const pressureOf = (warmth: Warmth, wheel: number): number =>
  ((warmth.coldPressures[wheel] ?? 0) + atmosphere) *
    (((warmth.tyres[wheel] ?? 0) + 273.15) / (coldTemperature + 273.15)) -
  atmosphere

/** One step of warming and cooling. */
export function warm(warmth: Warmth, car: Car, air: number, road: number, brakeBias: number): void {
  const speed = Math.abs(car.speed)
  const ay = car.sideways / gravity
  const ax = car.acceleration / gravity
  const flow = 0.35 + speed / 45
  for (let wheel = 0; wheel < 4; wheel++) {
    const left = wheel % 2 === 0
    const front = wheel < 2
    // A right turn loads the left wheels; braking the front, driving the rear.
    const lateral = Math.abs(ay) * Math.max(0.25, 1 + (left ? 0.2 : -0.2) * ay)
    const longitudinal = front ? Math.max(0, -ax) * 1.15 : Math.abs(ax) * 0.75
    const heat = (0.05 + lateral * (front ? 1.05 : 0.95) + longitudinal * 0.8) * speed * 0.0115
    const tyre = warmth.tyres[wheel] ?? 0
    const spinning = Math.abs(car.yaw) > 0.3 ? speed * 0.06 : 0
    warmth.tyres[wheel] =
      tyre + stepSeconds * (heat + spinning - cooling(tyre - (0.6 * road + 0.4 * air)) * flow)

    const share = (front ? brakeBias * 0.92 : 1 - brakeBias * 0.92) / 2
    const disc = warmth.discs[wheel] ?? 0
    const power = car.braking * speed * share
    const radiation = disc > 300 ? (disc - 300) * 0.00006 * (disc - 300) : 0
    warmth.discs[wheel] =
      disc + stepSeconds * (power / (front ? 4100 : 2900) - (disc - air) * 0.021 * flow - radiation)
    warmth.pads[wheel] = (warmth.pads[wheel] ?? 0) - power * stepSeconds * 7e-10
    warmth.discWear[wheel] = (warmth.discWear[wheel] ?? 0) - power * stepSeconds * 2e-10
  }
  const load = car.throttle * (car.rpm / 8000)
  warmth.water +=
    stepSeconds * ((car.running ? 0.5 + 2.2 * load : 0) - (warmth.water - air) * (0.014 + speed * 0.0003))
  warmth.exhaust += (stepSeconds / 4) * ((car.running ? 230 + 480 * load : air + 60) - warmth.exhaust)
}

/** Degrees a second that a tyre loses when it is so many degrees warmer than road and air: hot ones lose much more. */
const cooling = (excess: number): number => 0.0042 * excess * (1 + Math.max(0, excess - 42) / 26)
