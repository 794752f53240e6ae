// A closed lap over the track: its grid file and its corners, so that comparing laps never scans samples.
import { columnByName } from '../model/channels.ts'
import { trackOf } from '../model/track.ts'
import { cornerPasses } from '../race/corners.ts'
import { gridPoints, gridTimes, gridValues } from '../race/grid.ts'
import { type ColumnData, noInt } from './parquet/column.ts'
import { ParquetFile } from './parquet/file.ts'
import { gridChannels, lakeTables } from './tables.ts'
import { timedColumn } from './timed-column.ts'

/** What of `samples` a grid is made from. */
export const gridSources: readonly string[] = ['t_us', 'graphics_t_us', 'spline', ...gridChannels]

export type LapGrid = {
  /** A file of `grids`. */
  readonly file: Uint8Array
  /** Rows of `corners`; none for a track that the table does not have. */
  readonly corners: readonly Readonly<Record<string, string | number>>[]
}

type Lap = { readonly lap_id: string; readonly session_id: string; readonly track: string }

/** Lays a lap over the track; undefined when its positions were not measured. */
export function gridOf(lap: Lap, samples: ReadonlyMap<string, ColumnData>): LapGrid | undefined {
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
  return { file: gridFile(lap, times, values), corners: cornersOf(lap, times, values) }
}

function cornersOf(
  { lap_id, session_id, track }: Lap,
  times_us: Float64Array,
  values: ReadonlyMap<string, Float32Array>,
): LapGrid['corners'] {
  const found = trackOf(track)
  const speed_kmh = values.get('speed_kmh')
  if (found === undefined || speed_kmh === undefined) return []
  const [brake, throttle] = [values.get('brake'), values.get('throttle')]
  const columns = { times_us, speed_kmh, ...(brake && { brake }), ...(throttle && { throttle }) }
  return cornerPasses(found, columns).map(pass => ({ lap_id, session_id, ...pass }))
}

function gridFile(lap: Lap, times: Float64Array, values: ReadonlyMap<string, Float32Array>): Uint8Array {
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
