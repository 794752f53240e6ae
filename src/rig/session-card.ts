// Who drives what and where: read from the texts of the static and graphics pages.
import { cars } from '../model/cars.ts'
import { type CardField, fieldAt, type Game } from '../model/games/game.ts'
import type { SessionMessage } from '../model/messages.ts'
import { type Track, trackId, trackOf } from '../model/track.ts'
import type { SessionFacts } from '../race/session.ts'
import { sessionTypes } from '../wire/acc/enumerations.ts'
import { decodeBeginning, elementSize, type Struct } from '../wire/struct.ts'

/** What both pages say about a session. */
export type SessionCard = {
  /** What tells one session from another; absent is not known. */
  readonly told: SessionFacts
  /** The game's id of the player's car. */
  readonly carId: number
  /** The session type by its number in the catalogue. */
  readonly sessionType: number | undefined
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
export function sessionCard(game: Game, staticPage: Uint8Array, graphicsPage: Uint8Array): SessionCard {
  const { card } = game
  const read = cardReader(game, staticPage, graphicsPage)
  const text = (name: CardField | undefined) => asText(read(name))
  const number = (name: CardField | undefined) => asNumber(read(name))
  const written = text(card.car)
  const car = written ?? unknown
  const track = trackNamed(game, text(card.track), text(card.layout))
  const name = card.driver.flatMap(part => text(part) ?? []).join(' ')
  const [maxRpm, maxFuel, sectorCount, isOnline] = [card.maxRpm, card.maxFuel, card.sectors, card.online].map(
    number,
  )
  const session = number(card.session)
  const sessionType = session === undefined || game.sessions === undefined ? session : game.sessions[session]
  const sectors = sectorCount !== undefined && sectorCount > 0 ? sectorCount : undefined
  return {
    told: {
      ...(track !== undefined && { track }),
      ...(written !== undefined && { car: written }),
      ...(isOnline !== undefined && { online: isOnline !== 0 }),
    },
    carId: Math.max(0, number(card.carId) ?? 0),
    sessionType,
    tyreCompound: text(card.tyres),
    track: track === undefined ? undefined : trackOf(track),
    sectors,
    facts: {
      driver: name || text(card.nick) || unknown,
      car,
      car_class: game.trackPrefix === undefined ? classOf(car) : unknown,
      track: track === undefined ? unknown : trackId(track),
      session_type: nameOf(sessionTypes, sessionType),
      ...(maxRpm !== undefined && maxRpm > 0 && { max_rpm: maxRpm }),
      ...(maxFuel !== undefined && maxFuel > 0 && { max_fuel_l: maxFuel }),
      ...(sectors !== undefined && { sectors }),
      ...(isOnline !== undefined && { online: isOnline !== 0 }),
    },
  }
}

function cardReader(game: Game, staticPage: Uint8Array, graphicsPage: Uint8Array) {
  const layouts: { readonly static: Struct; readonly graphics: Struct } = game.pages
  const values = {
    static: new Map(Object.entries(decodeBeginning(layouts.static, staticPage))),
    graphics: new Map(Object.entries(decodeBeginning(layouts.graphics, graphicsPage))),
  }
  return (name: CardField | undefined): unknown => {
    const place = fieldAt(game, name)
    return place && values[place.page].get(place.field.name)
  }
}

const asText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
const asNumber = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined)

/** Every layout of a track is a track of its own. */
function trackNamed(
  { trackPrefix = '' }: Game,
  track: string | undefined,
  layout: string | undefined,
): string | undefined {
  if (track === undefined) return undefined
  return `${trackPrefix}${layout === undefined ? track : `${track}-${layout}`}`.slice(0, longestTrack)
}

/** What a message takes. */
const longestTrack = 64

const classes: ReadonlyMap<string, string> = new Map(
  Object.entries(cars).map(([id, { car_class }]) => [id, car_class]),
)
const classOf = (car: string) => classes.get(car) ?? unknown

const nameOf = (names: Readonly<Record<number, string>>, value: number | undefined) =>
  (value === undefined ? undefined : names[value]) ?? unknown

/** Whether two graphics pages may make different cards: cheap enough to ask of every page. */
export function mayDiffer(game: Game, before: Uint8Array, now: Uint8Array): boolean {
  return cluesOf(game).some(
    ([from, to]) => Buffer.compare(before.subarray(from, to), now.subarray(from, to)) !== 0,
  )
}

type Clue = readonly [from: number, to: number]
const known = new Map<Game, readonly Clue[]>()

/** Where the graphics page holds parts of the card. */
function cluesOf(game: Game): readonly Clue[] {
  const before = known.get(game)
  if (before !== undefined) return before
  const clues = Object.values(game.card)
    .flat()
    .flatMap((name): readonly Clue[] => {
      const place = fieldAt(game, name)
      if (place?.page !== 'graphics') return []
      const { field, offset } = place
      return [[offset, offset + elementSize[field.type] * (field.count ?? 1)]]
    })
  known.set(game, clues)
  return clues
}
