// Names for people, of what the game calls by an id. An id that no table has is shown as it is.
import { type Car, cars } from '../../../src/model/cars.ts'
import type { Origin } from '../../../src/model/messages.ts'
import { trackOf } from '../../../src/model/track.ts'

const carById: Readonly<Record<string, Car>> = cars

export const carOf = (id: string): Car | undefined => carById[id]
/** Without the brackets around a year: in B612 they look square at this size. */
export const carName = (id: string): string => (carById[id]?.name ?? id).replaceAll(/[()]/g, '')
export const trackName = (id: string): string => trackOf(id)?.name ?? id

/** `hotstint` → `hot stint`: the words of the game, spaced. */
export const sessionName = (type: string): string => type.replaceAll(/[-_]/g, ' ')

const origins: Readonly<Partial<Record<Origin, string>>> = {
  virtual: 'DEMO',
  replay: 'REPLAY',
  import: 'IMPORT',
}

/** What no game has driven just now says so; undefined for what one has. */
export const originName = (origin: Origin | undefined): string | undefined =>
  origin === undefined ? undefined : origins[origin]
