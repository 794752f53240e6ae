// Lines across the track by its position: ends of sectors, and mini-sectors between them.
import type { Track } from '../model/track.ts'
import { type Millis, millis } from '../units/quantity.ts'
import { gridPoints } from './grid.ts'

/** From one line to the next, as shares of the centre line; sectors count from 1, mini-sectors from 1 within theirs. */
export type MiniSector = {
  readonly sector: number
  readonly mini: number
  readonly from: number
  readonly to: number
}

const perSector = 8

/** Every sector in eight equal parts; a track whose sectors are not known is one. */
export function miniSectorsOf(track: Pick<Track, 'sector_ends'> | undefined): readonly MiniSector[] {
  const lines = [0, ...(track?.sector_ends ?? []), 1]
  return lines.slice(1).flatMap((end, index) => {
    const start = lines[index] ?? 0
    const line = (part: number) => start + ((end - start) * part) / perSector
    return Array.from({ length: perSector }, (_, part) => ({
      ...{ sector: index + 1, mini: part + 1 },
      ...{ from: line(part), to: line(part + 1) },
    }))
  })
}

/**
 * The time between two lines from the grid times of a lap, in µs; undefined where one was not passed, or where the lap
 * began between them, as it does on tracks whose start line lies elsewhere.
 */
export function timeBetween(times_us: Float64Array, from: number, to: number): Millis | undefined {
  const time = (timeAt(times_us, to) - timeAt(times_us, from)) / 1000
  return time > 0 ? millis(time) : undefined
}

function timeAt(times_us: Float64Array, spline: number): number {
  const place = spline * (gridPoints - 1)
  const point = Math.min(gridPoints - 2, Math.floor(place))
  const before = times_us[point] ?? Number.NaN
  return before + ((times_us[point + 1] ?? Number.NaN) - before) * (place - point)
}
