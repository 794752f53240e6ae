// What stands in the query or the body of a request, checked by the value that also describes it.
import type { Context } from 'hono'
import type { z } from 'zod'
import { problemOf } from '../../rules/rule-document.ts'

export type Read<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: string }

/** The query of a request as `shape` reads it, or the first member that is wrong. */
export function asked<Shape extends z.ZodObject>(context: Context, shape: Shape): Read<z.output<Shape>> {
  const read = shape.safeParse(context.req.query())
  if (read.success) return { ok: true, value: read.data }
  const issue = read.error.issues[0]
  return { ok: false, error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'wrong'}` }
}

/** 400 with that sentence. */
export const refused = (context: Context, { error }: { readonly error: string }): Response =>
  context.json({ error }, 400)

const mostBody = 256 * 1024

/** The body of a request as `shape` reads it, or what is wrong with it. */
export function bodyOf<Shape extends z.ZodType>(shape: Shape, text: string): Read<z.output<Shape>> {
  if (text.length > mostBody) return { ok: false, error: `a body has at most ${mostBody} characters` }
  try {
    return { ok: true, value: shape.parse(JSON.parse(text)) }
  } catch (error) {
    return { ok: false, error: problemOf(error) }
  }
}
