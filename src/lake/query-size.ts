// How much a query would read, from the plan that the engine makes of it and the files that the plan names.
import { statSync } from 'node:fs'
import type { DuckDBConnection } from '@duckdb/node-api'

type Scan = { readonly files: readonly string[]; readonly columns: readonly string[] }

/**
 * Bytes that `sql` would read at most: the columns that its plan takes, of the files that it opens. `above` saves the look
 * into the files: sizes of whole files that stay below it are answered as they are. Undefined where the engine makes no
 * plan that can be read; the query itself then says why.
 */
export async function sizeOf(
  reader: DuckDBConnection,
  sql: string,
  above: number,
): Promise<number | undefined> {
  const scans = await scansOf(reader, sql)
  if (scans === undefined) return undefined
  const whole = scans.flatMap(({ files }) => files).reduce((sum, file) => sum + bytesOf(file), 0)
  if (whole <= above) return whole
  let bytes = 0
  for (const scan of scans) if (scan.files.length > 0) bytes += await columnBytes(reader, scan)
  return bytes
}

async function scansOf(reader: DuckDBConnection, sql: string): Promise<readonly Scan[] | undefined> {
  try {
    const planned = 'SELECT json_serialize_plan($1::VARCHAR, optimize := true)::VARCHAR'
    const read = await reader.runAndReadAll(planned, [sql])
    const plan: unknown = JSON.parse(String(read.getRows()[0]?.[0] ?? '{}'))
    return isRecord(plan) && plan['error'] === false ? scansIn(plan['plans']) : undefined
  } catch {
    return undefined
  }
}

function scansIn(node: unknown): readonly Scan[] {
  if (Array.isArray(node)) return node.flatMap(scansIn)
  if (!isRecord(node)) return []
  const below = Object.values(node).flatMap(scansIn)
  const { type, names, column_indexes: indexes, function_data: data } = node
  if (type !== 'LOGICAL_GET' || !isRecord(data)) return below
  const columns = list(indexes).flatMap(column => {
    const name = isRecord(column) ? list(names)[Number(column['index'])] : undefined
    return typeof name === 'string' ? [name] : []
  })
  return [{ files: list(data['files']).map(String), columns }, ...below]
}

/** From the footers of the files. */
async function columnBytes(reader: DuckDBConnection, { files, columns }: Scan): Promise<number> {
  const quoted = (texts: readonly string[]) => texts.map(text => `'${text.replaceAll("'", "''")}'`).join(', ')
  const read = await reader.runAndReadAll(
    `SELECT coalesce(sum(total_compressed_size), 0)::DOUBLE FROM parquet_metadata([${quoted(files)}])
     WHERE list_contains([${quoted(columns)}]::VARCHAR[], split_part(path_in_schema, ',', 1))`,
  )
  return Number(read.getRows()[0]?.[0] ?? 0)
}

function bytesOf(file: string): number {
  try {
    return statSync(file).size
  } catch {
    return 0
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
