// Gaps to the first car, at the end of each lap and at marks within it, as lines: overtaking is a crossing, a stop is a
// step down.
import type { CarBook, FieldBook } from './field-book.ts'
import { marksPerLap } from './passings.ts'

export type TraceLine = {
  readonly car: number
  /** Laps into the race, in eighths; whole ones are ends of laps. */
  readonly laps: readonly number[]
  /** Seconds behind the first car to come as far. */
  readonly gaps_s: readonly number[]
}

/** A line per car, over what of the race was seen of everybody. */
export function raceTrace({ cars, from_lap, from_laps }: FieldBook): readonly TraceLine[] {
  const seen = [...cars.values()].map(car => ({ car: car.car, points: pointsOf(car, from_lap, from_laps) }))
  const first = new Map<number, number>()
  for (const { points } of seen) {
    for (const { laps, time_ms } of points) first.set(laps, Math.min(first.get(laps) ?? time_ms, time_ms))
  }
  return seen.flatMap(({ car, points }) => {
    if (points.length === 0) return []
    const gaps_s = points.map(({ laps, time_ms }) => (time_ms - (first.get(laps) ?? time_ms)) / 1000)
    return [{ car, laps: points.map(({ laps }) => laps), gaps_s }]
  })
}

type Point = { readonly laps: number; readonly time_ms: number }

function pointsOf({ crossings, passings }: CarBook, from_lap: number, from_laps: number): readonly Point[] {
  const ends = crossings.flatMap(({ lap, time_ms }) => (lap >= from_lap ? [{ laps: lap, time_ms }] : []))
  const within = passings.map(({ mark, time_ms }) => ({ laps: mark / marksPerLap, time_ms }))
  return [...ends, ...within.filter(({ laps }) => laps > from_laps)].sort((a, b) => a.laps - b.laps)
}
