// Answers that are too large for a function to give: a file is put into a bucket and fetched from there.
import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'

/** Keeps a file for a while; resolves to an address that anybody who has it may fetch it from. */
export type KeepFile = (
  key: string,
  bytes: Uint8Array,
  of: { readonly type: string; readonly disposition: string },
) => Promise<string>

/** [AWS Lambda quotas]: 6 MiB, and a file goes as base64. */
const most = 4_400_000

/** The same app; a larger file is led to, and any other larger answer refused with a sentence. */
export function withLargeAnswers(
  app: { fetch(request: Request, environment: unknown): Response | Promise<Response> },
  keep: KeepFile,
): Hono {
  const outer = new Hono()
  outer.all('*', async context => {
    const answer = await app.fetch(context.req.raw, context.env)
    const bytes = new Uint8Array(await answer.arrayBuffer())
    if (bytes.length <= most) {
      const { status, headers } = answer
      return new Response(bytes.length === 0 ? null : bytes, { status, headers })
    }
    const disposition = answer.headers.get('Content-Disposition')
    if (disposition === null) {
      const error = `this answer has ${bytes.length} bytes and would be larger than a function may give, ${most}; ask for fewer rows or channels`
      return context.json({ error }, 413)
    }
    const type = answer.headers.get('Content-Type') ?? 'application/octet-stream'
    return context.redirect(await keep(`files/${randomUUID()}`, bytes, { type, disposition }), 303)
  })
  return outer
}
