// The graphics page of the virtual rig: timing with the game's own quirks, weather, flags, and the other cars.
import { noTime } from '../../wire/acc/enumerations.ts'
import { accGraphics } from '../../wire/acc/graphics.ts'
import { encode } from '../../wire/struct.ts'
import { type PageView, pageView } from '../../wire/view.ts'
import type { Course } from './course.ts'
import { deltaSteps, gameTime, stepMillis } from './lap-clock.ts'
import { type Place, placeAt } from './place.ts'
import { flagsOf, type Player, type Standing, standingOf } from './race-control.ts'
import type { Scene, Session, SessionKind, WorldOptions } from './session.ts'
import { isMenu, type World } from './world.ts'

type View = PageView<typeof accGraphics>

export type GraphicsPage = {
  readonly page: Uint8Array
  /** Rewrites the page for the frame that is rendered now. */
  readonly write: (world: World) => void
}

const sessionCodes: Readonly<Record<SessionKind, number>> = {
  practice: 0,
  qualifying: 1,
  race: 2,
  hotlap: 3,
}

/** A page whose counter begins at `packetId`. */
export function graphicsPage({ options }: Scene, packetId: number): GraphicsPage {
  const { page, view } = pageView(accGraphics)
  const place: Place = { x: 0, y: 0, z: 0, direction: 0 }
  fillConstants(page, options)
  const write = (world: World) => {
    const { scene, session } = world
    const age = world.step - session.startStep
    view.packetId[0] = packetId + world.frame
    view.status[0] = isMenu(session) ? 0 : 2
    view.sessionIndex[0] = session.index
    writeTimes(view, page, scene, session)
    writeLap(view, scene.course, session)
    writeCars(view, scene.course, session, place)
    const player = playerOf(session)
    const standing = standingOf(session.field, scene.course, player)
    writeRaceControl(view, scene, session, player, standing)
    writeCarState(view, scene, session, age)
    writeWeather(view, scene, world.step)
  }
  return { page, write }
}

function fillConstants(page: Uint8Array, options: WorldOptions): void {
  encode(
    accGraphics,
    {
      session: sessionCodes[options.session],
      tyreCompound: 'dry_compound',
      trackStatus: 'OPTIMUM',
      DriverStintTotalTimeLeft: undefined,
      trackGripStatus: 2,
      mfdFuelToAdd: 10,
      mfdTyrePressureFL: 26,
      mfdTyrePressureFR: 26,
      mfdTyrePressureRL: 25.7,
      mfdTyrePressureRR: 25.7,
    },
    page,
  )
}

/** The texts and their twins in milliseconds. `split` shows the current time, as in the recording of the game. */
function writeTimes(view: View, page: Uint8Array, { course }: Scene, { clock, car }: Session): void {
  const current = stepMillis(clock.steps)
  const { last, best } = clock.shown
  const lastMillis = last === undefined ? undefined : stepMillis(last)
  const bestMillis = best === undefined ? undefined : stepMillis(best)
  const steps = deltaSteps(course, clock, car.distance)
  const delta = steps === undefined ? undefined : Math.round(steps * 2.5)
  const estimate =
    delta === undefined || clock.best === undefined ? undefined : stepMillis(clock.best) + delta
  const text = (millis: number | undefined) => (millis === undefined ? undefined : gameTime(millis))
  const currentTime = gameTime(current)
  encode(
    accGraphics,
    {
      currentTime,
      split: currentTime,
      lastTime: text(lastMillis),
      bestTime: text(bestMillis),
      deltaLapTime: delta === undefined ? undefined : `${delta < 0 ? '-' : '+'}${gameTime(Math.abs(delta))}`,
      estimatedLapTime: text(estimate === undefined ? undefined : Math.max(0, estimate)),
    },
    page,
  )
  view.iCurrentTime[0] = current
  view.iLastTime[0] = lastMillis ?? noTime
  view.iBestTime[0] = bestMillis ?? noTime
  view.iDeltaLapTime[0] = delta ?? noTime
  view.isDeltaPositive[0] = delta !== undefined && delta > 0 ? 1 : 0
  view.iEstimatedLapTime[0] = estimate ?? noTime
}

function writeLap(view: View, course: Course, { clock, car, stint }: Session): void {
  view.completedLaps[0] = clock.shown.completed
  view.numberOfLaps[0] = clock.shown.completed
  view.currentSectorIndex[0] = clock.sector
  view.lastSectorTime[0] = stepMillis(clock.lastSector)
  view.iSplit[0] = stepMillis(clock.lastSector)
  view.isValidLap[0] = clock.valid ? 1 : 0
  view.normalizedCarPosition[0] = splineOf(course.length, car.distance, stint.inLane)
  view.distanceTraveled[0] = car.travelled
  view.isInPitLane[0] = stint.inLane ? 1 : 0
}

