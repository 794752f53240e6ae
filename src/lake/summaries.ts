// The small tables: one file per session in each, written from the catalogue's rows whenever they have changed.
import type { Catalogue, Part } from './catalogue.ts'
import type { FolderStore } from './folder-store.ts'
import { type ColumnData, type ColumnType, noInt } from './parquet/column.ts'
import { ParquetFile } from './parquet/file.ts'
import { type LakeTable, lakeTables, schemaName } from './tables.ts'

/** Writes the files of every session whose rows are newer than they are. */
export async function writeSummaries(
  store: FolderStore,
  catalogue: Catalogue,
  written_by: string,
): Promise<void> {
  for (const session of catalogue.staleSessions()) {
    const message = catalogue.session(session)
    const laps = catalogue.lapsOf(session).filter(lap => lap.complete)
    const rows = {
      laps: laps.flatMap(lap =>
        lap.message === undefined ? [] : [{ ...JSON.parse(lap.message), written_by: lap.written_by }],
      ),
      sessions: message === undefined ? [] : [{ ...JSON.parse(message), written_by }],
      corners: laps.flatMap(lap => (lap.corners === undefined ? [] : JSON.parse(lap.corners))),
    }
    const parts: Part[] = []
    const puts: Promise<void>[] = []
    for (const table of [lakeTables.laps, lakeTables.sessions, lakeTables.corners]) {
      const records: readonly unknown[] = rows[table.name]
      if (records.length === 0) continue
      const path = `${table.name}/${session}.parquet`
      puts.push(store.put(path, tableFile(table, records)))
      parts.push({ name: table.name, session_id: session, path, schema: schemaName(table) })
    }
    await Promise.all(puts)
    catalogue.putParts(session, parts)
  }
}

/** A whole Parquet file of records. */
export function tableFile(table: LakeTable, records: readonly unknown[]): Uint8Array {
  const parts: Uint8Array[] = []
  const file = new ParquetFile(table.columns, bytes => parts.push(bytes))
  const paths = new Map(table.columns.map(column => [column.name, column.path]))
  file.writeGroup(records.length, ({ name, type }) =>
    columnOf(
      type,
      records.map(record => valueAt(record, paths.get(name) ?? [])),
    ),
  )
  file.finish()
  return Buffer.concat(parts)
}

/** What lies at a path into a record; undefined where nothing does. */
export function valueAt(record: unknown, path: readonly (string | number)[]): unknown {
  let value = record
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined
    value = Object.entries(value).find(([key]) => key === String(step))?.[1]
  }
  return value
}

function columnOf(type: ColumnType, values: readonly unknown[]): ColumnData {
  const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN)
  switch (type) {
    case 'text':
      return { type, values: values.map(value => (typeof value === 'string' ? value : undefined)) }
    case 'flag':
      return { type, values: values.map(value => (typeof value === 'boolean' ? value : undefined)) }
    case 'int':
      return { type, values: Int32Array.from(values, value => (typeof value === 'number' ? value : noInt)) }
    case 'float':
      return { type, values: Float32Array.from(values, number) }
    case 'double':
    case 'bigint':
      return { type, values: Float64Array.from(values, number) }
    case 'instant':
      return {
        type,
        values: Float64Array.from(values, value =>
          typeof value === 'string' ? Date.parse(value) : Number.NaN,
        ),
      }
    case 'ints':
      return {
        type,
        values: values.map(value => (Array.isArray(value) ? value.filter(Number.isInteger) : undefined)),
      }
  }
}
