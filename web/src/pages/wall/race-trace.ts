// Gaps to the first car at the end of each lap, as lines: overtaking is a crossing, a stop is a step down.
import type { FieldBook } from './field-book.ts'

export type TraceLine = {
  readonly car: number
  readonly laps: readonly number[]
  /** Seconds behind the first car to complete that lap. */
  readonly gaps_s: readonly number[]
}

/** A line per car, for the laps whose first finisher was seen as well. */
export function raceTrace({ cars, from_lap }: FieldBook): readonly TraceLine[] {
  const first = new Map<number, number>()
  for (const { crossings } of cars.values()) {
    for (const { lap, time_ms } of crossings) {
      first.set(lap, Math.min(first.get(lap) ?? Number.POSITIVE_INFINITY, time_ms))
    }
  }
  return [...cars.values()].flatMap(({ car, crossings }) => {
    const seen = crossings.filter(({ lap }) => lap >= from_lap)
    if (seen.length === 0) return []
    const gaps_s = seen.map(({ lap, time_ms }) => (time_ms - (first.get(lap) ?? time_ms)) / 1000)
    return [{ car, laps: seen.map(({ lap }) => lap), gaps_s }]
  })
}
