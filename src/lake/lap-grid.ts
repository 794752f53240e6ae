// A closed lap over the track: its grid file and its corners, so that comparing laps never scans samples.
import { columnByName } from '../model/channels.ts'
import type { LapMessage } from '../model/messages.ts'
import { trackId } from '../model/track.ts'
import { shapeOf, type TrackShape } from '../race/corner-detection.ts'
import { cornerPasses } from '../race/corners.ts'
import { gridPoints, gridTimes, gridValues } from '../race/grid.ts'
import { trackWith } from './known-track.ts'
import { type ColumnData, noInt } from './parquet/column.ts'
import { ParquetFile } from './parquet/file.ts'
import { gridChannels, lakeTables } from './tables.ts'
import { timedColumn } from './timed-column.ts'

/** What of `samples` a grid is made from. */
export const gridSources: readonly string[] = ['t_us', 'graphics_t_us', 'spline', ...gridChannels]

export type LapGrid = {
  /** A file of `grids`. */
  readonly file: Uint8Array
  /** Rows of `corners`; none for a track whose corners are not known. */
  readonly corners: readonly Readonly<Record<string, string | number>>[]
}

type Lap = Pick<LapMessage, 'lap_id' | 'session_id' | 'track' | 'kind' | 'valid'>

/** What laps showed of tracks; `keep` is told of a track that no lap showed before. */
export type TrackBook = {
  readonly shape: (track: string) => TrackShape | undefined
  readonly keep: (track: string, shape: TrackShape) => void
}

/** Lays a lap over the track; undefined when its positions were not measured. */
export function gridOf(
  lap: Lap,
  samples: ReadonlyMap<string, ColumnData>,
  book: TrackBook,
): LapGrid | undefined {
  const spline = timedColumn('spline', samples)
  if (spline === undefined) return undefined
  const times = gridTimes(spline)
  if (times.every(Number.isNaN)) return undefined
  const values = new Map<string, Float32Array>()
  for (const name of gridChannels) {
    const column = columnByName.get(name)
    const timed = timedColumn(name, samples)
    if (column !== undefined && timed !== undefined)
      values.set(name, gridValues(times, timed, column.channel))
  }
  return { file: gridFile(lap, times, values), corners: cornersOf(lap, times, values, book) }
}

function cornersOf(
  lap: Lap,
  times_us: Float64Array,
  values: ReadonlyMap<string, Float32Array>,
  book: TrackBook,
): LapGrid['corners'] {
  const { lap_id, session_id, track } = lap
  const found = trackWith(track, shapeBy(lap, values, book))
  const speed_kmh = values.get('speed_kmh')
  if (found === undefined || speed_kmh === undefined) return []
  const [brake, throttle] = [values.get('brake'), values.get('throttle')]
  const columns = { times_us, speed_kmh, ...(brake && { brake }), ...(throttle && { throttle }) }
  return cornerPasses(found, columns).map(pass => ({ lap_id, session_id, ...pass }))
}

/** Only a clean lap shows the shape of a track. */
function shapeBy(
  { track, kind, valid }: Lap,
  values: ReadonlyMap<string, Float32Array>,
  book: TrackBook,
): TrackShape | undefined {
  const known = book.shape(trackId(track))
  if (known !== undefined || track === '') return known
  const [x_m, z_m] = [values.get('car_position_m_x'), values.get('car_position_m_z')]
  if (kind !== 'flying' || valid === false || x_m === undefined || z_m === undefined) return undefined
  const shape = shapeOf({ x_m, z_m })
  if (shape !== undefined) book.keep(trackId(track), shape)
  return shape
}

function gridFile(
  lap: Pick<Lap, 'lap_id' | 'session_id'>,
  times: Float64Array,
  values: ReadonlyMap<string, Float32Array>,
): Uint8Array {
  const constant = (value: string): ColumnData => ({ type: 'constant', value })
  const own = new Map<string, ColumnData>([
    ['session_id', constant(lap.session_id)],
    ['lap_id', constant(lap.lap_id)],
    ['point', { type: 'int', values: Int32Array.from({ length: gridPoints }, (_, point) => point) }],
    ['t_us', { type: 'bigint', values: times.map(time => Math.round(time)) }],
  ])
  const parts: Uint8Array[] = []
  const file = new ParquetFile(lakeTables.grids.columns, bytes => parts.push(bytes))
  file.writeGroup(gridPoints, ({ name, type }) => {
    const known = values.get(name) ?? new Float32Array(gridPoints).fill(Number.NaN)
    return (
      own.get(name) ?? (type === 'int' ? { type, values: wholes(known) } : { type: 'float', values: known })
    )
  })
  file.finish({ session_id: lap.session_id, lap_id: lap.lap_id })
  return Buffer.concat(parts)
}

const wholes = (values: Float32Array): Int32Array =>
  Int32Array.from(values, value => (Number.isNaN(value) ? noInt : Math.round(value)))
