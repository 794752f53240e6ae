// Who sits in the car: follows the plan of the stint with feet and hands, on the road, in the lane and in the box.
import { moveCar, stepSeconds } from './car.ts'
import { type Course, pitLimit, sample, wrapped } from './course.ts'
import { paceAt, pressPedals, wander } from './driver.ts'
import { crossLine, tick, traceLap } from './lap-clock.ts'
import type { Random } from './random.ts'
import { boxOf, fuelFor, planLap, type Scene, type Session, type Settings, stintLaps } from './session.ts'
import { startSpin, stepSpin } from './spin.ts'
import { nextLap } from './stint.ts'
import { changeTyres, warm } from './thermal.ts'

/** One step of 2.5 ms: pedals, motion, line, timing, lane, warmth. */
export function stepSession(scene: Scene, session: Session): void {
  const { course, machine, chance, weather } = scene
  const { car, clock, unrest } = session
  if (session.stint.standing !== undefined) stand(scene, session)
  else drive(scene, session)
  const crossed = moveCar(course, machine, car, session.grip)
  keepLine(scene, session)
  tick(course, clock, car.distance, car.speed * stepSeconds)
  if (crossed === 1) beginLap(scene, session)
  if (crossed === -1) {
    session.laps--
    clock.driven = 0
  }
  traceLap(clock, car.distance)
  watchLane(course, session)
  warm(session.warmth, car, weather.air, weather.road, session.settings.brakeBias)
  unrest.line = wander(unrest.line, 1.6, chance.drive)
  unrest.hands = wander(unrest.hands, 0.09, chance.noise)
  unrest.road = wander(unrest.road, 0.02, chance.noise)
}

/** After the end of the session the car stands in its box for 5 s; then comes the menu. */
const leavingSteps = 3200

/** Metres from one place forwards to another. */
const ahead = (course: Course, from: number, to: number): number => wrapped(course, to - from)

function beginLap(scene: Scene, session: Session): void {
  const { course, options, chance } = scene
  const { stint } = session
  session.laps++
  crossLine(course, session.clock, stint.inLane, chance.frames)
  if (stint.inLane) return
  if (session.over) stint.pushes = 0
  const mayReturn = options.session !== 'race' && !session.over
  nextLap(course, stint, { skill: options.skill, incidents: options.incidents, mayReturn }, chance.drive)
  planLap(scene, session)
}

/** In the box: the garage with a silent engine first, later a stop with fuel and tyres. */
function stand(scene: Scene, session: Session): void {
  const { machine } = scene
  const { car, stint } = session
  if (session.over) {
    session.leaving ??= leavingSteps
    return
  }
  const left = (stint.standing ?? 0) - stepSeconds
  stint.standing = left
  car.brake = left > 0.4 ? 0.35 : 0
  car.throttle = 0
  car.gear = left < 1.2 ? 1 : 0
  if (stint.fillTo !== undefined && left > 4)
    car.fuel = Math.max(car.fuel, Math.min(stint.fillTo, car.fuel + 2.6 * stepSeconds))
  if (left < 2.2 && !car.running) {
    car.running = true
    car.rpm = machine.idleRpm
  }
  if (left > 0) return
  stint.standing = undefined
  stint.purpose = 'out'
  session.fuelAtStint = car.fuel
  car.travelled = 0
  planLap(scene, session)
}

/** Stops in the box for new tyres and enough fuel; after the end of the session it stays there. */
function park(scene: Scene, session: Session, seconds: number): void {
  const { car, stint } = session
  stint.pushes = stintLaps(scene)
  stint.fillTo = Math.min(scene.machine.tank, fuelFor(stint.pushes))
  stint.standing = Math.max(seconds, 6 + (stint.fillTo - car.fuel) / 2.6)
  stint.mistake = undefined
  stint.inLane = true
  changeTyres(session.warmth)
  changeSettings(session.settings, scene.chance.drive)
  car.speed = 0
  car.acceleration = 0
  car.throttle = 0
  if (!session.over) return
  session.leaving = leavingSteps
  car.running = false
  car.gear = 0
}

/** Another tyre set, and a step up or down of what the driver may turn. */
function changeSettings(settings: Settings, random: Random): void {
  settings.tyreSet++
  settings.tc = Math.max(1, Math.min(8, settings.tc + random.whole(-1, 1)))
  settings.abs = Math.max(1, Math.min(8, settings.abs + random.whole(-1, 1)))
  settings.map = random.whole(1, 3)
  settings.brakeBias = Math.max(0.72, Math.min(0.78, settings.brakeBias + 0.004 * random.whole(-1, 1)))
}

/** A key press instead of an in-lap: the car is in its garage in the next step, the engine silent. */
function returnToGarage(scene: Scene, session: Session): void {
  const { car, clock } = session
  const { course } = scene
  Object.assign(car, {
    distance: boxOf(course),
    offset: course.pit.offset + 4,
    offsetRate: 0,
    brake: 0,
    yaw: 0,
  })
  car.running = false
  car.gear = 0
  clock.driven = 0
  clock.sector = 0
  park(scene, session, 20)
}

