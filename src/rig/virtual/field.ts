// The other cars: each laps at a pace of its own, has its incidents, goes away and comes back.
import { at, type Course, sample } from './course.ts'
import type { Machine } from './machine.ts'
import { paceOf } from './pace.ts'
import type { Random } from './random.ts'

/** Changed in place. Times are seconds since the session began. */
export type Rival = {
  readonly id: number
  /** Seconds of a good lap. */
  readonly pace: number
  /** Metres to the right of the driven line. */
  readonly offset: number
  /** When the lap under way began, and how long it will take. */
  lapStart: number
  lapSeconds: number
  /** Metres along the lap; laps driven since the start, the line itself counting; best lap in seconds. */
  distance: number
  laps: number
  best: number | undefined
  /** When it last crossed the line, and the lap that ended there; undefined before the first whole one. */
  began: number
  last: RivalLap | undefined
  bestLap: RivalLap | undefined
  /** It came out of its garage in this lap. */
  out: boolean
  /** Laps until it goes to its garage, and when it comes back. */
  stint: number
  away: number | undefined
  /** It stands after a spin until then. */
  stranded: number | undefined
}

/** A lap in seconds. */
export type RivalLap = { readonly seconds: number; readonly out: boolean; readonly into: boolean }

/** Changed in place by `moveField`. */
export type Field = {
  readonly rivals: readonly Rival[]
  readonly playerId: number
  /** The cars on track in the order of the page: any order, the player somewhere among them. */
  order: readonly (Rival | 'player')[]
  /** Seconds of a lap at a common pace, by the cell. */
  readonly seconds: Float64Array
  /** Metres at equal parts of that time. */
  readonly places: Float64Array
  readonly random: Random
  readonly incidents: number
  readonly race: boolean
}

const placeCount = 4096

/** `cars` counts the player, too; in a race all start in two rows before the line, else they are on their way. */
export function fieldOf(
  course: Course,
  machine: Machine,
  options: { readonly cars: number; readonly incidents: number; readonly race: boolean },
  random: Random,
): Field {
  const seconds = lapTimes(course, machine)
  const lap = at(seconds, course.count)
  const first = random.whole(1000, 1100)
  const ids = shuffled(
    Array.from({ length: options.cars }, (_, index) => first + index),
    random,
  )
  const playerId = ids[random.whole(0, ids.length - 1)] ?? first
  const order = ids.map(id => (id === playerId ? 'player' : rivalOf(id, lap, random)))
  const rivals = order.filter(car => car !== 'player')
  const { incidents, race } = options
  const places = placesOf(course, seconds)
  const field: Field = { rivals, playerId, order, seconds, places, random, incidents, race }
  rivals.forEach((rival, row) => {
    const start = race
      ? sample(course, seconds, course.length - 420 + (Math.floor(rivals.length / 2) - row) * 11)
      : random.next() * lap
    rival.lapStart = -start * (rival.lapSeconds / lap)
  })
  return field
}

/** Brings every rival to where it is `seconds` after the session began; call it for every frame. */
export function moveField(field: Field, course: Course, seconds: number): void {
  let changed = false
  for (const rival of field.rivals) {
    if (rival.away !== undefined) {
      if (seconds < rival.away) continue
      rival.away = undefined
      rival.lapStart = seconds
      rival.began = seconds
      rival.out = true
      field.order = [...field.order, rival]
    }
    if (rival.stranded !== undefined) {
      if (seconds < rival.stranded) continue
      rival.stranded = undefined
    }
    while (seconds >= rival.lapStart + rival.lapSeconds) finishLap(field, rival, seconds)
    if (rival.away !== undefined) {
      changed = true
      continue
    }
    const cell = ((seconds - rival.lapStart) / rival.lapSeconds) * placeCount
    const low = at(field.places, Math.floor(cell))
    const high = at(field.places, Math.floor(cell) + 1)
    rival.distance = Math.min(course.length - 0.01, low + (high - low) * (cell - Math.floor(cell)))
    // About one spin in 40 laps.
    if (field.incidents > 0 && field.random.chance((field.incidents * 0.025) / (rival.pace * 110))) {
      const lost = field.random.between(6, 14)
      rival.stranded = seconds + lost
      rival.lapStart += lost
    }
  }
  if (changed) field.order = field.order.filter(car => car === 'player' || car.away === undefined)
}

/** Seconds between two places of the lap at the common pace, driving from the first to the second. */
export function secondsBetween(field: Field, course: Course, from: number, to: number): number {
  const gap = sample(course, field.seconds, to) - sample(course, field.seconds, from)
  return gap < 0 ? gap + at(field.seconds, course.count) : gap
}

function finishLap(field: Field, rival: Rival, seconds: number): void {
  const { random } = field
  if (rival.laps >= 0 && (rival.best === undefined || rival.lapSeconds < rival.best))
    rival.best = rival.lapSeconds
  rival.laps++
  rival.lapStart += rival.lapSeconds
  const into = !field.race && rival.stint <= 0
  if (rival.laps > 0) {
    rival.last = { seconds: rival.lapStart - rival.began, out: rival.out, into }
    const flies = !rival.out && !into
    if (flies && rival.last.seconds < (rival.bestLap?.seconds ?? Number.POSITIVE_INFINITY))
      rival.bestLap = rival.last
  }
  rival.began = rival.lapStart
  rival.out = false
  rival.lapSeconds = rival.pace * (1 + Math.abs(random.normal()) * 0.004)
  if (field.race || rival.stint-- > 0) return
  rival.stint = random.whole(4, 12)
  rival.away = seconds + random.between(30, 150)
}

function rivalOf(id: number, lap: number, random: Random): Rival {
  const pace = lap * (1.003 + random.normal() * 0.011)
  return {
    id,
    pace,
    offset: random.normal() * 0.8,
    lapStart: 0,
    lapSeconds: pace,
    distance: 0,
    laps: -1,
    best: undefined,
    began: 0,
    last: undefined,
    bestLap: undefined,
    out: false,
    stint: random.whole(1, 10),
    away: undefined,
    stranded: undefined,
  }
}

function lapTimes(course: Course, machine: Machine): Float64Array {
  const shares = new Float64Array(course.count + 1).fill(0.94)
  const limits = { mass: machine.mass + 40, grip: 1, cornering: shares, braking: shares, power: 1 }
  const pace = paceOf(course, machine, limits)
  const seconds = new Float64Array(course.count + 1)
  for (let i = 0; i < course.count; i++)
    seconds[i + 1] = at(seconds, i) + (2 * course.step) / (at(pace, i) + at(pace, i + 1))
  return seconds
}

function placesOf(course: Course, seconds: Float64Array): Float64Array {
  const places = new Float64Array(placeCount + 1)
  const lap = at(seconds, course.count)
  let cell = 0
  for (let k = 0; k <= placeCount; k++) {
    const wanted = (lap * k) / placeCount
    while (cell < course.count - 1 && at(seconds, cell + 1) < wanted) cell++
    const span = at(seconds, cell + 1) - at(seconds, cell)
    places[k] = (cell + (wanted - at(seconds, cell)) / span) * course.step
  }
  return places
}

function shuffled(ids: readonly number[], random: Random): readonly number[] {
  return ids
    .map(id => ({ id, key: random.next() }))
    .sort((a, b) => a.key - b.key)
    .map(({ id }) => id)
}
