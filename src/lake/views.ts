// The lake's tables as DuckDB views over the files that the catalogue names.
import type { Catalogue } from './catalogue.ts'
import type { ColumnType } from './parquet/column.ts'
import { type LakeTable, lakeTables } from './tables.ts'

export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  flag: 'BOOLEAN',
  int: 'INTEGER',
  bigint: 'BIGINT',
  float: 'FLOAT',
  double: 'DOUBLE',
  instant: 'TIMESTAMP WITH TIME ZONE',
  ints: 'INTEGER[]',
}

/** What the folders of `samples` say, beside its columns. */
export const partitionColumns = { site: 'VARCHAR', day: 'DATE' } as const

/** The statements that make all views; without a catalogue they are empty, with their columns. */
export function viewStatements(folder: string, catalogue: Catalogue | undefined): readonly string[] {
  return Object.values(lakeTables).map(table => {
    const bySchema = new Map<string, string[]>()
    for (const { path, schema } of catalogue?.filesOf(table.name) ?? []) {
      const paths = bySchema.get(schema)
      if (paths === undefined) bySchema.set(schema, [path])
      else paths.push(path)
    }
    const parts = [...bySchema.values()].map(paths => readStatement(table, folder, paths))
    return `CREATE OR REPLACE VIEW ${table.name} AS ${[emptyStatement(table), ...parts].join(' UNION ALL BY NAME ')}`
  })
}

function emptyStatement(table: LakeTable): string {
  const columns = table.columns.map(({ name, type }) => `NULL::${sqlTypes[type]} AS "${name}"`)
  const partitions = Object.entries(partitionColumns).map(([name, type]) => `NULL::${type} AS "${name}"`)
  return `SELECT ${[...columns, ...(isPartitioned(table) ? partitions : [])].join(', ')} WHERE false`
}

function readStatement(table: LakeTable, folder: string, paths: readonly string[]): string {
  const files = paths.map(path => quoted(`${folder}/${path}`)).join(', ')
  const partitions = Object.entries(partitionColumns).map(([name, type]) => `${quoted(name)}: ${type}`)
  const options = isPartitioned(table) ? `, hive_types = {${partitions.join(', ')}}` : ''
  return `SELECT * FROM read_parquet([${files}], hive_partitioning = ${isPartitioned(table)}${options})`
}

const isPartitioned = (table: LakeTable): boolean => table.partitioned === true
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
