// The first thing that happens to every request: who asks, for what, and how often.
import type { Context, Next } from 'hono'
import { matchedRoutes } from 'hono/route'
import { secureHeaders } from 'hono/secure-headers'
import { entrance, giveCookie, onward, takeCookie, withoutToken } from './entrance.ts'
import type { Guard, Refusal } from './guard.ts'
import { type Limits, spentBy } from './limits.ts'
import { neededBy } from './route-roles.ts'
import type { Visit } from './visit.ts'

const halfYear_s = 15_552_000

/** Headers of every answer, errors among them. `strict`: browsers are told never to come without TLS again. */
export const headersFor = (strict: boolean): ReturnType<typeof secureHeaders> =>
  secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      workerSrc: ["'self'", 'blob:'],
      objectSrc: ["'none'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
    },
    xFrameOptions: 'DENY',
    referrerPolicy: 'no-referrer',
    // With a certificate that only some trust, this would lock out the others; a proxy that adds TLS adds this as well.
    strictTransportSecurity: strict ? `max-age=${halfYear_s}` : false,
  })

export async function admit(
  { guard, limits }: { readonly guard: Guard; readonly limits?: Limits | undefined },
  context: Context<Visit>,
  next: Next,
): Promise<Response | undefined> {
  const { req } = context
  const url = new URL(req.url)
  const address = context.env?.address
  const admission = guard.admit({
    url: url.pathname + url.search,
    header: name => req.header(name),
    address,
    needs: neededBy(req.method, matchedRoutes(context)),
  })
  if (!admission.ok) return refused(context, admission)
  const { holder, shown } = admission
  context.set('holder', holder)
  const spent = spentBy(req.method, req.path)
  const wait_s = spent === undefined ? 0 : (limits?.spend(spent, holder, address) ?? 0)
  if (wait_s > 0) {
    context.header('Retry-After', String(wait_s))
    return context.json({ error: `too many in a row; wait ${wait_s} s` }, 429)
  }
  if (url.searchParams.has('token') && shown?.by === 'link') {
    giveCookie(context, shown.secret)
    if (isPage(context)) return onward(context, withoutToken(url))
  }
  await next()
  return undefined
}

/** Bytes that somebody may post. */
const mostBody = 1024 * 1024

/** Refuses a body that is too long by what it says of itself, before any of it is read; Node holds it to its word. */
export async function boundedBody(context: Context, next: Next): Promise<Response | undefined> {
  const { req } = context
  if (req.header('transfer-encoding') !== undefined)
    return context.json({ error: 'a body must say its length: Content-Length' }, 411)
  if (Number(req.header('content-length') ?? 0) > mostBody)
    return context.json({ error: `a body has at most ${mostBody} bytes` }, 413)
  await next()
  return undefined
}

function refused(context: Context<Visit>, refusal: Refusal): Response | Promise<Response> {
  const { status, reason, retry_s, staleCookie } = refusal
  if (retry_s !== undefined) context.header('Retry-After', String(retry_s))
  if (staleCookie) takeCookie(context)
  if (status === 401) context.header('WWW-Authenticate', 'Bearer realm="pitwall"')
  if (status === 421 || !isPage(context)) return context.json({ error: reason }, status)
  // A browser holds a strict cookie back when a page elsewhere leads here; asked from here, it shows it.
  if (context.req.header('sec-fetch-site') === 'cross-site' && status === 401) {
    const url = new URL(context.req.url)
    return onward(context, withoutToken(url))
  }
  const shown = new URL(context.req.url).searchParams.has('token') || staleCookie || status !== 401
  return entrance(context, status, shown ? reason : undefined)
}

/** Whether a person looks at the answer: no route of the API, and HTML is wanted. */
const isPage = ({ req }: Context<Visit>): boolean =>
  !req.path.startsWith('/api/') && (req.header('accept') ?? '').includes('text/html')
