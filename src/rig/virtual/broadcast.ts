// What the virtual rig would say if it broadcast as the game does: the session, every car, who they are, what happened.
import { carIdOfModel, carOf } from '../../model/cars.ts'
import { trackOf } from '../../model/track.ts'
import type { BroadcastLap } from '../../wire/acc/broadcast/lap.ts'
import type { BroadcastMessage } from '../../wire/acc/broadcast-v4.ts'
import { at, type Course, sample } from './course.ts'
import { type Field, type Rival, type RivalLap, secondsBetween } from './field.ts'
import { stepMillis, type TimedLap } from './lap-clock.ts'
import { type Place, placeAt } from './place.ts'
import type { Scene, SessionKind } from './session.ts'
import { isMenu, type World } from './world.ts'

type Said<Kind extends BroadcastMessage['kind']> = Extract<BroadcastMessage, { readonly kind: Kind }>

const sessionTypes = {
  practice: 'practice',
  qualifying: 'qualifying',
  race: 'race',
  hotlap: 'hotlap',
} as const satisfies Readonly<Record<SessionKind, string>>

/** A car of the session, the player's own among them. */
type Listed = {
  readonly car: number
  readonly laps: number
  readonly distance: number
  readonly offset: number
  readonly kmh: number
  readonly gear: number
  readonly inLane: boolean
  readonly last: BroadcastLap
  readonly best: BroadcastLap
  readonly current: BroadcastLap
  readonly bestMs: number | undefined
}

/** One round of updates, the session first; nothing between two sessions, where the game is silent. */
export function roundOf(world: World): readonly BroadcastMessage[] {
  const { scene, session } = world
  if (isMenu(session)) return []
  const listed = listOf(world)
  const ranked = [...listed].sort(session.field.race ? byProgress(scene.course) : byBest)
  const places = new Map(ranked.map(({ car }, index) => [car, index + 1]))
  return [
    sessionUpdate(world, listed.toSorted(byBest)[0]),
    ...listed.map(car => carUpdate(scene.course, car, places.get(car.car) ?? 0)),
  ]
}

/** What the game answers to a request for its entries. */
export function entriesOf({ scene, session }: World, connectionId: number): readonly BroadcastMessage[] {
  const cars = [session.field.playerId, ...session.field.rivals.map(({ id }) => id)].sort((a, b) => a - b)
  const list = { kind: 'entry-list', connectionId, carIndexes: cars } as const
  return [list, ...cars.map(car => entryOf(scene, session.field.playerId, car))]
}

/** What the game answers to a request for the track. */
export function trackOfWorld({ scene }: World, connectionId: number): Said<'track-data'> {
  const track = trackOf(scene.options.track)
  return {
    kind: 'track-data',
    connectionId,
    trackName: track?.name ?? scene.options.track,
    trackId: 0,
    trackLengthM: Math.round(track?.length_m ?? scene.course.length),
    cameraSets: [{ name: 'Helicam', cameras: ['Helicam'] }],
    hudPages: ['Broadcasting', 'Basic HUD'],
  }
}

function sessionUpdate(
  { scene, session, step }: World,
  fastest: Listed | undefined,
): Said<'realtime-update'> {
  const { options, weather } = scene
  const t_ms = (step - session.startStep) * 2.5
  const whole_ms = options.sessionMinutes === undefined ? undefined : options.sessionMinutes * 60_000
  const best = fastest?.best ?? noLap(session.field.playerId)
  return {
    kind: 'realtime-update',
    eventIndex: 0,
    sessionIndex: session.index,
    sessionType: sessionTypes[options.session],
    phase: session.over ? 'session-over' : 'session',
    sessionTimeMs: t_ms,
    sessionTimeLeftMs: whole_ms === undefined ? undefined : Math.max(0, whole_ms - t_ms),
    focusedCarIndex: session.field.playerId,
    cameraSet: 'Drivable',
    camera: 'Cockpit',
    hudPage: 'Basic HUD',
    replay: undefined,
    timeOfDayS: (weather.clock + step * 0.0025) % 86_400,
    airTempC: Math.round(weather.air),
    roadTempC: Math.round(weather.road),
    clouds: 0.2,
    rain: 0,
    wetness: 0,
    bestLap: best,
  }
}

function listOf({ scene, session, step }: World): readonly Listed[] {
  const { course } = scene
  const { field, car, clock, stint } = session
  const id = field.playerId
  const player: Listed = {
    car: id,
    laps: clock.completed,
    distance: car.distance,
    offset: car.offset,
    kmh: car.speed * 3.6,
    gear: car.gear,
    inLane: stint.inLane,
    last: timed(id, clock.lastLap),
    best: timed(id, clock.bestLap),
    current: {
      ...noLap(id),
      lapTimeMs: stepMillis(clock.steps),
      isInvalid: !clock.valid,
      isOutLap: clock.sawPits,
    },
    bestMs: clock.bestLap === undefined ? undefined : stepMillis(clock.bestLap.steps),
  }
  const now = (step - session.startStep) * 0.0025
  const rivals = field.rivals.filter(({ away }) => away === undefined)
  return [player, ...rivals.map(rival => listedRival(field, course, rival, now))]
}

