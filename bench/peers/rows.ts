// The rows of a lake as text for other databases: the same values, written before the clock starts.
import type { ColumnData } from '../../src/lake/parquet/column.ts'
import { noInt } from '../../src/lake/parquet/column.ts'
import { lakeTables } from '../../src/lake/tables.ts'

export type PeerLap = {
  readonly lap: string
  readonly rows: number
  readonly columns: ReadonlyMap<string, ColumnData>
}

/** Channels that have at least one value in some lap, as the lake types them. */
export function measuredChannels(laps: readonly PeerLap[]): readonly { name: string; type: string }[] {
  return lakeTables.samples.columns.filter(
    ({ name, type }) =>
      (type === 'int' || type === 'float') &&
      name !== 'lap_number' &&
      laps.some(({ columns }) => numbers(columns.get(name)).some(value => isKnown(value))),
  )
}

export const numbers = (column: ColumnData | undefined): Float32Array | Int32Array | Float64Array =>
  column !== undefined && 'values' in column && ArrayBuffer.isView(column.values)
    ? column.values
    : new Float64Array(0)

export const isKnown = (value: number | undefined): value is number =>
  value !== undefined && !Number.isNaN(value) && value !== noInt

export type Read = { readonly rows: number; readonly sum: number }

/** A database that takes the same rows and answers the same question. */
export interface Peer {
  readonly name: string
  /** Milliseconds that the database took for one lap; making the text is not counted. */
  write(lap: PeerLap): Promise<number>
  /** Two laps, four channels each. */
  read(laps: readonly string[], channels: readonly string[]): Promise<Read>
  bytes(): Promise<number>
  stop(): Promise<void>
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}
