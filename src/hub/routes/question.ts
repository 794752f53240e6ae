// What stands in the query of a request, checked by the value that also describes it.
import type { Context } from 'hono'
import type { z } from 'zod'

type Asked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string }

/** The query of a request as `shape` reads it, or the first member that is wrong. */
export function asked<Shape extends z.ZodObject>(context: Context, shape: Shape): Asked<z.output<Shape>> {
  const read = shape.safeParse(context.req.query())
  if (read.success) return { ok: true, value: read.data }
  const issue = read.error.issues[0]
  return { ok: false, error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` }
}

/** 400 with that sentence. */
export const refused = (context: Context, { error }: { readonly error: string }): Response =>
  context.json({ error }, 400)
