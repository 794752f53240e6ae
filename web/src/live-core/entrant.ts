// How an entry of a session is called in a small place.
import type { FieldEntry } from '../../../src/model/field.ts'

/** How a driver of an entry is called, briefly: `C. Demo`; undefined for one without a name. */
export function nameOf(entry: FieldEntry | undefined, driver: number): string | undefined {
  const name = entry?.drivers[driver]?.name ?? entry?.drivers[0]?.name
  if (name === undefined || name.trim() === '') return undefined
  const [first = '', ...rest] = name.trim().split(/\s+/)
  return rest.length === 0 || first.endsWith('.') ? name.trim() : `${first[0]}. ${rest.join(' ')}`
}

/** The number on the car; where nobody has told it yet the game's index, with a dot that says so. */
export const numberOf = (entry: FieldEntry | undefined, car: number): string =>
  entry?.number === undefined ? `·${car}` : String(entry.number)
