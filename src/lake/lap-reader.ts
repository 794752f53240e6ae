// Laps by their ids: columns and grids straight from their files, found through the catalogue, with no engine to start.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { type Track, trackId } from '../model/track.ts'
import type { TrackShape } from '../race/corner-detection.ts'
import { Catalogue, type StoredLap } from './catalogue.ts'
import { catalogueFile } from './desk.ts'
import { LakeFault } from './fault.ts'
import { trackWith } from './known-track.ts'
import type { ColumnData } from './parquet/column.ts'
import { readColumns } from './read.ts'
import { gridChannels, lakeTables } from './tables.ts'

export type LapColumns = {
  readonly rows: number
  /** By name; missing values are NaN in floats, `noInt` in integers. */
  readonly columns: ReadonlyMap<string, ColumnData>
}

/** What the message of a lap said, as far as one came. */
export type ToldLap = {
  /** Another one when the lap was written again. */
  readonly generation: number
  readonly track?: string
  readonly lap_time_ms?: number
}

export interface LapReader {
  /** What is stored of a lap, or of a stretch that became none; undefined when nothing is. */
  lap(lapId: string): StoredLap | undefined
  /** What was told of a lap; undefined when nothing is known of it. */
  told(lapId: string): Promise<ToldLap | undefined>
  /**
   * Numeric columns of a lap's samples, in the order of time. Throws `no-such-lap`, and `bad-query` for a name that
   * `samples` has not.
   */
  readLap(lapId: string, columns: readonly string[]): Promise<LapColumns>
  /** A complete lap over the track: 2 048 rows with `point`, `t_us` and the channels of `gridChannels`. */
  readGrid(lapId: string, columns?: readonly string[]): Promise<LapColumns>
  /** A track as it is in the table, or as laps showed it: with its corners; undefined when nothing is known of it. */
  track(written: string): Track | undefined
  /** What the first clean lap showed of a track; undefined before it. */
  shape(written: string): TrackShape | undefined
  close(): void
}

/** Opens the lake in `folder` for reading; also while a hub writes to it. */
export function openLapReader(folder: string): LapReader {
  let catalogue: Catalogue | undefined
  const opened = (): Catalogue | undefined => {
    const path = join(folder, catalogueFile)
    if (catalogue === undefined && existsSync(path)) catalogue = new Catalogue(path, true)
    return catalogue
  }
  const lap = (lapId: string): StoredLap | undefined => opened()?.lap(lapId)
  const shape = (written: string): TrackShape | undefined => opened()?.shape(trackId(written))
  const pathOf = (lapId: string, what: 'path' | 'grid'): string => {
    const path = lap(lapId)?.[what]
    if (path !== undefined) return join(folder, path)
    const expected = what === 'grid' ? 'a complete lap with positions' : 'a lap with samples'
    throw new LakeFault('no-such-lap', `lap ${lapId}`, `${expected}; "pitwall laps" lists them`, 'none')
  }
  return {
    lap,
    async told(lapId) {
      const stored = lap(lapId)
      if (stored === undefined) return undefined
      const { generation, message } = stored
      const said = toldMessage.safeParse(message === undefined ? undefined : JSON.parse(message))
      return { generation, ...said.data }
    },
    shape,
    track: written => trackWith(written, shape(written)),
    readLap: (lapId, columns) =>
      retried(() => readColumns(pathOf(lapId, 'path'), lakeTables.samples, columns)),
    readGrid: (lapId, columns = gridColumns) =>
      retried(() => readColumns(pathOf(lapId, 'grid'), lakeTables.grids, columns)),
    close: () => catalogue?.close(),
  }
}

const toldMessage = z.object({ track: z.string(), lap_time_ms: z.number().exactOptional() })
const gridColumns: readonly string[] = ['point', 't_us', ...gridChannels]

/** A file that was just written again under a new name is looked up again. */
async function retried<Value>(read: () => Promise<Value>): Promise<Value> {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return read()
    throw thrown
  }
}
