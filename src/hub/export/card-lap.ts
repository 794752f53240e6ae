// What the share card shows of a lap: its line over the track, speed and pedals, and where the corners are.
import type { LapReader } from '../../lake/lap-reader.ts'
import type { RuledLap } from '../../model/ruling.ts'
import { trackOf } from '../../model/track.ts'
import { gridPoints } from '../../race/grid.ts'
import { cornersOn, type TrackCorner } from '../../race/track-corners.ts'
import { numbersOf } from './export-lap.ts'

/** Columns of as many points at even steps of the way, or of the time where positions were not measured. */
export type CardLap = {
  readonly trackName: string
  readonly speed_kmh: Float32Array | undefined
  readonly throttle: Float32Array | undefined
  readonly brake: Float32Array | undefined
  readonly map: { readonly x: Float32Array; readonly z: Float32Array } | undefined
  /** Ends of all sectors but the last, and corners; none where the points are of the time. */
  readonly sectorEnds: readonly number[]
  readonly corners: readonly TrackCorner[]
  readonly over: 'track' | 'time'
}

/** Throws LakeFault `no-such-lap` when there are no samples of it. */
export async function readCardLap(reader: LapReader, { lap_id, track }: RuledLap): Promise<CardLap> {
  const known = reader.track(track)
  const trackName = trackOf(track)?.name ?? track
  if (reader.lap(lap_id)?.grid === undefined) {
    const { columns } = await reader.readLap(lap_id, ['speed_kmh', 'throttle', 'brake'])
    const column = (name: string) => thinned(numbersOf(columns.get(name)))
    const over = { over: 'time', map: undefined, sectorEnds: [], corners: [] } as const
    return {
      trackName,
      ...over,
      speed_kmh: column('speed_kmh'),
      throttle: column('throttle'),
      brake: column('brake'),
    }
  }
  const { columns } = await reader.readGrid(lap_id, [
    'speed_kmh',
    'throttle',
    'brake',
    'car_position_m_x',
    'car_position_m_z',
  ])
  const column = (name: string) => measured(numbersOf(columns.get(name)))
  const [x, z] = [column('car_position_m_x'), column('car_position_m_z')]
  return {
    trackName,
    over: 'track',
    ...{ speed_kmh: column('speed_kmh'), throttle: column('throttle'), brake: column('brake') },
    map: x === undefined || z === undefined ? undefined : { x, z },
    sectorEnds: known?.sector_ends ?? [],
    corners: cornersOn(known, reader.shape(track)?.bends ?? []),
  }
}

const measured = (values: Float32Array | undefined): Float32Array | undefined =>
  values?.some(value => !Number.isNaN(value)) ? values : undefined

/** As many points as a grid has, evenly over the rows. */
function thinned(values: Float32Array | undefined): Float32Array | undefined {
  if (measured(values) === undefined || values === undefined) return undefined
  return Float32Array.from(
    { length: gridPoints },
    (_, point) => values[Math.round((point / (gridPoints - 1)) * (values.length - 1))] ?? Number.NaN,
  )
}
