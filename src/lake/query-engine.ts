// A DuckDB that can open the files of the lake's tables and nothing else, and that cannot be told otherwise.
import { join } from 'node:path'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { lakeTables } from './tables.ts'
import { quoted } from './views.ts'

const settings = (memory_mb: number): Record<string, string> => ({
  threads: '2',
  memory_limit: `${memory_mb}MB`,
  // Nothing is spilled: a query that needs more than its memory fails.
  temp_directory: '',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
})

/** An engine for `checkQuery`, which only parses. */
export async function openParser(): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', settings(256))).connect()
  await connection.run('SET enable_external_access = false')
  return connection
}

/** An engine for the views of the lake in `folder`. */
export async function openReader(folder: string, memory_mb: number): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:', settings(memory_mb))).connect()
  const folders = Object.keys(lakeTables).map(name => quoted(`${join(folder, name)}/`))
  await connection.run("SET TimeZone = 'UTC'")
  await connection.run('SET parquet_metadata_cache = true')
  // Rows are handed on as they come: a larger buffer would first be filled, however long that takes.
  await connection.run("SET streaming_buffer_size = '16KB'")
  // The system keeps what was read as well, and outside of the memory that a query may have; so what a query reads counts.
  await connection.run('SET enable_external_file_cache = false')
  await connection.run(`SET allowed_directories = [${folders.join(', ')}]`)
  await connection.run('SET enable_external_access = false')
  await connection.run('SET lock_configuration = true')
  return connection
}
