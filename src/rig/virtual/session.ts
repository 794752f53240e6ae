// One session of the virtual rig: everything that begins anew when the game restarts it.
import { type Car, parkedCar } from './car.ts'
import type { CircuitId } from './circuits.ts'
import { type Course, wrapped } from './course.ts'
import { type Effort, limitsOf, paceAt } from './driver.ts'
import { type Field, fieldOf } from './field.ts'
import { type LapClock, startedClock } from './lap-clock.ts'
import type { Machine } from './machine.ts'
import { paceOf } from './pace.ts'
import type { Random } from './random.ts'
import type { Spin } from './spin.ts'
import { openingStint, type Stint } from './stint.ts'
import { coldWarmth, type Warmth } from './thermal.ts'

export type SessionKind = 'practice' | 'qualifying' | 'race' | 'hotlap'

/** What is driven; all the rest follows from the seed. */
export type WorldOptions = {
  readonly track: CircuitId
  /** The game's id of the car; unknown ones drive like an average GT3. */
  readonly car: string
  readonly seed: number
  readonly driver: { readonly name: string; readonly surname: string; readonly nick: string }
  /** 0 (a beginner who stays on the road) to 1 (an alien). */
  readonly skill: number
  /** Cars in the session, the player's included: 1 to 60. */
  readonly cars: number
  readonly session: SessionKind
  /** Scales how often something goes wrong; 0 is a driver who never errs. */
  readonly incidents: number
  /** Flying laps between two stops; undefined leaves it to the seed (4 to 8, in a race 10 to 14). */
  readonly stintLaps: number | undefined
  /** Length of a session; undefined never ends. The next one follows by itself. */
  readonly sessionMinutes: number | undefined
}

/** What stays the same from session to session. */
export type Scene = {
  readonly options: WorldOptions
  readonly course: Course
  readonly machine: Machine
  readonly weather: Weather
  readonly chance: {
    readonly drive: Random
    readonly noise: Random
    readonly frames: Random
    readonly scene: Random
  }
}

export type Weather = {
  /** Degrees Celsius at the start; they drift with the day. */
  readonly air: number
  readonly road: number
  /** m/s, and degrees. */
  readonly wind: number
  readonly windDirection: number
  /** Second of the day at which the world began. */
  readonly clock: number
}

/** Levels of the aids, share of the brakes in front, number of the tyre set; changed in place. */
export type Settings = { tc: number; abs: number; map: number; brakeBias: number; tyreSet: number }

/** Working state, changed in place. */
export type Session = {
  readonly index: number
  /** The step of the world at which it began. */
  readonly startStep: number
  readonly car: Car
  readonly warmth: Warmth
  readonly clock: LapClock
  readonly stint: Stint
  readonly field: Field
  spin: Spin | undefined
  /** Speeds that the driver is after on this lap, by the cell. */
  pace: Float64Array
  grip: number
  /** Unrest of the line, of the hands, of the road; about ±1. */
  readonly unrest: { line: number; hands: number; road: number }
  /** What the driver has set; he tries something else at a stop. */
  readonly settings: Settings
  /** Litres when the stint began. */
  fuelAtStint: number
  /** Laps since the start, the line itself counting; −1 before it. */
  laps: number
  /** The time is over; the chequered flag is out. */
  over: boolean
  /** Steps until the game leaves the session; undefined until the car is back in its box after the end. */
  leaving: number | undefined
}

const litresPerLap = 3.4
/** A rolling start, metres before the line. */
const rollingStart = 420

export function startSession(scene: Scene, index: number, startStep: number): Session {
  const { course, machine, options, chance } = scene
  const rolling = options.session === 'hotlap' || options.session === 'race'
  const laps = stintLaps(scene)
  const fuel = Math.min(machine.tank, Math.round(10 + laps * litresPerLap))
  const car = rolling ? rollingCar(course, fuel) : parkedCar(boxOf(course), course.pit.offset + 4, fuel)
  const session: Session = {
    index,
    startStep,
    car,
    warmth: coldWarmth(scene.weather.air, 19.5),
    clock: startedClock(course, rolling ? 0 : chance.scene.whole(4000, 40_000)),
    stint: openingStint(laps, rolling ? undefined : 5),
    field: fieldOf(
      course,
      machine,
      { cars: options.cars, incidents: options.incidents, race: options.session === 'race' },
      chance.scene,
    ),
    spin: undefined,
    pace: new Float64Array(0),
    grip: 1,
    unrest: { line: 0, hands: 0, road: 0 },
    settings: { tc: 4, abs: 4, map: 1, brakeBias: machine.brakeBias, tyreSet: 1 },
    fuelAtStint: fuel,
    laps: -1,
    over: false,
    leaving: undefined,
  }
  planLap(scene, session)
  if (rolling) car.speed = Math.min(50, paceAt(course, session.pace, car.distance))
  return session
}

export const boxOf = (course: Course): number => wrapped(course, course.pit.box)

/** Flying laps of the next stint. */
export const stintLaps = ({ options, chance }: Scene): number =>
  options.stintLaps ?? (options.session === 'race' ? chance.drive.whole(10, 14) : chance.drive.whole(4, 8))

/** Litres that so many flying laps, an out-lap and an in-lap need. */
export const fuelFor = (laps: number): number => 10 + laps * litresPerLap

/** Draws the speeds of the lap that begins: what the tyres give, and what the driver makes of it. */
export function planLap(scene: Scene, session: Session): void {
  const { course, machine, options, chance } = scene
  const { car, stint } = session
  const effort: Effort = stint.purpose === 'push' ? 'push' : 'easy'
  const tyres = session.warmth.tyres.reduce((sum, tyre) => sum + tyre, 0) / 4
  session.grip = 1 - Math.min(0.06, Math.max(0, 84 - tyres) * 0.0022)
  const driver = { skill: options.skill, effort, grip: session.grip }
  session.pace = paceOf(course, machine, limitsOf(course, machine, car, driver, chance.drive))
}

function rollingCar(course: Course, fuel: number): Car {
  const car = parkedCar(course.length - rollingStart, 0, fuel)
  car.running = true
  car.limiter = false
  car.gear = 4
  car.clutch = 1
  car.rpm = 5000
  return car
}