function listedRival(field: Field, course: Course, rival: Rival, now: number): Listed {
  const { id, last, bestLap, out, began, stranded } = rival
  const way = 5
  const seconds = secondsBetween(field, course, rival.distance, (rival.distance + way) % course.length)
  const kmh = stranded === undefined ? (way / Math.max(0.03, seconds)) * 3.6 : 0
  return {
    car: id,
    laps: Math.max(0, rival.laps),
    distance: rival.distance,
    offset: rival.offset,
    kmh,
    gear: Math.max(1, Math.min(6, Math.round(kmh / 42))),
    inLane: false,
    last: rivalLap(field, course, id, last),
    best: rivalLap(field, course, id, bestLap),
    current: { ...noLap(id), lapTimeMs: Math.max(0, Math.floor((now - began) * 1000)), isOutLap: out },
    bestMs: bestLap === undefined ? undefined : gameMillis(bestLap.seconds),
  }
}

function carUpdate(course: Course, listed: Listed, position: number): Said<'realtime-car-update'> {
  const place: Place = { x: 0, y: 0, z: 0, direction: 0 }
  placeAt(course, listed.distance, listed.offset, place)
  return {
    kind: 'realtime-car-update',
    carIndex: listed.car,
    driverIndex: 0,
    driverCount: 1,
    gear: listed.gear,
    worldX: place.x,
    worldZ: place.z,
    yawRad: -place.direction,
    location: listed.inLane ? 'pit-lane' : 'track',
    speedKmh: Math.max(0, Math.round(listed.kmh)),
    position,
    cupPosition: position,
    trackPosition: undefined,
    spline: Math.min(1, Math.max(0, listed.distance / course.length)),
    laps: listed.laps,
    deltaMs: 0,
    bestLap: listed.best,
    lastLap: listed.last,
    currentLap: listed.current,
  }
}

const noLap = (car: number): BroadcastLap => ({
  lapTimeMs: undefined,
  carIndex: car,
  driverIndex: 0,
  splitsMs: [],
  isInvalid: false,
  isValidForBest: true,
  isOutLap: false,
  isInLap: false,
})

function timed(car: number, lap: TimedLap | undefined): BroadcastLap {
  if (lap === undefined) return noLap(car)
  return {
    ...noLap(car),
    lapTimeMs: stepMillis(lap.steps),
    splitsMs: lap.sectors.map(stepMillis),
    isInvalid: !lap.valid,
    isValidForBest: lap.valid && !lap.out && !lap.into,
    isOutLap: lap.out,
    isInLap: lap.into,
  }
}

/** The game times in steps of 2.5 ms and cuts every number to milliseconds on its own. */
const gameMillis = (seconds: number): number => stepMillis(Math.floor(seconds * 400))

function rivalLap(field: Field, course: Course, car: number, lap: RivalLap | undefined): BroadcastLap {
  if (lap === undefined) return noLap(car)
  const whole = at(field.seconds, course.count)
  const lines = [0, ...course.sectorEnds, course.length].map(end =>
    Math.floor(
      (sample(course, field.seconds, Math.min(end, course.length - 0.01)) / whole) * lap.seconds * 400,
    ),
  )
  lines[lines.length - 1] = Math.floor(lap.seconds * 400)
  return {
    ...noLap(car),
    lapTimeMs: gameMillis(lap.seconds),
    splitsMs: lines.slice(1).map((line, index) => stepMillis(line - (lines[index] ?? 0))),
    isValidForBest: !lap.out && !lap.into,
    isOutLap: lap.out,
    isInLap: lap.into,
  }
}

const byBest = (a: Listed, b: Listed): number =>
  (a.bestMs ?? Number.MAX_SAFE_INTEGER) - (b.bestMs ?? Number.MAX_SAFE_INTEGER) || a.car - b.car
const byProgress =
  (course: Course) =>
  (a: Listed, b: Listed): number =>
    b.laps + b.distance / course.length - (a.laps + a.distance / course.length) || a.car - b.car

const models: readonly [number, ...number[]] = [30, 31, 32, 33, 34, 35, 25, 20, 36, 21]
const firstNames: readonly [string, ...string[]] = [
  'Ida',
  'Noah',
  'Mila',
  'Otto',
  'Zoe',
  'Emil',
  'Lena',
  'Hugo',
  'Nina',
  'Karl',
  'Maya',
  'Finn',
]
const lastNames: readonly [string, ...string[]] = [
  'Vogel',
  'Sato',
  'Costa',
  'Moreau',
  'Berg',
  'Kowal',
  'Rossi',
  'Nagy',
  'Lund',
  'Silva',
  'Peeters',
]
const nations = [
  'Germany',
  'Japan',
  'Portugal',
  'France',
  'Norway',
  'Poland',
  'Italy',
  'Hungary',
  'Denmark',
] as const

function entryOf(scene: Scene, player: number, car: number): Said<'entry-list-car'> {
  const { driver, car: model } = scene.options
  const isPlayer = car === player
  const firstName = isPlayer ? driver.name : pick(firstNames, car * 7)
  const lastName = isPlayer ? driver.surname : pick(lastNames, car * 5)
  const nationality = pick(nations, car)
  const carModel = (isPlayer ? carOf(model)?.model : undefined) ?? pick(models, car * 3)
  return {
    kind: 'entry-list-car',
    carIndex: car,
    carModel: carIdOfModel(carModel) === undefined ? 0 : carModel,
    teamName: `${lastName} Motorsport`,
    raceNumber: 1 + ((car * 37) % 997),
    cupCategory: 'overall',
    driverIndex: 0,
    nationality,
    drivers: [
      {
        firstName,
        lastName,
        shortName: isPlayer ? driver.nick : lastName.slice(0, 3).toUpperCase(),
        category: 'silver',
        nationality,
      },
    ],
  }
}

const pick = <Value>(values: readonly [Value, ...Value[]], index: number): Value =>
  values[index % values.length] ?? values[0]
