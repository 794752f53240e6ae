// All that the hub answers over HTTP, as one Hono app: guard and headers first, then the API, then the page.
import { Hono } from 'hono'
import type { LapReader } from '../lake/lap-reader.ts'
import type { Queries } from '../lake/queries.ts'
import type { LakeSizes } from '../lake/sizes.ts'
import { openShown, type ShownLaps } from '../laps/shown.ts'
import type { LapStore } from '../laps/store.ts'
import type { Health } from '../model/health.ts'
import type { Access } from './access/access.ts'
import type { Doorkeeper } from './access/doorkeeper.ts'
import { admit, boundedBody, headersFor } from './admission.ts'
import { entranceRoutes } from './entrance.ts'
import type { ExportDesk } from './export/export-desk.ts'
import { type Figure, prometheusText } from './figure.ts'
import type { Guard } from './guard.ts'
import type { Limits } from './limits.ts'
import { openApi } from './openapi.ts'
import { pageRoutes } from './page.ts'
import type { Pairing } from './pairing/pairing.ts'
import { accessRoutes } from './routes/access.ts'
import { type ActivityPorts, activityRoutes } from './routes/activity.ts'
import { cutRoutes } from './routes/cuts.ts'
import { exportRoutes } from './routes/export.ts'
import { gridRoutes } from './routes/grid.ts'
import { healthRoutes } from './routes/health.ts'
import { lapRoutes } from './routes/laps.ts'
import { pairingRoutes } from './routes/pairing.ts'
import { phoneRoutes } from './routes/phones.ts'
import { remarkRoutes } from './routes/remarks.ts'
import { type RigPorts, rigRoutes } from './routes/rigs.ts'
import { type RulePorts, ruleRoutes } from './routes/rules.ts'
import { type Direct, screenRoutes } from './routes/screens.ts'
import { sqlRoutes } from './routes/sql.ts'
import { stewardRoutes } from './routes/steward.ts'
import { traceRoutes } from './routes/trace.ts'
import { trackRoutes } from './routes/tracks.ts'
import type { Steward } from './steward.ts'
import type { HubTls } from './tls/hub-tls.ts'
import { trustRoutes } from './trust.ts'
import type { Visit } from './visit.ts'

/** What the answers are made from. */
export type AppParts = {
  readonly guard: Guard
  /** Without them nobody can come in by a form, and nothing is limited: a gateway does both. */
  readonly doorkeeper?: Pick<Doorkeeper, 'recognise'>
  readonly limits?: Limits
  readonly access?: Pick<Access, 'list' | 'mint' | 'revoke'>
  /** Of the hub's own, for devices to trust. */
  readonly authority?: HubTls['authority'] | undefined
  /** Without it rigs and phones come in by other ways alone. */
  readonly pairing?: Pick<Pairing, 'desk' | 'hub' | 'invitations' | 'invite'>
  /** Whether browsers should never again come without TLS: only with certificates that everybody trusts. */
  readonly strictTransport?: boolean
  /** What was heard of the rigs last, and a way for words to their drivers: in this process, or elsewhere. */
  readonly live: Pick<RigPorts, 'rigs' | 'speak'> & { readonly direct: Direct }
  readonly laps: LapStore
  /** What everybody may see of the laps; without it, under every name but those of hidden drivers. */
  readonly shown?: ShownLaps
  readonly steward: Steward
  readonly exports: ExportDesk
  readonly rules: RulePorts
  /** Reads single laps out of the lake. */
  readonly lapReader: LapReader
  /** Answers SQL over the whole lake. */
  readonly queries: Queries
  /** What a query may read before somebody is asked; without it nobody is. */
  readonly largeQuery_bytes?: number
  /** How many rows each table has; without it nobody is told. */
  readonly sizes?: LakeSizes['tables']
  readonly health: () => Health
  readonly figures: () => readonly Figure[]
  /** What was remembered of the last minutes; without it nobody does. */
  readonly memory?: ActivityPorts
  /** The folder of the built page. */
  readonly page: string
}

export function makeApp(parts: AppParts): Hono<Visit> {
  const app = new Hono<Visit>()
  app.use(headersFor(parts.strictTransport ?? false))
  app.use((context, next) => admit(parts, context, next))
  app.use(boundedBody)
  app.route('/api', healthRoutes(parts.health))
  app.route('/api', activityRoutes(parts.memory))
  app.route(
    '/api',
    rigRoutes({
      rigs: () => parts.live.rigs(),
      speak: message => parts.live.speak(message),
      now: () => parts.rules.context().timestamp,
      newId: () => parts.rules.context().newUuid(),
    }),
  )
  const shown = parts.shown ?? openShown(parts.laps)
  app.route(
    '/api',
    screenRoutes(screen => parts.live.direct(screen)),
  )
  app.route('/api', lapRoutes(parts.laps, shown))
  app.route('/api', stewardRoutes(parts.steward, parts.laps))
  app.route(
    '/api',
    cutRoutes(parts.laps, () => parts.rules.context().timestamp),
  )
  app.route(
    '/api',
    remarkRoutes(parts.laps, () => parts.rules.context().timestamp),
  )
  app.route('/api', gridRoutes(parts.lapReader))
  app.route('/api', exportRoutes(parts.exports, parts.laps, shown))
  app.route('/api', traceRoutes(parts.lapReader))
  app.route('/api', trackRoutes(parts.lapReader))
  app.route('/api', ruleRoutes(parts.rules))
  app.route('/api', sqlRoutes(parts.queries, parts.largeQuery_bytes, parts.sizes))
  app.route('/api', accessRoutes(parts.access))
  app.route('/api', pairingRoutes(parts.pairing))
  app.route('/', phoneRoutes(parts.pairing))
  app.route('/', entranceRoutes(parts.doorkeeper))
  app.route('/', trustRoutes(parts.authority))
  app.get('/openapi.json', context => context.json(openApi()))
  app.get('/metrics', context =>
    context.body(prometheusText(parts.figures()), 200, { 'Content-Type': 'text/plain; version=0.0.4' }),
  )
  app.all('/api/*', context => context.json({ error: `there is no ${context.req.path} here` }, 404))
  app.route('/', pageRoutes(parts.page))
  app.onError((error, context) => context.json({ error: error.message }, 500))
  return app
}
