// The fleet's lake for tests: messages go through the function that delivery streams call, in batches of their size, and
// lie as Parquet in the folders where Firehose would put them; DuckDB stands in for Athena over them.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { type Json, toJson } from '../../lake/query-values.ts'
import { sqlTypes } from '../../lake/views.ts'
import { lakeRowsFunction } from '../lake-rows.ts'
import { type CloudTable, cloudTables, jsonKeys } from '../lake-tables.ts'
import type { LakeView } from '../lake-views.ts'

export type Row = Readonly<Record<string, Json>>

/** As the stream is configured: 0.2 MB at a time. */
const batchBytes = 200_000

/** Writes what a stream would write of these messages below `folder`; returns the keys, and how many it set aside. */
export async function deliver(
  folder: string,
  table: CloudTable,
  messages: readonly Uint8Array[],
): Promise<{ readonly keys: readonly string[]; readonly failed: number }> {
  const rows = lakeRowsFunction(async () => {
    throw new Error('a batch of this size fits into an answer')
  })
  const lines = new Map<string, string[]>()
  let failed = 0
  for (const batch of batchesOf(messages)) {
    const { records } = await rows({
      deliveryStreamArn: 'arn:aws:firehose:eu-central-1:123456789012:deliverystream/x',
      records: batch.map((message, index) => ({
        recordId: String(index),
        approximateArrivalTimestamp: Date.UTC(2026, 10, 24),
        data: Buffer.from(message).toString('base64'),
      })),
    })
    for (const { result, data = '', metadata } of records) {
      if (result !== 'Ok') failed += 1
      else {
        const day = metadata?.partitionKeys.day ?? ''
        lines.set(day, [...(lines.get(day) ?? []), Buffer.from(data, 'base64').toString()])
      }
    }
  }
  const keys: string[] = []
  for (const [day, texts] of lines) {
    const key = `${table.prefix}/day=${day}/1.parquet`
    await writeParquet(join(folder, key), table, texts.join(''))
    keys.push(key)
  }
  return { keys, failed }
}

function batchesOf(messages: readonly Uint8Array[]): readonly (readonly Uint8Array[])[] {
  const batches: Uint8Array[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const message of messages) {
    if (bytes + message.length > batchBytes) {
      batches.push([])
      bytes = 0
    }
    batches.at(-1)?.push(message)
    bytes += message.length
  }
  return batches
}

const typeOf = ({ type }: CloudTable['columns'][number]): string =>
  // An instant has no zone in the fleet: it is UTC.
  type === 'instant' ? 'TIMESTAMP' : sqlTypes[type]

/** What the stream's JSON reader and Parquet writer make of the lines. */
async function writeParquet(file: string, table: CloudTable, lines: string): Promise<void> {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.ndjson`, lines)
  const keys = jsonKeys(table)
  const keyOf = (name: string) => (table === cloudTables.sample_rows ? (keys.get(name) ?? name) : name)
  const read = table.columns.map(column => `'${keyOf(column.name)}': '${typeOf(column)}'`).join(', ')
  const select = table.columns.map(({ name }) => `"${keyOf(name)}" AS "${name}"`).join(', ')
  const engine = await (await DuckDBInstance.create(':memory:')).connect()
  try {
    await engine.run("SET TimeZone = 'UTC'")
    await engine.run(
      `COPY (SELECT ${select} FROM read_json('${file}.ndjson', format = 'newline_delimited', columns = {${read}}))
       TO '${file}' (FORMAT parquet)`,
    )
  } finally {
    engine.closeSync()
  }
}

export interface FleetLake {
  /** Rows of an answer, by column. */
  asked(sql: string): Promise<readonly Row[]>
  run(sql: string): Promise<void>
  close(): void
}

/** The catalogue over what was delivered into `folder`: tables by day, and views over them in their order. */
export async function openFleetLake(folder: string, views: readonly LakeView[]): Promise<FleetLake> {
  const engine = await (await DuckDBInstance.create(':memory:')).connect()
  await engine.run("SET TimeZone = 'UTC'")
  for (const { name, prefix } of Object.values(cloudTables)) {
    await engine.run(
      `CREATE TABLE ${name} AS FROM read_parquet('${folder}/${prefix}/*/*.parquet', hive_partitioning = true, hive_types = {'day': DATE})`,
    )
  }
  for (const { name, sql } of views) await engine.run(`CREATE VIEW ${name} AS ${sql}`)
  return {
    async asked(sql) {
      const answer = await engine.runAndReadAll(sql)
      const names = answer.deduplicatedColumnNames()
      return answer
        .getRows()
        .map(row => Object.fromEntries(names.map((name, index) => [name, toJson(row[index] ?? null)])))
    },
    run: async sql => void (await engine.run(sql)),
    close: () => engine.closeSync(),
  }
}
