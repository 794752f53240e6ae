// Whether it is wet, by what the game says of rain, track and tyres.
import { grips, rains } from '../wire/acc/enumerations.ts'
import { nameOf } from './seen.ts'

/** Channels `rain`, `track_grip` and `rain_tyres` of one moment; undefined is not measured. */
export type Weather = {
  readonly rain: number | undefined
  readonly grip: number | undefined
  readonly tyres: number | undefined
}

const wetGrips: ReadonlySet<string | undefined> = new Set(['damp', 'wet', 'flooded'])
/** Drizzle leaves a track dry. */
const wetRains: ReadonlySet<string | undefined> = new Set(['light', 'medium', 'heavy', 'thunderstorm'])

/** Rain, a track that is damp or worse, or rain tyres; undefined when nothing of it was measured. */
export function isWet({ rain, grip, tyres }: Weather): boolean | undefined {
  if (rain === undefined && grip === undefined && tyres === undefined) return undefined
  return tyres === 1 || wetGrips.has(nameOf(grips, grip)) || wetRains.has(nameOf(rains, rain))
}
