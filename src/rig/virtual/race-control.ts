// Who is where, and which flags are out: looked at once per rendered frame.
import { type Course, wrapped } from './course.ts'
import { type Field, type Rival, secondsBetween } from './field.ts'
import type { Purpose } from './stint.ts'

/** The player as race control sees him. */
export type Player = {
  readonly distance: number
  /** Laps since the start, the line itself counting; −1 before it. */
  readonly laps: number
  /** Seconds of the best lap. */
  readonly best: number | undefined
  readonly purpose: Purpose
  readonly inLane: boolean
  /** He stands across the road. */
  readonly spun: boolean
}

export type Standing = {
  /** From 1. */
  readonly position: number
  /** Seconds to the cars before and behind: the next in rank in a race, else the next on the road. */
  readonly ahead: number | undefined
  readonly behind: number | undefined
}

const onTrack = (rival: Rival): boolean => rival.away === undefined

export function standingOf(field: Field, course: Course, player: Player): Standing {
  const cars = field.rivals.filter(onTrack)
  const progress = ({ laps, distance }: { readonly laps: number; readonly distance: number }) =>
    laps * course.length + distance
  const mine = progress(player)
  const before = field.rivals.filter(rival =>
    field.race ? progress(rival) > mine : rival.best !== undefined && rival.best < (player.best ?? Infinity),
  )
  const gaps = (rivals: readonly Rival[], gap: (rival: Rival) => number) =>
    rivals.length === 0 ? undefined : Math.min(...rivals.map(gap))
  const rivalsBefore = field.race ? cars.filter(rival => progress(rival) > mine) : cars
  const rivalsBehind = field.race ? cars.filter(rival => progress(rival) <= mine) : cars
  return {
    position: before.length + 1,
    ahead: gaps(rivalsBefore, rival => secondsBetween(field, course, player.distance, rival.distance)),
    behind: gaps(rivalsBehind, rival => secondsBetween(field, course, rival.distance, player.distance)),
  }
}

export type Flags = {
  /** The game's code of the flag that the player is shown: 0 none, 1 blue, 2 yellow, 5 chequered. */
  readonly shown: 0 | 1 | 2 | 5
  /** Yellow in each of the three sectors. */
  readonly yellow: readonly [boolean, boolean, boolean]
  readonly chequered: boolean
}

/** Yellow where somebody stands, and for the player when that is less than 450 m ahead; blue when he is in the way. */
export function flagsOf(
  field: Field,
  course: Course,
  player: Player,
  standing: Standing,
  over: boolean,
): Flags {
  const yellow: [boolean, boolean, boolean] = [false, false, false]
  let near = false
  const warnAt = (distance: number) => {
    const sector = course.sectorEnds.findIndex(end => distance < end)
    yellow[sector === 0 ? 0 : sector === 1 ? 1 : 2] = true
    if (wrapped(course, distance - player.distance) < 450) near = true
  }
  for (const rival of field.rivals) if (rival.stranded !== undefined) warnAt(rival.distance)
  if (player.spun) warnAt(player.distance)
  const slow = player.purpose !== 'push' && !player.inLane && !field.race
  const blue = slow && standing.behind !== undefined && standing.behind < 1.2
  return { shown: over ? 5 : near ? 2 : blue ? 1 : 0, yellow, chequered: over }
}
