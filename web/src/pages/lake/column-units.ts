// Units of the columns of an answer: from the catalogue, by the whole name or by its last word.
import type { LakeTableListing } from '../../../../src/model/lake-tables.ts'

/** Says the unit of a column by its name; undefined where nothing is known. */
export type UnitOf = (name: string) => string | undefined

const perWheelOrAxis = /_(fl|fr|rl|rr|x|y|z)$/

/** Learns from the listed tables: `top_speed_kmh` is in km/h because every listed name that ends in `kmh` is. */
export function unitsOf(tables: readonly LakeTableListing[]): UnitOf {
  const byName = new Map<string, string>()
  const byEnding = new Map<string, Set<string | undefined>>()
  for (const { name, unit } of tables.flatMap(({ columns }) => columns)) {
    if (unit !== undefined) byName.set(name, unit)
    const ending = endingOf(name)
    byEnding.set(ending, (byEnding.get(ending) ?? new Set()).add(unit))
  }
  return name => {
    const known = byName.get(name)
    if (known !== undefined) return known
    const found = byEnding.get(endingOf(name))
    return found?.size === 1 ? [...found][0] : undefined
  }
}

const endingOf = (name: string): string => name.replace(perWheelOrAxis, '').split('_').at(-1) ?? name
