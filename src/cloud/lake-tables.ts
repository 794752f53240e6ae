// The lake's tables as the catalogue of the fleet has them: Glue columns, derived from the tables of the lake.
import type { ColumnType } from '../lake/parquet/column.ts'
import { type LakeColumn, lakeTables } from '../lake/tables.ts'

/** A type as Glue and Hive write it. Instants are UTC there, without a zone. */
export const glueTypes: Readonly<Record<ColumnType, string>> = {
  text: 'string',
  flag: 'boolean',
  int: 'int',
  bigint: 'bigint',
  float: 'float',
  double: 'double',
  instant: 'timestamp',
  ints: 'array<int>',
}

/** The same types as Athena's SQL and its views write them. */
export const athenaTypes: Readonly<Record<ColumnType, string>> = {
  text: 'varchar',
  flag: 'boolean',
  int: 'integer',
  bigint: 'bigint',
  float: 'real',
  double: 'double',
  instant: 'timestamp(3)',
  ints: 'array(integer)',
}

export type CloudTable = {
  readonly name: string
  readonly note: string
  /** The folder of its files in the bucket, by day below it. */
  readonly prefix: string
  readonly columns: readonly LakeColumn[]
}

/** A folder of the hub's lake, and a column here: another site needs no other projection. */
const site: LakeColumn = { name: 'site', type: 'text', note: 'where the rig stands', path: ['site'] }

/** What delivery streams write, behind the views that have the names of the lake's tables. All are partitioned by `day`. */
export const cloudTables = {
  sample_rows: {
    name: 'sample_rows',
    note: 'Samples as they came; in the view `samples` only a lap that became one has a name.',
    prefix: 'samples',
    columns: [...lakeTables.samples.columns, site],
  },
  lap_messages: {
    name: 'lap_messages',
    note: 'Laps as they came; the view `laps` has each once.',
    prefix: 'lap_messages',
    columns: lakeTables.laps.columns,
  },
  session_messages: {
    name: 'session_messages',
    note: 'Sessions as they came, at their start and at their end; the view `sessions` has the last of each.',
    prefix: 'session_messages',
    columns: lakeTables.sessions.columns,
  },
} as const satisfies Readonly<Record<string, CloudTable>>

/**
 * The members of the JSON that the stream of samples reads, by column: short, because an answer of Lambda is bounded
 * and a name of 20 letters would be most of it.
 */
export function jsonKeys(table: CloudTable): ReadonlyMap<string, string> {
  return new Map(table.columns.map(({ name }, index) => [name, `c${index.toString(36)}`]))
}