function drive(scene: Scene, session: Session): void {
  const { course, machine, chance } = scene
  const { car, stint } = session
  if (session.spin !== undefined) {
    session.spin = stepSpin(car, session.spin)
    return
  }
  const { mistake } = stint
  if (mistake?.kind === 'return-to-garage' && ahead(course, mistake.from, car.distance) < 20) {
    returnToGarage(scene, session)
    return
  }
  if (mistake?.kind === 'spin' && car.speed > 15 && ahead(course, mistake.from + 25, car.distance) < 30) {
    stint.mistake = undefined
    session.clock.valid = false
    session.spin = startSpin(car, mistake.side, chance.drive)
    return
  }
  const reach = Math.max(1.5, car.speed * 0.06)
  const here = wish(scene, session, 0)
  const there = wish(scene, session, reach)
  pressPedals(machine, car, {
    speed: here,
    acceleration: (there * there - here * here) / (2 * reach) + session.unrest.hands * 0.2,
    slope: sample(course, course.slope, car.distance),
  })
  const atBox = ahead(course, car.distance, course.pit.box) < 3
  if (stint.purpose === 'in' && stint.inLane && atBox && car.speed < 0.15)
    park(scene, session, chance.drive.between(24, 38))
}

/** The speed that the driver wants so many metres ahead of the car. */
function wish({ course }: Scene, { car, stint, pace }: Session, reach: number): number {
  let speed = paceAt(course, pace, car.distance + reach)
  const toEntry = Math.max(0, ahead(course, car.distance, course.pit.entry) - reach)
  const toBox = Math.max(0, ahead(course, car.distance, course.pit.box) - reach)
  if (stint.inLane) speed = Math.min(speed, pitLimit - 0.15)
  else if (stint.purpose === 'in' && toEntry < 700)
    speed = Math.min(speed, Math.sqrt((pitLimit - 0.4) ** 2 + 2 * 7.5 * toEntry))
  if (stint.inLane && stint.purpose === 'in' && toBox < 300)
    speed = Math.min(speed, Math.sqrt(2 * 2.2 * Math.max(0, toBox - 0.4)))
  const { mistake } = stint
  if (mistake?.kind === 'wide' && ahead(course, mistake.from - 20, car.distance + reach) < 140) speed *= 0.95
  return speed
}

/** Sideways on the road: the unrest of the line, the pit lane, a wide exit; and the sideslip of the body. */
function keepLine(scene: Scene, session: Session): void {
  const { car } = session
  if (session.spin === undefined) {
    const pull = (wishedOffset(scene, session) - car.offset) * 2.2 - car.offsetRate * 2.6
    car.offsetRate = (car.offsetRate + pull * stepSeconds) * (Math.abs(car.speed) < 8 ? 0.985 : 1)
    const slip = 0.0036 * car.sideways - car.curvature * Math.min(1, Math.abs(car.speed) / 5)
    car.yaw += (slip - car.yaw) * Math.min(1, stepSeconds / 0.06)
    car.yawRate = -car.curvature * car.speed
  }
  car.offset += car.offsetRate * stepSeconds * Math.min(1, Math.abs(car.speed))
}

/** Metres to the right of the driven line that the driver is after. */
function wishedOffset({ course, options }: Scene, { car, stint, unrest, clock }: Session): number {
  const { entry, exit, offset, box } = course.pit
  const toBox = ahead(course, car.distance, box)
  const comingIn = stint.purpose === 'in' && ahead(course, car.distance, entry) < 160
  if (stint.inLane || comingIn) return offset + (toBox < 14 && stint.purpose === 'in' ? 4 : 0)
  if (stint.purpose === 'out' && ahead(course, exit, car.distance) < 150) return offset * 0.4
  const { mistake } = stint
  if (mistake?.kind === 'wide') {
    const since = ahead(course, mistake.from + 10, car.distance)
    if (Math.abs(car.offset) > trackLimit && since < 400) clock.valid = false
    if (since < 110) return -Math.sign(car.curvature || mistake.side) * 5.2
  }
  return unrest.line * (0.18 + 0.3 * (1 - options.skill))
}

/** Metres beside the driven line beyond which no wheel is on the road. */
const trackLimit = 3.2

/** Entering and leaving the speed limit of the lane. */
function watchLane(course: Course, { car, stint, clock }: Session): void {
  const since = ahead(course, course.pit.entry, car.distance)
  if (stint.inLane) stint.inLane = since < course.pit.exit - course.pit.entry
  else if (stint.purpose === 'in') stint.inLane = since < 40
  if (stint.inLane) clock.sawPits = true
  car.limiter = stint.inLane
}
