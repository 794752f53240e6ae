// The samples of a log as frames, so that an imported lap goes the same way as a driven one.
import {
  type ChannelColumn,
  type ColumnName,
  columnByName,
  type SampledPage,
  sampledPages,
} from '../../model/channels.ts'
import { encodeFrame, type FrameHeader, type FrameMessage, type PageColumns } from '../../model/frame.ts'
import { type Columns, firstAfter, type LoggedColumn, mergedClocks, type Series, sampledAt } from './log.ts'
import type { LoggedLap } from './logged-laps.ts'
import { closedLap, type Path } from './path.ts'

/** Values of the largest frame: well below 100 kB as JSON. */
const valuesPerFrame = 20_000
const mostRows = 1000
/** Instants this close to the end of a lap are its end: beacons are rounded. */
const rounding_s = 1e-9

/** What a page has of a lap: its columns, and every instant at which one of them was measured. */
type PageRows = { readonly columns: readonly LoggedColumn[]; readonly instants: Float64Array }

/** The rows of a lap, before they are cut into frames. */
export type LapRows = { readonly [Page in SampledPage]?: PageRows }

/**
 * The rows of one lap: one for every instant at which anything was measured, so that each channel keeps its own rate;
 * between its samples a continuous channel lies on the line through them, a discrete one holds.
 */
export function lapRows(columns: Columns, path: Path | undefined, lap: LoggedLap): LapRows {
  const all = [...columns.values(), ...reckoned(columns, path, lap)]
  const rows: { [Page in SampledPage]?: PageRows } = {}
  for (const page of sampledPages) {
    const own = all.filter(({ column }) => column.page === page)
    const stretches = [...new Set(own.map(({ time_s }) => time_s))].map(clock => within(clock, lap))
    const instants = mergedClocks(stretches)
    if (instants.length > 0) rows[page] = { columns: own, instants }
  }
  return rows
}

const within = (clock: Float64Array, { from_s, to_s }: LoggedLap): Float64Array =>
  clock.subarray(firstAfter(clock, from_s - rounding_s), firstAfter(clock, to_s - rounding_s))

/**
 * Place and time of a lap from line to line, for logs that do not have them: reckoned, and closed at the line. The places
 * lie in a plane of their own, not in the world of the game.
 */
function reckoned(columns: Columns, path: Path | undefined, lap: LoggedLap): readonly LoggedColumn[] {
  const { kind, from_s, to_s, lap_time_ms } = lap
  if (path === undefined || lap_time_ms === undefined || kind !== 'flying') return []
  const closed = closedLap(path, from_s, to_s)
  if (closed === undefined) return []
  const { time_s, spline, x_m, z_m } = closed
  const made: { readonly [Name in ColumnName]?: Float64Array } = {
    spline,
    car_position_m_x: x_m,
    car_position_m_z: z_m,
    lap_time_ms: time_s.map(instant => (instant - from_s) * 1000),
  }
  return Object.entries(made).flatMap(([name, values]) => {
    const column: ChannelColumn | undefined = columnByName.get(name)
    const series: Series = { time_s, values }
    return column === undefined || columns.has(column.name) ? [] : [{ column, ...series }]
  })
}

/** Rows of the physics page: the samples of a lap. */
export const sampleCount = (rows: LapRows): number => rows.physics?.instants.length ?? 0

/** How many frames `lapFrames` makes. */
export const frameCount = (rows: LapRows): number =>
  Math.ceil(((rows.physics ?? rows.graphics)?.instants.length ?? 0) / rowsPerFrame(rows))

function rowsPerFrame({ physics, graphics }: LapRows): number {
  const columns = (physics?.columns.length ?? 0) + (graphics?.columns.length ?? 0)
  return Math.min(mostRows, Math.ceil(valuesPerFrame / Math.max(1, columns)))
}

/** The frames of one lap, numbered from `firstSeq`; each is made when it is asked for. */
export function* lapFrames(
  header: Omit<FrameHeader, 'seq'>,
  rows: LapRows,
  firstSeq: number,
): Generator<FrameMessage, void> {
  const clock = (rows.physics ?? rows.graphics)?.instants ?? new Float64Array()
  const step = rowsPerFrame(rows)
  for (let row = 0, seq = firstSeq; row < clock.length; row += step, seq++) {
    const from_s = row === 0 ? Number.NEGATIVE_INFINITY : (clock[row] ?? 0)
    const end_s = clock[row + step] ?? Number.POSITIVE_INFINITY
    const pages: { [Page in SampledPage]?: PageColumns } = {}
    for (const page of sampledPages) {
      const own = rows[page]
      if (own !== undefined) pages[page] = stretchOf(own, from_s, end_s)
    }
    yield encodeFrame({ ...header, seq }, pages)
  }
}

function stretchOf({ columns, instants }: PageRows, from_s: number, end_s: number): PageColumns {
  const first = firstAfter(instants, from_s - rounding_s)
  const stretch = instants.subarray(first, firstAfter(instants, end_s - rounding_s))
  return {
    count: stretch.length,
    t_us: stretch.map(instant => Math.round(instant * 1e6)),
    packet: stretch.map((_, row) => first + row),
    columns: columns.map(({ column }) => column),
    values: columns.map(logged => stored(logged, stretch)),
    none: columns.map(() => undefined),
  }
}

/** The values as they lie on the page of the game: a frame adds the column's shift. */
function stored(logged: LoggedColumn, instants: Float64Array): Float32Array {
  const { kind, shift = 0 } = logged.column.channel
  return Float32Array.from(sampledAt(logged, instants, kind === 'discrete'), value => value - shift)
}
