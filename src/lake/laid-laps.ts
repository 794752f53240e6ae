// Laps laid over the metres of their tracks, out of their files: every channel that was asked for is kept, up to a bound,
// so that the next window of the same lap reads nothing.
import { columnByName } from '../model/channels.ts'
import { splineLength, type Track, trackOf } from '../model/track.ts'
import type { TimedColumn } from '../race/grid.ts'
import { drivenLength, type LapOverTrack, lapOverTrack, longest_m } from '../race/lap-over-track.ts'
import { LakeFault } from './fault.ts'
import type { LapReader } from './lap-reader.ts'
import type { ColumnData } from './parquet/column.ts'
import { timedColumn } from './timed-column.ts'

export type LaidLap = {
  readonly lap_id: string
  readonly track: Track | undefined
  readonly lap_time_ms: number | undefined
  readonly over: LapOverTrack
  /** By name; a channel that was never measured is not in it. */
  readonly columns: ReadonlyMap<string, TimedColumn>
}

export interface LaidLaps {
  /**
   * A lap with these channels. `length_m` is for tracks whose length the table does not have. Throws `no-such-lap` also
   * for a lap without positions, and `bad-query` for a name that is no channel.
   */
  lay(lapId: string, channels: readonly string[], length_m?: number): Promise<LaidLap>
}

/** Bytes of columns that are kept. A lap of two minutes at 400 Hz has 0.6 MB a channel. */
const mostBytes = 96 * 1024 * 1024
const clocks = ['t_us', 'graphics_t_us'] as const

type Kept = {
  readonly generation: number
  readonly raw: Map<string, ColumnData>
  readonly columns: Map<string, TimedColumn>
  readonly asked: Set<string>
  readonly over: Map<number, LapOverTrack>
}

export function laidLaps(reader: LapReader, most: number = mostBytes): LaidLaps {
  /** The lap that was asked for last stands last. */
  const kept = new Map<string, Kept>()

  async function lay(lapId: string, channels: readonly string[], length_m?: number): Promise<LaidLap> {
    const told = await reader.told(lapId)
    const track = told?.track === undefined ? undefined : trackOf(told.track)
    const unknown = channels.find(name => !columnByName.has(name))
    if (unknown !== undefined) throw new LakeFault('bad-query', 'channels', 'names of channels', unknown)
    const generation = told?.generation ?? 0
    const known = kept.get(lapId)
    const lap = known?.generation === generation ? known : emptyLap(generation)
    kept.delete(lapId)
    kept.set(lapId, lap)
    const lengths = track === undefined && length_m === undefined ? ['speed_kmh'] : []
    await fetch(lap, lapId, ['spline', ...lengths, ...channels])
    forget()
    const length = track === undefined ? (length_m ?? lengthOf(lap)) : Math.round(splineLength(track))
    const over = overTrack(lap, length)
    if (over === undefined) throw noPositions(lapId)
    return { lap_id: lapId, track, lap_time_ms: told?.lap_time_ms, over, columns: lap.columns }
  }

  async function fetch(lap: Kept, lapId: string, wanted: readonly string[]): Promise<void> {
    const missing = [...new Set(wanted)].filter(name => !lap.asked.has(name))
    if (missing.length === 0) return
    const names = [...clocks.filter(name => !lap.raw.has(name)), ...missing]
    const { columns } = await reader.readLap(lapId, names)
    for (const name of clocks) {
      const clock = columns.get(name)
      if (clock !== undefined) lap.raw.set(name, clock)
    }
    for (const name of missing) {
      lap.asked.add(name)
      const column = columns.get(name)
      const timed = column && timedColumn(name, new Map([...lap.raw, [name, column]]))
      if (timed !== undefined) lap.columns.set(name, timed)
    }
  }

  /** The laps that were asked for longest ago go first; the one that is asked for now stays. */
  function forget(): void {
    let bytes = [...kept.values()].reduce((sum, lap) => sum + bytesOf(lap), 0)
    for (const [id, lap] of kept) {
      if (bytes <= most || kept.size === 1) return
      kept.delete(id)
      bytes -= bytesOf(lap)
    }
  }

  return { lay }
}

const emptyLap = (generation: number): Kept => ({
  generation,
  raw: new Map(),
  columns: new Map(),
  asked: new Set(),
  over: new Map(),
})

function overTrack(lap: Kept, length_m: number): LapOverTrack | undefined {
  const known = lap.over.get(length_m)
  const spline = lap.columns.get('spline')
  if (known !== undefined || spline === undefined || !(length_m >= 1)) return known
  const over = lapOverTrack(spline, Math.min(longest_m, length_m))
  if (over === undefined) return undefined
  if (lap.over.size > 3) lap.over.clear()
  lap.over.set(length_m, over)
  return over
}

function lengthOf(lap: Kept): number {
  const speed = lap.columns.get('speed_kmh')
  return speed === undefined ? 0 : drivenLength(speed)
}

const bytesOf = ({ raw, columns, over }: Kept): number =>
  [...raw.values()].reduce((sum, data) => sum + ('values' in data ? 8 * data.values.length : 0), 0) +
  [...columns.values()].reduce((sum, { values }) => sum + 4 * values.length, 0) +
  [...over.values()].reduce((sum, { times_us }) => sum + 8 * times_us.length, 0)

const noPositions = (lapId: string): LakeFault =>
  new LakeFault('no-such-lap', `lap ${lapId}`, 'positions on a track of known length, or a speed', 'none')
