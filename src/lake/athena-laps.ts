// Single laps by Athena: the columns of a lap's samples, and its grid, behind the port that files are read through here.
import { trackOf } from '../model/track.ts'
import { LakeFault } from './fault.ts'
import type { LapColumns, LapReader } from './lap-reader.ts'
import { type ColumnData, noInt } from './parquet/column.ts'
import type { Queries } from './queries.ts'
import type { Json } from './query-values.ts'
import { gridChannels, type LakeTable, lakeTables } from './tables.ts'

/** Rows of one answer; a lap that has more is read in several. */
const pageRows = 900

/** Opens laps for reading. Whether a lap is there is only known when it is read. */
export function openAthenaLaps(queries: Queries): LapReader {
  const read = async (table: LakeTable, order: string, lapId: string, names: readonly string[]) => {
    const columns = names.map(name => columnOf(table, name))
    const list = names.map(name => `"${name}"`).join(', ')
    const rows: (readonly Json[])[] = []
    for (let from = 0; ; from += pageRows) {
      const { rows: page } = await queries.run(
        `SELECT ${list} FROM ${table.name} WHERE lap_id = '${checked(lapId)}' ORDER BY ${order} OFFSET ${from} LIMIT ${pageRows}`,
      )
      rows.push(...page)
      if (page.length < pageRows) break
    }
    if (rows.length === 0) throw new LakeFault('no-such-lap', `lap ${lapId}`, 'a lap of the lake', 'none')
    const data = columns.map(
      ({ name, type }, index) =>
        [
          name,
          dataOf(
            type,
            rows.map(row => row[index] ?? null),
          ),
        ] as const,
    )
    return { rows: rows.length, columns: new Map(data) } satisfies LapColumns
  }
  return {
    lap: () => undefined,
    readLap: (lapId, columns) => read(lakeTables.samples, 't_us', lapId, columns),
    readGrid: (lapId, columns = ['point', 't_us', ...gridChannels]) =>
      read(lakeTables.grids, 'point', lapId, columns),
    track: trackOf,
    // Only a lake of files learns tracks from laps.
    shape: () => undefined,
    close: () => undefined,
  }
}

function checked(lapId: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$/.test(lapId)) return lapId
  throw new LakeFault('no-such-lap', 'lap_id', 'the id of a lap', JSON.stringify(lapId.slice(0, 40)))
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
