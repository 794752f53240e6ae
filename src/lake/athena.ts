// SQL over the lake by Athena, behind the same port as DuckDB's.
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena'
import { LakeFault } from './fault.ts'
import type { Queries, QueryLimits, QueryResult } from './queries.ts'
import type { Json } from './query-values.ts'

export type AthenaLake = {
  readonly client: Pick<AthenaClient, 'send'>
  readonly database: string
  /** Bounds what a query may scan, and says where its answer lies. */
  readonly workGroup: string
  /** Between two looks whether a query is done; 300 ms if left out. */
  readonly pause_ms?: number
}

/** One page of Athena's answer holds no more. */
const pageRows = 1000

/** Opens the lake for reading. What may be read is bounded by the rights of `client` as well. */
export function openAthenaQueries(lake: AthenaLake): Queries {
  return {
    async run(sql, limits = {}) {
      if (!/^\s*(--[^\n]*\n\s*)*(SELECT|WITH)\b/i.test(sql)) {
        throw new LakeFault('query-refused', 'SQL', 'one SELECT', sql.trimStart().slice(0, 40))
      }
      return answerOf(lake, await executed(lake, sql, limits), limits)
    },
    close: async () => undefined,
  }
}

/** Runs a statement to its end and resolves to its id. Throws LakeFault `bad-query` or `query-timeout`. */
export async function executed(
  { client, database, workGroup, pause_ms = 300 }: AthenaLake,
  sql: string,
  { timeout_ms = 30_000 }: Pick<QueryLimits, 'timeout_ms'> = {},
): Promise<string> {
  const asked = {
    QueryString: sql,
    WorkGroup: workGroup,
    QueryExecutionContext: { Database: database },
  }
  const { QueryExecutionId = '' } = await client.send(new StartQueryExecutionCommand(asked))
  for (let waited = 0; waited <= timeout_ms; waited += pause_ms) {
    const { QueryExecution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId }))
    const { State, StateChangeReason = 'no reason' } = QueryExecution?.Status ?? {}
    if (State === 'SUCCEEDED') return QueryExecutionId
    if (State === 'FAILED' || State === 'CANCELLED') {
      throw new LakeFault('bad-query', 'SQL', 'a query that Athena can run', StateChangeReason)
    }
    await sleep(pause_ms)
  }
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId }))
  throw new LakeFault('query-timeout', 'SQL', `an answer within ${timeout_ms / 1000} s`, 'none')
}

async function answerOf(
  { client }: AthenaLake,
  QueryExecutionId: string,
  { rows: most = pageRows }: QueryLimits,
): Promise<QueryResult> {
  let columns: readonly { readonly name: string; readonly type: string }[] = []
  const rows: (readonly Json[])[] = []
  let NextToken: string | undefined
  do {
    // The first row of the first page holds the names of the columns.
    const heads = rows.length === 0 ? 1 : 0
    const MaxResults = Math.min(pageRows, most - rows.length + heads)
    const asked = { QueryExecutionId, MaxResults, ...(NextToken !== undefined && { NextToken }) }
    const page = await client.send(new GetQueryResultsCommand(asked))
    columns = (page.ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '' }) => ({
      name: Name,
      type: Type,
    }))
    for (const row of (page.ResultSet?.Rows ?? []).slice(heads))
      rows.push(columns.map(({ type }, index) => jsonOf(row, index, type)))
    NextToken = page.NextToken
  } while (NextToken !== undefined && rows.length < most)
  return { columns, rows, truncated: NextToken !== undefined }
}

/** Athena answers in text alone; the type of the column says what it was. */
function jsonOf(row: Row, index: number, type: string): Json {
  const text = row.Data?.[index]?.VarCharValue
  if (text === undefined) return null
  switch (type) {
    case 'boolean':
      return text === 'true'
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'float':
    case 'real':
    case 'double':
    case 'decimal': {
      const value = Number(text)
      return Number.isFinite(value) ? value : null
    }
    case 'bigint':
      return Number.isSafeInteger(Number(text)) ? Number(text) : text
    case 'timestamp':
      return text.replace(' ', 'T')
    default:
      return text
  }
}
