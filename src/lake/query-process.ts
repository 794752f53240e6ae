// The process that runs SQL for readers. It is a process, and not a thread, because it can be killed at any moment:
// whatever the SQL makes the engine do, the hub goes on, and so does the next query in the next process.
import { existsSync, readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { join } from 'node:path'
import { Catalogue } from './catalogue.ts'
import { catalogueFile } from './desk.ts'
import { type FaultRecord, faultRecord, LakeFault } from './fault.ts'
import { openParser, openReader } from './query-engine.ts'
import { type Exported, type ExportKind, exportRows } from './query-export.ts'
import { checkQuery } from './query-gate.ts'
import { type None, whyNone } from './query-none.ts'
import { placeIn } from './query-place.ts'
import { sizeOf } from './query-size.ts'
import { type Json, toJson } from './query-values.ts'
import { viewStatements } from './views.ts'

export type QueryAsked = {
  readonly sql: string
  readonly rows: number
  readonly bytes: number
  /** Rows are told as they come, in parts, and the answer has the last of them alone. */
  readonly inParts: boolean
  /** Refused with `query-large` when it would read more; undefined reads whatever there is. */
  readonly above?: number | undefined
  /** The plan of the query instead of its rows. */
  readonly explain?: boolean
  /** Where there are no rows, how many there were before the filter. */
  readonly why?: boolean
  /** All rows as a file of at most `bytes`, through the pipe that this process was given; the answer says how much. */
  readonly file?: ExportKind
}
export type QueryAnswered = {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Json[])[]
  /** There was more than a query may return. */
  readonly truncated: boolean
  /** Bytes that were read from the files of the lake; absent where the system does not count them. */
  readonly read_bytes?: number
  /** Of an answer without rows, where it was asked for and could be counted soon. */
  readonly none?: None
}
/** Rows that are there while the query still runs. */
export type QueryPart = Pick<QueryAnswered, 'columns' | 'rows'>
export type QueryReply = QueryAnswered | { readonly fault: FaultRecord }
/** The first reply says that it has begun, the second that it is over. */
export type ExportReply = 'begun' | { readonly exported: Exported } | { readonly fault: FaultRecord }

const [folder = '.', memory_mb = '1024'] = process.argv.slice(2)

const parser = await openParser()
const reader = await openReader(folder, Number(memory_mb))
let catalogue: Catalogue | undefined
let viewsOf: string | undefined

process.on('disconnect', () => process.exit(0))
process.on('message', (asked: QueryAsked) => {
  const answered = asked.file === undefined ? run(asked) : writeFile(asked, asked.file)
  void answered.then(
    answer => process.send?.(answer),
    (thrown: unknown) => process.send?.({ fault: faultOf(thrown, asked.sql) }),
  )
})
process.send?.('ready')

async function run(asked: QueryAsked): Promise<QueryAnswered> {
  await checkQuery(parser, asked.sql)
  await refreshViews()
  if (asked.above !== undefined && asked.explain !== true) await checkSize(asked.sql, asked.above)
  const before = bytesRead()
  const result = await reader.stream(asked.explain === true ? `EXPLAIN ${asked.sql}` : asked.sql)
  const names = result.deduplicatedColumnNames()
  const columns = names.map((name, index) => ({ name, type: String(result.columnType(index)) }))
  let rows: (readonly Json[])[] = []
  let count = 0
  let bytes = 0
  const answer = (truncated: boolean): QueryAnswered => {
    const now = bytesRead()
    const read = before === undefined || now === undefined ? {} : { read_bytes: now - before }
    return { columns, rows, truncated, ...read }
  }
  for await (const chunk of result) {
    for (const row of chunk.getRows()) {
      const values = row.map(toJson)
      bytes += 8 * values.length + values.reduce<number>((sum, value) => sum + lengthOf(value), 0)
      if (count >= asked.rows || bytes > asked.bytes) return answer(true)
      rows.push(values)
      count += 1
    }
    if (!asked.inParts || rows.length === 0) continue
    process.send?.({ part: { columns, rows } satisfies QueryPart })
    rows = []
  }
  const whole = answer(false)
  const none =
    count === 0 && asked.why === true && asked.explain !== true ? await reasonOf(asked.sql) : undefined
  return none === undefined ? whole : { ...whole, none }
}

/** Descriptor of the pipe, behind the three of every process and the one of its parent's messages. */
const pipe = 4

async function writeFile(asked: QueryAsked, kind: ExportKind): Promise<{ readonly exported: Exported }> {
  await checkQuery(parser, asked.sql)
  await refreshViews()
  if (asked.above !== undefined) await checkSize(asked.sql, asked.above)
  const result = await reader.stream(asked.sql)
  process.send?.('begun' satisfies ExportReply)
  const socket = new Socket({ fd: pipe, readable: false, writable: true })
  const drain = (bytes: Uint8Array): Promise<void> =>
    new Promise((done, failed) => socket.write(bytes, error => (error == null ? done() : failed(error))))
  const exported = await exportRows(result, kind, drain, asked.bytes)
  await new Promise<void>(done => socket.end(done))
  return { exported }
}

/** Nobody waits long for it, and an answer is one without it. */
const reasonOf = (sql: string): Promise<None | undefined> =>
  whyNone(parser, reader, sql).catch(() => undefined)

/** Throws `query-large` when more would be read than is read without being asked twice. */
async function checkSize(sql: string, above: number): Promise<void> {
  const bytes = await sizeOf(reader, sql, above)
  if (bytes === undefined || bytes <= above) return
  const mb = (of: number) => `${(of / 1e6).toFixed(of < 1e7 ? 1 : 0)} MB`
  throw new LakeFault('query-large', 'SQL', `at most ${mb(above)} to be read unasked`, `about ${mb(bytes)}`)
}

/** What this process has read so far, from files above all. Linux alone counts it. */
function bytesRead(): number | undefined {
  try {
    const count = /^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]
    return count === undefined ? undefined : Number(count)
  } catch {
    return undefined
  }
}

const lengthOf = (value: Json): number =>
  typeof value === 'string' ? value.length : typeof value === 'object' ? JSON.stringify(value).length : 0

/** Views over what the lake holds at this moment. */
async function refreshViews(): Promise<void> {
  const path = join(folder, catalogueFile)
  if (catalogue === undefined && existsSync(path)) catalogue = new Catalogue(path, true)
  const stamp = catalogue?.stamp() ?? 'none'
  if (stamp === viewsOf) return
  for (const statement of viewStatements(folder, catalogue)) await reader.run(statement)
  viewsOf = stamp
}

function faultOf(thrown: unknown, sql: string): FaultRecord {
  if (thrown instanceof LakeFault) return faultRecord(thrown, 'SQL')
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const code = message.startsWith('Permission Error') ? 'query-refused' : 'bad-query'
  return { code, where: 'SQL', message, position: placeIn(message, sql) }
}
