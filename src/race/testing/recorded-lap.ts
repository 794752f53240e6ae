// Laps recorded over broadcasting, as columns: spline, seconds since the line, speed.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { dataFolder } from './dump.ts'

export type RecordedLap = {
  readonly count: number
  readonly t_us: readonly number[]
  readonly spline: readonly number[]
  readonly speed_kmh: readonly number[]
}

export const recordedLaps = [
  'Barcelona_GT3',
  'BrandsHatch_GT3',
  'Imola_GT3',
  'Kyalami_GT3',
  'Misano_GT3',
  'Monza_GT3',
  'Monza_GT4',
  'Zandvoort_GT3',
] as const

const fileOf = (name: string) => join(dataFolder, 'acc-udp-laps', `${name}.txt.gz`)

/** False with a sentence for the test runner when the recordings are not here. */
export const withoutLaps = !existsSync(fileOf('Monza_GT3')) && 'the recordings are not here'

export function readLap(name: (typeof recordedLaps)[number]): RecordedLap {
  const rows = gunzipSync(readFileSync(fileOf(name)))
    .toString('utf8')
    .trim()
    .split('\n')
    .map(line => line.split(';').map(Number))
  const column = (index: number) => rows.map(row => row[index] ?? Number.NaN)
  return {
    count: rows.length,
    t_us: column(1).map(seconds => Math.round(seconds * 1e6)),
    spline: column(0),
    speed_kmh: column(2),
  }
}
