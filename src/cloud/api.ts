// The HTTP API of the fleet: the very app of the hub, on the table and on Athena instead of files.
import { makeDoorkeeper } from '../hub/access/doorkeeper.ts'
import { type AppParts, makeApp } from '../hub/app.ts'
import { HubFault } from '../hub/fault.ts'
import { type Guard, makeGuard } from '../hub/guard.ts'
import { openSteward } from '../hub/steward.ts'
import { version } from '../hub/version.ts'
import { openAthenaLaps } from '../lake/athena-laps.ts'
import type { Queries } from '../lake/queries.ts'
import type { LapStore } from '../laps/store.ts'
import { asWritten } from '../rules/as-written.ts'
import type { LoadedRule } from '../rules/rule-document.ts'
import { RuleFault } from '../rules/rule-fault.ts'
import { millis } from '../units/quantity.ts'

export type CloudApiParts = {
  readonly laps: LapStore
  readonly queries: Queries
  readonly token: string
  /** The rules that were deployed. */
  readonly rules: readonly LoadedRule[]
  readonly startedAt: string
  readonly now: () => number
  readonly newUuid: () => string
  readonly random: () => number
}

/** The hub's routes. What only one process can know (rigs that are live, counters of rules) lies in IoT Core and CloudWatch. */
export function cloudApi(parts: CloudApiParts): ReturnType<typeof makeApp> {
  const app: AppParts = {
    guard: tokenGuard(parts.token),
    live: { rigs: () => [] },
    laps: parts.laps,
    // The pages of the fleet ask for boards again; nobody listens here.
    steward: openSteward(parts.laps, { tell: () => undefined }, () => parts.now()),
    exports: {
      async export() {
        throw new HubFault(
          'no-export',
          'files of laps are written by a hub, with "pitwall export"; Athena has every sample.',
        )
      },
    },
    queries: parts.queries,
    lapReader: openAthenaLaps(parts.queries),
    rules: {
      states: () => parts.rules.map(asWritten),
      enable(name) {
        throw new RuleFault('document', `${name}: rules of the fleet are switched by deploying them`)
      },
      context: () => ({ timestamp: parts.now(), newUuid: parts.newUuid, random: parts.random }),
    },
    health: () => ({
      state: 'ok',
      version,
      started_at: parts.startedAt,
      uptime_s: Math.max(0, Math.round((parts.now() - Date.parse(parts.startedAt)) / 1000)),
      parts: [{ part: 'fleet', state: 'ok', detail: 'Alarms in CloudWatch watch the parts of the fleet.' }],
    }),
    figures: () => [],
    page: '',
  }
  return makeApp(app)
}

/**
 * Asks for the token alone. The names that a hub in a house guards against are no matter here: the function is reached
 * through its gateway only, under a name that the gateway chose.
 */
function tokenGuard(token: string): Guard {
  const holder = { id: 'token', role: 'owner', name: 'the token' } as const
  const clock = { elapsed: () => millis(0) }
  const guard = makeGuard([], makeDoorkeeper({ told: [{ secret: token, holder }], clock }))
  return {
    admit: asked =>
      guard.admit({
        ...asked,
        header: name => (name === 'host' ? 'localhost' : name === 'origin' ? undefined : asked.header(name)),
      }),
  }
}