/**
 * The game's spline. In the pit lane it rests at 1 and then at 0 while the car passes the line (about 190 ms and
 * 180 ms at the speed limit, recording of ACC 1.10); on the track it is 0 for the first metre.
 */
export function splineOf(length: number, distance: number, inLane: boolean): number {
  if (!inLane) return distance < 1 ? 0 : distance / length
  const toLine = distance > length / 2 ? distance - length : distance
  if (toLine >= -1 && toLine < 1.6) return 1
  if (toLine >= 1.6 && toLine < 3.9) return 0
  return distance / length
}

/** Lists the cars on track; slots behind them are zero. */
function writeCars(view: View, course: Course, { field, car }: Session, place: Place): void {
  const { order, playerId } = field
  const before = view.activeCars[0] ?? 0
  view.activeCars[0] = order.length
  view.playerCarID[0] = playerId
  for (let slot = 0; slot < order.length; slot++) {
    const rival = order[slot]
    const listed = rival === 'player' || rival === undefined ? car : rival
    placeAt(course, listed.distance, listed.offset, place)
    view.carID[slot] = rival === 'player' || rival === undefined ? playerId : rival.id
    view.carCoordinates[slot * 3] = place.x
    view.carCoordinates[slot * 3 + 1] = place.y
    view.carCoordinates[slot * 3 + 2] = place.z
  }
  if (order.length >= before) return
  view.carID.fill(0, order.length)
  view.carCoordinates.fill(0, order.length * 3)
}

const playerOf = ({ car, clock, stint, spin, laps }: Session): Player => ({
  distance: car.distance,
  laps,
  best: clock.best === undefined ? undefined : clock.best / 400,
  purpose: stint.purpose,
  inLane: stint.inLane,
  spun: spin !== undefined,
})

function writeRaceControl(
  view: View,
  scene: Scene,
  session: Session,
  player: Player,
  standing: Standing,
): void {
  const millis = (seconds: number | undefined) =>
    seconds === undefined ? noTime : Math.round(seconds * 1000)
  view.position[0] = standing.position
  view.gapAhead[0] = millis(standing.ahead)
  view.gapBehind[0] = millis(standing.behind)
  const flags = flagsOf(session.field, scene.course, player, standing, session.over)
  const [first, second, third] = flags.yellow
  view.flag[0] = flags.shown
  view.GlobalYellow[0] = first || second || third ? 1 : 0
  view.GlobalYellow1[0] = first ? 1 : 0
  view.GlobalYellow2[0] = second ? 1 : 0
  view.GlobalYellow3[0] = third ? 1 : 0
  view.GlobalChequered[0] = flags.chequered ? 1 : 0
  view.GlobalGreen[0] = scene.options.session === 'race' && player.laps === 0 && !session.over ? 1 : 0
}

/** Litres per lap before any were driven. */
const firstGuess = 3

function writeCarState(view: View, { course, options }: Scene, session: Session, age: number): void {
  const { car, warmth, fuelAtStint, settings } = session
  view.TC[0] = settings.tc
  view.TCCut[0] = settings.tc
  view.ABS[0] = settings.abs
  view.EngineMap[0] = settings.map
  view.currentTyreSet[0] = settings.tyreSet
  view.strategyTyreSet[0] = settings.tyreSet + 1
  view.mfdTyreSet[0] = settings.tyreSet
  const used = Math.max(0, fuelAtStint - car.fuel)
  const perLap = car.travelled > course.length / 2 ? (used * course.length) / car.travelled : firstGuess
  view.usedFuel[0] = used
  view.fuelXLap[0] = perLap
  view.fuelEstimatedLaps[0] = car.fuel / perLap
  view.exhaustTemperature[0] = warmth.exhaust
  view.DriverStintTimeLeft[0] = -Math.floor(age * 2.5)
  // A session without an end shows 0, as the practice in the recording of the game.
  view.sessionTimeLeft[0] =
    options.sessionMinutes === undefined ? 0 : options.sessionMinutes * 60_000 - age * 2.5
}

function writeWeather(view: View, { weather }: Scene, step: number): void {
  view.windSpeed[0] = weather.wind + 0.3 * Math.sin(step / 9000)
  view.windDirection[0] = (weather.windDirection + 4 * Math.sin(step / 21_000) + 360) % 360
  view.Clock[0] = (weather.clock + step * 0.0025) % 86_400
}
