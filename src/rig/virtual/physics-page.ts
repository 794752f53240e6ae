// The physics page of the virtual car: everything that ACC fills, consistent with the motion.
import { accPhysics } from '../../wire/acc/physics.ts'
import { encode } from '../../wire/struct.ts'
import { type PageView, pageView } from '../../wire/view.ts'
import { stepSeconds } from './car.ts'
import { type Course, sample } from './course.ts'
import { gravity, type Machine } from './machine.ts'
import { type Place, placeAt, turned } from './place.ts'
import type { Scene, Session } from './session.ts'
import { pressureOf } from './thermal.ts'
import type { World } from './world.ts'

type View = PageView<typeof accPhysics>

export type PhysicsPage = {
  readonly page: Uint8Array
  /** Rewrites the page for the world's step; `empty` leaves all but the counter zero. */
  readonly write: (world: World, empty: boolean) => void
}

/** A page whose counter begins after `packetId`. */
export function physicsPage(scene: Scene, packetId: number): PhysicsPage {
  const { page, view } = pageView(accPhysics)
  const { machine, course } = scene
  const place: Place = { x: 0, y: 0, z: 0, direction: 0 }
  const memory = { pitch: 0, roll: 0 }
  let counter = packetId
  let filled = false
  const write = ({ session, step }: World, empty: boolean) => {
    counter++
    if (empty && filled) page.fill(0)
    filled = !empty && (filled || fillConstants(page, scene))
    view.packetId[0] = counter
    if (empty) return
    const { car } = session
    placeAt(course, car.distance, car.offset, place)
    writeDriver(view, machine, session)
    writeMotion(view, course, session, place, memory)
    writeWheels(view, machine, session, place)
    writeWarmth(view, session)
    writeWeather(view, scene, step)
  }
  return { page, write }
}

function fillConstants(page: Uint8Array, { machine }: Scene): true {
  const { maxRpm } = machine
  encode(accPhysics, { currentMaxRpm: maxRpm, frontBrakeCompound: 1, rearBrakeCompound: 1 }, page)
  return true
}

/** The day warms up and cools down by a degree or two, over hours. */
function writeWeather(view: View, { weather }: Scene, step: number): void {
  const drift = Math.sin(step / 2_000_000)
  view.airTemp[0] = weather.air + 0.8 * drift
  view.roadTemp[0] = weather.road + 1.6 * drift
}

function writeDriver(view: View, machine: Machine, { car, unrest, stint }: Session): void {
  view.gas[0] = car.throttle
  view.brake[0] = car.brake
  view.clutch[0] = car.clutch
  view.fuel[0] = car.fuel
  // Neutral shows for the first part of a shift.
  view.gear[0] = car.shifting > 0.03 ? 1 : car.gear + 1
  view.rpms[0] = Math.round(car.rpm)
  const wheel = machine.wheelbase * car.curvature + 0.0011 * car.sideways
  const hands = car.running ? unrest.hands * 0.004 : 0
  view.steerAngle[0] = clamp((wheel * machine.steeringRatio) / (machine.lock / 2) + hands, 1)
  view.pitLimiterOn[0] = car.limiter ? 1 : 0
  view.tc[0] = car.tc ? 1 : 0
  view.abs[0] = car.abs ? 1 : 0
  view.turboBoost[0] = machine.turbo ? 0.72 * car.throttle * Math.min(1, car.rpm / (0.7 * machine.maxRpm)) : 0
  const standing = stint.standing ?? 0
  view.ignitionOn[0] = car.running || (standing < 3 && standing > 0) ? 1 : 0
  view.starterEngineOn[0] = !car.running && standing < 2.8 && standing > 2.2 ? 1 : 0
  view.isEngineRunning[0] = car.running ? 1 : 0
}

function writeMotion(
  view: View,
  course: Course,
  session: Session,
  place: Place,
  memory: { pitch: number; roll: number },
): void {
  const { car, unrest, spin, stint } = session
  const slope = sample(course, course.slope, car.distance)
  const sideways = car.offsetRate * Math.min(1, Math.abs(car.speed))
  const speed = Math.hypot(car.speed, sideways)
  const direction = place.direction - (speed > 0.5 ? Math.atan2(sideways, Math.abs(car.speed)) : 0)
  const forward = car.speed < 0 ? -speed : speed
  view.speedKmh[0] = speed * 3.6
  view.velocity[0] = forward * Math.sin(direction)
  view.velocity[1] = forward * slope
  view.velocity[2] = forward * Math.cos(direction)
  // The body looks to the inside of its way by the sideslip.
  view.heading[0] = turned(car.yaw - direction)
  // The same velocity seen from the car: as long as the one along the axes of the world, in every page of the game.
  const rise = -0.1 * Math.min(1, speed / 30)
  const level = Math.sign(forward) * Math.sqrt(forward ** 2 * (1 + slope ** 2) - rise ** 2)
  view.localVelocity[0] = level * Math.sin(car.yaw)
  view.localVelocity[1] = rise
  view.localVelocity[2] = level * Math.cos(car.yaw)
  const rough = unrest.road * Math.min(1, speed / 20)
  const along = car.acceleration / gravity
  const across = -car.sideways / gravity
  view.accG[0] = across * Math.cos(car.yaw) + along * Math.sin(car.yaw) + rough * 0.02
  view.accG[1] = rough * 0.11
  view.accG[2] = along * Math.cos(car.yaw) - across * Math.sin(car.yaw) + rough * 0.015
  const pitch = Math.atan(slope) + 0.006 * along + rough * 0.0008
  const roll = 0.014 * (car.sideways / gravity) + rough * 0.0008
  view.localAngularVel[0] = clamp((pitch - memory.pitch) / stepSeconds, 0.6) * 0.1
  view.localAngularVel[1] = spin === undefined ? -car.curvature * car.speed : car.yawRate
  view.localAngularVel[2] = clamp((roll - memory.roll) / stepSeconds, 0.6) * 0.1
  memory.pitch = pitch
  memory.roll = roll
  view.pitch[0] = pitch
  view.roll[0] = roll
  view.finalFF[0] = clamp(-across * 0.34 + rough * 0.05, 1.4)
  view.kerbVibration[0] = Math.abs(car.offset) > 2.2 && !stint.inLane ? rough * 0.3 : 0
  view.slipVibrations[0] = clamp(rough * Math.max(0, Math.abs(across) - 0.9), 1)
  view.gVibrations[0] = clamp(rough * 0.12, 1)
  view.absVibrations[0] = car.abs ? clamp(unrest.road, 1) : 0
}

