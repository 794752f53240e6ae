// What SQL a reader may run: one SELECT, over tables and a closed list of table functions. DuckDB's own parser says what
// the text is, so there is no second grammar to be fooled. Table functions matter because some of them write files
// (`enable_logging`) or run other text (`query`), and those are SELECTs too.
import type { DuckDBConnection } from '@duckdb/node-api'
import { LakeFault } from './fault.ts'

const tableFunctions = new Set([
  'duckdb_columns',
  'duckdb_functions',
  'duckdb_tables',
  'duckdb_types',
  'duckdb_views',
  'generate_series',
  'json_each',
  'json_tree',
  'pragma_table_info',
  'range',
  'repeat',
  'repeat_row',
  'unnest',
])

/** Throws `bad-query` for text that does not parse, `query-refused` for what is not one harmless SELECT. */
export async function checkQuery(parser: DuckDBConnection, sql: string): Promise<void> {
  const read = await parser.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql])
  const parsed: unknown = JSON.parse(String(read.getRows()[0]?.[0] ?? '{}'))
  const error = member(parsed, 'error_message')
  if (member(parsed, 'error_type') === 'not implemented') {
    throw new LakeFault('query-refused', 'SQL', 'one SELECT: the lake can only be read', opening(sql))
  }
  if (error !== undefined) {
    const position = Number(member(parsed, 'position') ?? Number.NaN)
    const known = Number.isNaN(position) ? undefined : position
    throw new LakeFault('bad-query', 'SQL', 'a SELECT', String(error), known)
  }
  const statements = member(parsed, 'statements')
  const count = Array.isArray(statements) ? statements.length : 0
  if (count !== 1) throw new LakeFault('query-refused', 'SQL', 'one SELECT', `${count} statements`)
  const refused = functionsIn(statements).find(name => !tableFunctions.has(name))
  if (refused !== undefined) {
    const allowed =
      'the tables samples, laps, sessions, corners and grids, or a function like range() and unnest()'
    throw new LakeFault('query-refused', 'FROM', allowed, `${refused}()`)
  }
}

/** Names of the table functions anywhere below `node`. */
function functionsIn(node: unknown): readonly string[] {
  if (Array.isArray(node)) return node.flatMap(functionsIn)
  if (typeof node !== 'object' || node === null) return []
  const below = Object.values(node).flatMap(functionsIn)
  if (member(node, 'type') !== 'TABLE_FUNCTION') return below
  return [String(member(member(node, 'function'), 'function_name')).toLowerCase(), ...below]
}

function member(node: unknown, name: string): unknown {
  if (typeof node !== 'object' || node === null) return undefined
  return Object.entries(node).find(([key]) => key === name)?.[1]
}

const opening = (sql: string): string => JSON.stringify(sql.trim().slice(0, 60))
