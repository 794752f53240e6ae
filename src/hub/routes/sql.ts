import { Hono } from 'hono'
import { z } from 'zod'
import type { TableSize } from '../../lake/catalogue.ts'
import { LakeFault } from '../../lake/fault.ts'
import { listTables } from '../../lake/listing.ts'
import type { Queries, QueryLimits } from '../../lake/queries.ts'
import type { ExportKind } from '../../lake/query-export.ts'
import { withoutPlace } from '../../lake/query-place.ts'

export const sqlQuestion = z.strictObject({
  sql: z.string().min(1).max(100_000),
  /** Rows beyond these are left out, and `truncated` says so. */
  rows: z.int().min(1).max(100_000).default(10_000),
  timeout_s: z.number().min(0.1).max(120).default(30),
  /** Refuse what would read much, with 409 and how much, so that somebody may be asked first. */
  ask: z.boolean().default(false),
  /** The plan of the engine instead of rows. */
  explain: z.boolean().default(false),
  /** Of an answer without rows, how many there were before its filter. */
  why: z.boolean().default(false),
})

/** What a whole answer is called, by what is accepted. */
const files: readonly (readonly [accepted: string, kind: ExportKind])[] = [
  ['text/csv', 'csv'],
  ['application/vnd.apache.parquet', 'parquet'],
]

/**
 * `POST /sql`: a question to the lake, read only and bounded. 400 with the sentence of the engine and, where it is known,
 * the place in the text; 408 when it took too long. Whoever hangs up ends the query. Whoever accepts `application/x-ndjson`
 * gets lines: rows as they come, then the rest with how it ended, be it well or not. `text/csv` and
 * `application/vnd.apache.parquet` are answered with a file of all rows. `GET /lake/tables`: what it may ask.
 */
export function sqlRoutes(
  queries: Queries,
  large_bytes?: number,
  sizes: () => Readonly<Record<string, TableSize>> = () => ({}),
): Hono {
  const app = new Hono()
  app.get('/lake/tables', context => context.json(listTables(sizes())))
  app.post('/sql', async context => {
    const read = sqlQuestion.safeParse(await context.req.json().catch(() => undefined))
    if (!read.success) {
      const issue = read.error.issues[0]
      return context.json({ error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` }, 400)
    }
    const { sql, rows, timeout_s, explain, ask, why } = read.data
    const above = ask ? large_bytes : undefined
    const limits = { rows, timeout_ms: timeout_s * 1000, signal: context.req.raw.signal, above, explain, why }
    const accepted = context.req.header('accept') ?? ''
    const kind = files.find(([type]) => accepted.includes(type))?.[1]
    if (kind !== undefined) return answerInFile(queries, sql, kind, { above, signal: context.req.raw.signal })
    if (accepted.includes(lines))
      return new Response(answerInLines(queries, sql, limits), { headers: { 'Content-Type': lines } })
    try {
      return context.json(await queries.run(sql, limits))
    } catch (error) {
      if (!(error instanceof LakeFault)) throw error
      return context.json(faultBody(error), statusOf(error))
    }
  })
  return app
}

const lines = 'application/x-ndjson'

/** A line of JSON for each part, and one for the end. Bounded as the answer is: nothing waits for a slow reader. */
function answerInLines(
  queries: Queries,
  sql: string,
  limits: QueryLimits & { readonly signal: AbortSignal },
): ReadableStream<Uint8Array> {
  const gone = new AbortController()
  const encoder = new TextEncoder()
  return new ReadableStream({
    start(controller) {
      const say = (line: object) => {
        if (!gone.signal.aborted) controller.enqueue(encoder.encode(`${JSON.stringify(line)}\n`))
      }
      const signal = AbortSignal.any([limits.signal, gone.signal])
      void queries
        .run(sql, { ...limits, signal, part: say })
        .then(say, (error: unknown) => {
          say(error instanceof LakeFault ? faultBody(error) : { error: String(error) })
        })
        .finally(() => {
          if (!gone.signal.aborted) controller.close()
        })
    },
    cancel: () => gone.abort(),
  })
}

/** A file of all rows, as it is made: who reads slowly slows it down, who hangs up ends it. */
async function answerInFile(
  queries: Queries,
  sql: string,
  kind: ExportKind,
  limits: { readonly above: number | undefined; readonly signal: AbortSignal },
): Promise<Response> {
  if (queries.export === undefined)
    return Response.json(
      { error: 'files of all rows are made by a hub; here Athena keeps its own' },
      { status: 406 },
    )
  const gone = new AbortController()
  try {
    const signal = AbortSignal.any([limits.signal, gone.signal])
    const bytes = await queries.export(sql, kind, { above: limits.above, signal })
    const body = new ReadableStream<Uint8Array>({
      async pull(controller) {
        const next = await bytes.next()
        if (next.done === true) controller.close()
        else controller.enqueue(next.value)
      },
      cancel: () => gone.abort(),
    })
    const type = files.find(([, of]) => of === kind)?.[0] ?? ''
    const headers = { 'Content-Type': type, 'Content-Disposition': `attachment; filename="pitwall.${kind}"` }
    return new Response(body, { headers })
  } catch (error) {
    if (!(error instanceof LakeFault)) throw error
    return Response.json(faultBody(error), { status: statusOf(error) })
  }
}

const faultBody = ({ message, code, position }: LakeFault) => ({
  error: withoutPlace(message),
  code,
  position,
})

function statusOf({ code }: LakeFault): 400 | 403 | 408 | 409 | 503 {
  if (code === 'query-large') return 409
  if (code === 'query-timeout') return 408
  if (code === 'query-refused') return 403
  return code === 'busy' ? 503 : 400
}
