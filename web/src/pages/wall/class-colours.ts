// Classes of a field and their colours. A colour only repeats what the name of the class says beside it.
import type { FieldEntry } from '../../../../src/model/field.ts'
import type { Token } from '../../theme/tokens.ts'

/** Kept apart by every kind of colour vision, as the laps of Compare are; a fifth class has none of its own. */
const colours = ['lap-a', 'lap-ref', 'lap-c', 'lap-d'] as const satisfies readonly Token[]
export type ClassColour = (typeof colours)[number] | 'off'

/** The classes that are here, by name, each with its colour; of one alone nothing has to be told apart. */
export function classColours(entries: Iterable<FieldEntry>): ReadonlyMap<string, ClassColour> {
  const names = [...new Set([...entries].map(({ car_class }) => car_class))].sort()
  return new Map(names.map((name, at) => [name, colours[at] ?? 'off']))
}
