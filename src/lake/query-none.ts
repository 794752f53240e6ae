// Why a query has no rows: how many there were before its filter, and how many passed it.
import type { DuckDBConnection } from '@duckdb/node-api'

export type None = {
  /** Rows of the same FROM without the WHERE. */
  readonly of: number
  /** Of these, the ones that the WHERE let pass: what was left out came later. */
  readonly matched: number
}

const patience_ms = 2000
/** The engine marks what stands nowhere with the largest number of 64 bits, which JSON here cannot hold. */
const places = /"query_location":\d+/g

/**
 * Counts, for at most two seconds each; undefined for what has no filter of its own (a UNION), and where the count takes
 * longer. Queries that aggregate without GROUP BY have a row and never come here.
 */
export async function whyNone(
  parser: DuckDBConnection,
  reader: DuckDBConnection,
  sql: string,
): Promise<None | undefined> {
  const asked = await parsed(parser, sql)
  const node = selectIn(asked)
  const count = selectIn(await parsed(parser, 'SELECT count(*) FROM laps'))
  if (node?.['where_clause'] == null || count === undefined) return undefined
  const { cte_map, from_table, where_clause } = node
  const of = await counted(parser, reader, { ...count, cte_map, from_table })
  if (of === undefined) return undefined
  const isLater = [node['having'], node['qualify'], node['sample']].some(part => part != null)
  const hasLimit = JSON.stringify(node['modifiers'] ?? []).includes('LIMIT')
  if (!isLater && !hasLimit) return { of, matched: 0 }
  const matched = await counted(parser, reader, { ...count, cte_map, from_table, where_clause })
  return matched === undefined ? undefined : { of, matched }
}

type Node = Readonly<Record<string, unknown>>

async function parsed(parser: DuckDBConnection, sql: string): Promise<unknown> {
  const read = await parser.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)::VARCHAR', [sql])
  return JSON.parse(String(read.getRows()[0]?.[0] ?? '{}').replaceAll(places, '"query_location":0'))
}

function selectIn(document: unknown): Node | undefined {
  const [statement] = list(isNode(document) ? document['statements'] : undefined)
  const node = isNode(statement) ? statement['node'] : undefined
  return isNode(node) && node['type'] === 'SELECT_NODE' ? node : undefined
}

/** The only value of a statement that is given as the engine's own tree. */
async function counted(
  parser: DuckDBConnection,
  reader: DuckDBConnection,
  node: Node,
): Promise<number | undefined> {
  const text = JSON.stringify({ error: false, statements: [{ node, named_param_map: [] }] })
  const read = await parser.runAndReadAll('SELECT json_deserialize_sql($1::JSON)', [text])
  const late = setTimeout(() => reader.interrupt(), patience_ms)
  try {
    const answer = await reader.runAndReadAll(String(read.getRows()[0]?.[0] ?? ''))
    return Number(answer.getRows()[0]?.[0] ?? Number.NaN)
  } finally {
    clearTimeout(late)
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
