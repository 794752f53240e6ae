// Who drives what and where: read from the texts of the static and graphics pages.
import { cars } from '../model/cars.ts'
import type { SessionMessage } from '../model/messages.ts'
import { type Track, trackId, trackOf } from '../model/track.ts'
import type { SessionFacts } from '../race/session.ts'
import { sessionTypes } from '../wire/acc/enumerations.ts'
import { accPages } from '../wire/acc/page.ts'
import { decodeBeginning } from '../wire/struct.ts'

/** What both pages say about a session. */
export type SessionCard = {
  /** What tells one session from another; absent is not known. */
  readonly told: SessionFacts
  /** The game's id of the player's car. */
  readonly carId: number
  readonly tyreCompound: string | undefined
  readonly track: Track | undefined
  readonly sectors: number | undefined
  readonly facts: Pick<
    SessionMessage,
    | 'driver'
    | 'car'
    | 'car_class'
    | 'track'
    | 'session_type'
    | 'max_rpm'
    | 'max_fuel_l'
    | 'sectors'
    | 'online'
  >
}

const unknown = 'unknown'

/** Reads pages that may hold only their beginning. A car or a track that no table has is passed through as written. */
export function sessionCard(staticPage: Uint8Array, graphicsPage: Uint8Array): SessionCard {
  const { carModel, track, playerName, playerSurname, playerNick, ...rest } = decodeBeginning(
    accPages.static,
    staticPage,
  )
  const { session, playerCarID, tyreCompound } = decodeBeginning(accPages.graphics, graphicsPage)
  const { maxRpm, maxFuel, sectorCount, isOnline } = rest
  const name = [playerName, playerSurname].filter(part => part !== undefined).join(' ')
  const car = carModel ?? unknown
  const sectors = sectorCount !== undefined && sectorCount > 0 ? sectorCount : undefined
  return {
    told: {
      ...(track !== undefined && { track }),
      ...(carModel !== undefined && { car: carModel }),
      ...(isOnline !== undefined && { online: isOnline !== 0 }),
    },
    carId: Math.max(0, playerCarID ?? 0),
    tyreCompound,
    track: track === undefined ? undefined : trackOf(track),
    sectors,
    facts: {
      driver: name || playerNick || unknown,
      car,
      car_class: classOf(car),
      track: track === undefined ? unknown : trackId(track),
      session_type: nameOf(sessionTypes, session),
      ...(maxRpm !== undefined && maxRpm > 0 && { max_rpm: maxRpm }),
      ...(maxFuel !== undefined && maxFuel > 0 && { max_fuel_l: maxFuel }),
      ...(sectors !== undefined && { sectors }),
      ...(isOnline !== undefined && { online: isOnline !== 0 }),
    },
  }
}

const classes: ReadonlyMap<string, string> = new Map(
  Object.entries(cars).map(([id, { car_class }]) => [id, car_class]),
)
const classOf = (car: string) => classes.get(car) ?? unknown

const nameOf = (names: Readonly<Record<number, string>>, value: number | undefined) =>
  (value === undefined ? undefined : names[value]) ?? unknown

/** Whether two graphics pages may make different cards: cheap enough to ask of every page. */
export const mayDiffer = (before: Uint8Array, now: Uint8Array): boolean =>
  clues.some(([from, to]) => Buffer.compare(before.subarray(from, to), now.subarray(from, to)) !== 0)

const { session, playerCarID, tyreCompound, replayTimeMultiplier } = accPages.graphics.offsets
const clues = [
  [session, session + 4],
  [playerCarID, playerCarID + 4],
  [tyreCompound, replayTimeMultiplier],
] as const