function writeWheels(view: View, machine: Machine, session: Session, place: Place): void {
  const { car, spin, unrest } = session
  const lateral = car.sideways / gravity
  const along = car.acceleration / gravity
  const aero = Math.min(1, (car.speed * car.speed) / 5600)
  const spinning = spin?.phase === 'slide'
  const frontSteer = machine.wheelbase * car.curvature
  const body = place.direction - car.yaw
  const [fx, fz] = [Math.sin(body), Math.cos(body)]
  for (let wheel = 0; wheel < 4; wheel++) {
    const front = wheel < 2
    const left = wheel % 2 === 0
    const radius = front ? machine.frontRadius : machine.rearRadius
    const drive = front ? 0 : Math.min(0.12, Math.max(0, car.driving) / 140_000 + (car.tc ? 0.03 : 0))
    const hold = car.braking / (front ? 190_000 : 300_000)
    const ratio = car.speed > 1 ? drive - hold - (car.abs ? 0.02 : 0) : 0
    // The outer wheels go the longer way.
    const around = (left ? 0.5 : -0.5) * machine.trackWidth * car.curvature
    const roll = spinning ? 0.15 * car.speed : car.speed * (1 + around) * (1 + ratio)
    const angle = spinning
      ? clamp(car.yaw, 1.5)
      : -(front ? 0.0095 : 0.0047) * car.sideways * Math.min(1, car.speed / 8)
    view.wheelAngularSpeed[wheel] = roll / radius
    view.slipRatio[wheel] = spinning ? -0.85 : ratio
    view.slipAngle[wheel] = angle
    // The unloaded wheel of a bend slips more.
    const unloaded = 1 - (left ? 0.12 : -0.12) * lateral
    view.wheelSlip[wheel] = spinning
      ? 12 + car.speed
      : Math.hypot(angle * 13, ratio * 11) * unloaded + Math.abs(unrest.road) * 0.02
    view.suspensionTravel[wheel] =
      (front ? 0.01 : 0.015) +
      (front ? 0.007 : 0.015) * aero +
      (left ? 0.0075 : -0.0075) * lateral +
      (front ? -0.004 : 0.006) * along +
      unrest.road * 0.0004 * Math.min(1, car.speed / 20)
    const ahead = (front ? 0.51 : -0.49) * machine.wheelbase
    const right = (left ? -0.5 : 0.5) * machine.trackWidth
    const at = wheel * 3
    view.tyreContactPoint[at] = place.x + fx * ahead - fz * right
    view.tyreContactPoint[at + 1] = place.y - 0.41 + (view.pitch[0] ?? 0) * ahead
    view.tyreContactPoint[at + 2] = place.z + fz * ahead + fx * right
    view.tyreContactNormal[at] = 0
    view.tyreContactNormal[at + 1] = 1
    view.tyreContactNormal[at + 2] = 0
    // Points backwards, in the recording of the game as here.
    const steered = body - (front ? frontSteer : 0)
    view.tyreContactHeading[at] = -Math.sin(steered)
    view.tyreContactHeading[at + 1] = 0
    view.tyreContactHeading[at + 2] = -Math.cos(steered)
  }
}

function writeWarmth(view: View, { car, warmth, settings }: Session): void {
  for (let wheel = 0; wheel < 4; wheel++) {
    view.wheelsPressure[wheel] = pressureOf(warmth, wheel)
    view.tyreCoreTemperature[wheel] = warmth.tyres[wheel] ?? 0
    view.brakeTemp[wheel] = warmth.discs[wheel] ?? 0
    view.brakePressure[wheel] =
      car.brake * (wheel < 2 ? settings.brakeBias : 1 - settings.brakeBias) * (car.abs ? 0.87 : 1)
    view.padLife[wheel] = warmth.pads[wheel] ?? 0
    view.discLife[wheel] = warmth.discWear[wheel] ?? 0
  }
  view.brakeBias[0] = settings.brakeBias
  view.waterTemp[0] = warmth.water
}

const clamp = (value: number, most: number): number => Math.max(-most, Math.min(most, value))
