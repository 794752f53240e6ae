// What makes a picture come about on the stage: a driver who errs, a car that stands, fuel that is burnt, a cable that is
// pulled. Nothing is said to the hub that a drive did not give.
import { setTimeout as sleep } from 'node:timers/promises'
import type { World } from '../../src/rig/virtual/world.ts'
import type { Drive } from '../../test/e2e/stage.ts'

/** Brings a scene about; resolves in the moment of the picture. */
export type Cause = (drive: Drive) => Promise<void>

const share = ({ scene, session }: World) => session.car.distance / scene.course.length
const flies = ({ session }: World) => session.stint.purpose === 'push' && !session.stint.inLane
/** Laps that the fuel is good for, as the game's own mean has it. */
const fuelLaps = ({ session: { car, fuelAtStint }, scene: { course } }: World) =>
  car.travelled < course.length / 2
    ? Number.POSITIVE_INFINITY
    : (car.fuel * car.travelled) / ((fuelAtStint - car.fuel) * course.length)

/** The line is crossed while the page watches: before that it has nothing to measure against. */
async function toLine(drive: Drive): Promise<void> {
  const { completed } = drive.world.session.clock
  await drive.until(({ session }) => session.clock.completed > completed && session.clock.driven > 200)
}

/** Somewhere on a flying lap, where the delta has begun to mean something. */
export const onTheLap: Cause = async drive => {
  await drive.until(world => flies(world) && share(world) < 0.1)
  await drive.until(world => flies(world) && share(world) > 0.36 && share(world) < 0.6)
  await sleep(1500)
}

export const throughThePits =
  (where: 'lane' | 'out' | 'box'): Cause =>
  async drive => {
    drive.world.session.stint.pushes = 0
    await drive.until(({ session }) => session.stint.purpose === 'in' && session.stint.inLane)
    if (where === 'box') await drive.until(({ session }) => session.stint.standing !== undefined)
    if (where === 'out')
      await drive.until(
        world => world.session.stint.purpose === 'out' && share(world) > 0.1 && share(world) < 0.3,
      )
    await sleep(1200)
  }

/** The next bend is left too wide, over the kerb and what lies behind it. */
export const runWide: Cause = async drive => {
  await onTheLap(drive)
  const { scene, session } = drive.world
  const { apexes, length } = scene.course
  const next = apexes.find(apex => apex > session.car.distance + 150) ?? length / 2
  session.stint.mistake = { kind: 'wide', from: next, side: 1 }
  await drive.until(({ session: now }) => !now.clock.valid)
  await sleep(800)
}

/** He stays out although he should come in. */
export const burnFuel: Cause = async drive => {
  drive.world.session.stint.pushes = 99
  const bound = fuelLaps(drive.world) > 3.05 ? 3 : 1.5
  await drive.until(world => fuelLaps(world) < bound + 0.02)
  while (fuelLaps(drive.world) > bound) await sleep(50)
  await sleep(600)
}

/** The next car on the road stands after a spin, as cars of the field do now and then. */
export const strandSomebody: Cause = async drive => {
  await onTheLap(drive)
  const { scene, session } = drive.world
  const ahead = (distance: number) =>
    (distance - session.car.distance + scene.course.length) % scene.course.length
  const isNext = ({ distance, away }: (typeof session.field.rivals)[number]) =>
    away === undefined && ahead(distance) > 150 && ahead(distance) < 440
  await drive.until(({ session: now }) => now.field.rivals.some(isNext))
  const next = session.field.rivals.find(isNext)
  if (next === undefined) return
  next.stranded = (drive.world.step - session.startStep) / 400 + 20
  next.lapStart += 20
  await sleep(900)
}

export const pullCable =
  (forMs: number, first: Cause = onTheLap): Cause =>
  async drive => {
    drive.cable('in')
    await first(drive)
    drive.cable('out')
    await sleep(forMs)
  }

/** The page watches some laps of a race: a trace has to have seen what it shows. */
export const watchLaps =
  (count: number): Cause =>
  async drive => {
    for (let lap = 0; lap < count; lap++) await toLine(drive)
    await drive.until(world => share(world) > 0.4 && share(world) < 0.7)
    await sleep(2500)
  }

/** Long enough for rates over ten seconds. */
export const atRest: Cause = () => sleep(14_000)
