import { Hono } from 'hono'
import { z } from 'zod'
import { LakeFault } from '../../lake/fault.ts'
import { listTables } from '../../lake/listing.ts'
import type { Queries } from '../../lake/queries.ts'
import { withoutPlace } from '../../lake/query-place.ts'

export const sqlQuestion = z.strictObject({
  sql: z.string().min(1).max(100_000),
  /** Rows beyond these are left out, and `truncated` says so. */
  rows: z.int().min(1).max(100_000).default(10_000),
  timeout_s: z.number().min(0.1).max(120).default(30),
})

/**
 * `POST /sql`: a question to the lake, read only and bounded. 400 with the sentence of the engine and, where it is known,
 * the place in the text; 408 when it took too long. Whoever hangs up ends the query. `GET /lake/tables`: what it may ask.
 */
export function sqlRoutes(queries: Queries): Hono {
  const app = new Hono()
  app.get('/lake/tables', context => context.json(listTables()))
  app.post('/sql', async context => {
    const read = sqlQuestion.safeParse(await context.req.json().catch(() => undefined))
    if (!read.success) {
      const issue = read.error.issues[0]
      return context.json({ error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` }, 400)
    }
    const { sql, rows, timeout_s } = read.data
    try {
      const { signal } = context.req.raw
      return context.json(await queries.run(sql, { rows, timeout_ms: timeout_s * 1000, signal }))
    } catch (error) {
      if (!(error instanceof LakeFault)) throw error
      const { message, code, position } = error
      return context.json({ error: withoutPlace(message), code, position }, statusOf(error))
    }
  })
  return app
}

function statusOf({ code }: LakeFault): 400 | 403 | 408 | 503 {
  if (code === 'query-timeout') return 408
  if (code === 'query-refused') return 403
  return code === 'busy' ? 503 : 400
}
