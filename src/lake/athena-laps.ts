// Single laps by Athena: the columns of a lap's samples, and its grid, behind the port that files are read through here.

import { columnsOfPage } from '../model/channels.ts'
import { longName } from '../model/identity.ts'
import { trackOf } from '../model/track.ts'
import { LakeFault } from './fault.ts'
import type { LapColumns, LapReader, ToldLap } from './lap-reader.ts'
import { type ColumnData, noInt } from './parquet/column.ts'
import type { Queries } from './queries.ts'
import type { Json } from './query-values.ts'
import { gridChannels, type LakeTable, lakeTables } from './tables.ts'

/** What is known of a lap elsewhere; when it was driven says in which days' files its samples lie. */
export type DatedLap = ToldLap & { readonly started_at: string }

/** Rows of one lap that are read; 25 minutes at 60 Hz, or four at 400. */
const mostRows = 100_000
/** Clocks of rig and game may differ by so much, around midnight. */
const slack_ms = 10 * 60_000
const longest_ms = 60 * 60_000

/** Opens laps for reading. A lap that nothing is told of is not looked for: that would be a search through every day. */
export function openAthenaLaps(
  queries: Queries,
  told: (lapId: string) => Promise<DatedLap | undefined>,
): LapReader {
  const read = async (lapId: string, table: LakeTable, names: readonly string[], text: string) => {
    const columns = names.map(name => columnOf(table, name))
    const { rows, truncated } = await queries.run(text, { rows: mostRows })
    if (rows.length === 0) {
      const found = 'none; the last five minutes of driving are still on their way'
      throw new LakeFault('no-such-lap', `lap ${lapId}`, 'samples in the lake', found)
    }
    if (truncated)
      throw new LakeFault('bad-query', `lap ${lapId}`, `at most ${mostRows} rows; ask with SQL`, 'more')
    const data = columns.map(
      ({ name, type }, index) =>
        [
          name,
          dataOf(type, held.has(name) ? filled(rows, index) : rows.map(row => row[index] ?? null)),
        ] as const,
    )
    return { rows: rows.length, columns: new Map(data) } satisfies LapColumns
  }
  /** The lap by its id and by its days, so that files of no other day are read. */
  const where = async (lapId: string): Promise<string> => {
    const lap = await told(checked(lapId))
    if (lap === undefined) throw new LakeFault('no-such-lap', `lap ${lapId}`, 'a lap of the table', 'none')
    const start = Date.parse(lap.started_at)
    const end = start + (lap.lap_time_ms ?? longest_ms)
    return `lap_id = '${lapId}' AND day BETWEEN DATE '${dayAt(start - slack_ms)}' AND DATE '${dayAt(end + slack_ms)}'`
  }
  return {
    lap: () => undefined,
    told,
    async readLap(lapId, columns) {
      const text = `SELECT ${listed(columns)} FROM samples WHERE ${await where(lapId)} ORDER BY t_us`
      return read(lapId, lakeTables.samples, columns, text)
    },
    async readGrid(lapId, columns = ['point', 't_us', ...gridChannels]) {
      // A lap over midnight has the point at which the day ends in both days.
      const text = `SELECT ${listed(columns)} FROM (
  SELECT *, row_number() OVER (PARTITION BY point ORDER BY t_us) AS copy FROM grids WHERE ${await where(lapId)}
) WHERE copy = 1 ORDER BY point`
      return read(lapId, lakeTables.grids, columns, text)
    },
    track: trackOf,
    // Only a lake of files learns tracks from laps.
    shape: () => undefined,
    close: () => undefined,
  }
}

const listed = (names: readonly string[]): string => names.map(name => `"${name}"`).join(', ')
const dayAt = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function checked(lapId: string): string {
  if (longName.test(lapId)) return lapId
  throw new LakeFault('no-such-lap', 'lap_id', 'the id of a lap', JSON.stringify(lapId.slice(0, 40)))
}

/** What the graphics page said last holds; in the fleet the first samples of a batch do not know it. */
const held: ReadonlySet<string> = new Set([
  'graphics_t_us',
  ...columnsOfPage('graphics').map(({ name }) => name),
])

function filled(rows: readonly (readonly Json[])[], index: number): readonly Json[] {
  let last: Json = null
  return rows.map(row => {
    last = row[index] ?? last
    return last
  })
}

function columnOf(table: LakeTable, name: string) {
  const column = table.columns.find(candidate => candidate.name === name)
  const isNumber = column !== undefined && ['int', 'bigint', 'float', 'double'].includes(column.type)
  if (isNumber) return column
  throw new LakeFault('bad-query', table.name, 'a column of numbers', JSON.stringify(name.slice(0, 60)))
}

function dataOf(type: string, values: readonly Json[]): ColumnData {
  const number = (none: number) => (value: Json) => (typeof value === 'number' ? value : none)
  switch (type) {
    case 'int':
      return { type, values: Int32Array.from(values, number(noInt)) }
    case 'float':
      return { type, values: Float32Array.from(values, number(Number.NaN)) }
    default:
      return { type: 'bigint', values: Float64Array.from(values, number(Number.NaN)) }
  }
}
