// `pitwall sql`: read-only SQL over the lake.
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { dataFolder } from '../hub/data-folder.ts'
import { openLakeAt } from '../hub/lake-store.ts'
import { csvOf, openQueries, rowObjects } from '../lake/queries.ts'
import { dataOption, jsonOption, lakeOption, whole } from './options.ts'
import { print, printJson, printTable, say } from './output.ts'

type Flags = {
  readonly data: string
  readonly lake?: string
  readonly since?: string
  readonly json?: true
  readonly csv?: true
  readonly timeout: number
  readonly limit: number
}

export function sqlCommand(): Command {
  return new Command('sql')
    .description('ask the lake: tables samples, laps, sessions, corners and grids')
    .argument('<query>', 'one SELECT, in the SQL of DuckDB')
    .addOption(dataOption())
    .addOption(lakeOption())
    .addOption(
      new Option('--since <day>', 'with --lake: fetch what began on 2026-11-24 or later').argParser(day),
    )
    .addOption(jsonOption())
    .option('--csv', 'print CSV alone')
    .addOption(
      new Option('--timeout <seconds>', 'stop a query that takes longer')
        .default(30)
        .argParser(whole(1, 3600)),
    )
    .addOption(
      new Option('--limit <rows>', 'print no more rows').default(100_000).argParser(whole(1, 1_000_000)),
    )
    .action(async (query: string, { data, lake, since, json, csv, timeout, limit }: Flags) => {
      const folder = lake === undefined ? dataFolder(data).lake : await fetched(lake, data, since)
      const queries = openQueries(folder)
      try {
        const result = await queries.run(query, { timeout_ms: timeout * 1000, rows: limit })
        if (json) printJson(rowObjects(result))
        else if (csv) print(csvOf(result).trimEnd())
        else {
          printTable(
            result.columns.map(column => column.name),
            result.rows.map(row => row.map(cell)),
          )
        }
        if (result.truncated)
          say(`only the first ${result.rows.length} rows are shown; ask for more with --limit`)
      } finally {
        await queries.close()
      }
    })
}

/**
 * A lake in a bucket, or what of it began on a day or later, fetched into a cache of its own; what is there already is
 * not fetched again.
 */
async function fetched(lake: string, data: string, since: string | undefined): Promise<string> {
  const name = createHash('sha256').update(lake).digest('hex').slice(0, 12)
  const folder = join(data, 'buckets', since === undefined ? name : `${name}-${since}`)
  const report = ({ message }: { readonly message: string }) => say(message)
  const opened = await openLakeAt(lake, { folder, report, ...(since !== undefined && { since }) })
  await opened.close()
  return folder
}

function day(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))) return text
  throw new InvalidArgumentError(`expected a day such as 2026-11-24, found "${text}".`)
}

function cell(value: unknown): string | number | null {
  if (value === null || typeof value === 'number' || typeof value === 'string') return value
  return JSON.stringify(value)
}
