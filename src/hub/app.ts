// All that the hub answers over HTTP, as one Hono app: guard and headers first, then the API, then the page.
import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { secureHeaders } from 'hono/secure-headers'
import type { LapReader } from '../lake/lap-reader.ts'
import type { Queries } from '../lake/queries.ts'
import type { LapStore } from '../laps/store.ts'
import type { Live } from '../live/live.ts'
import type { Health } from '../model/health.ts'
import type { ExportDesk } from './export/export-desk.ts'
import { type Figure, prometheusText } from './figure.ts'
import { type Guard, tokenCookie } from './guard.ts'
import { openApi } from './openapi.ts'
import { pageRoutes } from './page.ts'
import { exportRoutes } from './routes/export.ts'
import { gridRoutes } from './routes/grid.ts'
import { healthRoutes } from './routes/health.ts'
import { lapRoutes } from './routes/laps.ts'
import { rigRoutes } from './routes/rigs.ts'
import { type RulePorts, ruleRoutes } from './routes/rules.ts'
import { sqlRoutes } from './routes/sql.ts'
import { stewardRoutes } from './routes/steward.ts'
import { traceRoutes } from './routes/trace.ts'
import { trackRoutes } from './routes/tracks.ts'
import type { Steward } from './steward.ts'

/** What the answers are made from. */
export type AppParts = {
  readonly guard: Guard
  /** Without `speak` there are no pages that could show words to a driver, and no rigs either. */
  readonly live: Pick<Live, 'rigs'> & Partial<Pick<Live, 'speak'>>
  readonly laps: LapStore
  readonly steward: Steward
  readonly exports: ExportDesk
  readonly rules: RulePorts
  /** Reads single laps out of the lake. */
  readonly lapReader: LapReader
  /** Answers SQL over the whole lake. */
  readonly queries: Queries
  readonly health: () => Health
  readonly figures: () => readonly Figure[]
  /** The folder of the built page. */
  readonly page: string
}

/** Bytes that somebody may post. */
const mostBody = 1024 * 1024

export function makeApp(parts: AppParts): Hono {
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        workerSrc: ["'self'", 'blob:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
      xFrameOptions: 'DENY',
      // Plain HTTP on the local network is the normal case here; a proxy that adds TLS adds this as well.
      strictTransportSecurity: false,
    }),
  )
  app.use(async (context, next) => {
    const { req } = context
    const url = new URL(req.url)
    const refusal = parts.guard.refuse({
      method: req.method,
      url: url.pathname + url.search,
      header: name => req.header(name),
    })
    if (refusal !== undefined) return context.json({ error: refusal.reason }, refusal.status)
    const token = url.searchParams.get('token')
    if (token !== null) {
      const cookie = `${tokenCookie}=${encodeURIComponent(token)}; HttpOnly; SameSite=Strict; Path=/; Max-Age=31536000`
      context.header('Set-Cookie', cookie)
    }
    return next()
  })
  app.use(bodyLimit({ maxSize: mostBody }))
  app.route('/api', healthRoutes(parts.health))
  app.route(
    '/api',
    rigRoutes({
      rigs: () => parts.live.rigs(),
      speak: message => parts.live.speak?.(message) ?? 0,
      now: () => parts.rules.context().timestamp,
      newId: () => parts.rules.context().newUuid(),
    }),
  )
  app.route('/api', lapRoutes(parts.laps))
  app.route('/api', stewardRoutes(parts.steward, parts.laps))
  app.route('/api', gridRoutes(parts.lapReader))
  app.route('/api', exportRoutes(parts.exports, parts.laps))
  app.route('/api', traceRoutes(parts.lapReader))
  app.route('/api', trackRoutes(parts.lapReader))
  app.route('/api', ruleRoutes(parts.rules))
  app.route('/api', sqlRoutes(parts.queries))
  app.get('/openapi.json', context => context.json(openApi()))
  app.get('/metrics', context =>
    context.body(prometheusText(parts.figures()), 200, { 'Content-Type': 'text/plain; version=0.0.4' }),
  )
  app.all('/api/*', context => context.json({ error: `there is no ${context.req.path} here` }, 404))
  app.route('/', pageRoutes(parts.page))
  app.onError((error, context) => context.json({ error: error.message }, 500))
  return app
}
