// The HTTP API of the fleet: the very app of the hub, on the table, on Athena and on IoT Core's broker instead of files
// and sockets.
import type { Hono } from 'hono'
import { makeDoorkeeper } from '../hub/access/doorkeeper.ts'
import { type AppParts, makeApp } from '../hub/app.ts'
import { type Guard, makeGuard } from '../hub/guard.ts'
import { openSteward } from '../hub/steward.ts'
import { version } from '../hub/version.ts'
import { type DatedLap, openAthenaLaps } from '../lake/athena-laps.ts'
import type { Queries } from '../lake/queries.ts'
import type { LapStore } from '../laps/store.ts'
import type { BoardScreen } from '../model/board-screen.ts'
import { asLapId } from '../model/identity.ts'
import type { DriverMessage } from '../model/live-protocol.ts'
import { asWritten } from '../rules/as-written.ts'
import type { LoadedRule } from '../rules/rule-document.ts'
import { RuleFault } from '../rules/rule-fault.ts'
import { millis } from '../units/quantity.ts'
import { cloudExports } from './exports.ts'
import { type KeepFile, withLargeAnswers } from './large-answers.ts'
import type { RigStates } from './rig-states.ts'

export type CloudApiParts = {
  readonly laps: LapStore
  readonly queries: Queries
  readonly rigs: Pick<RigStates, 'rigs'>
  /** To IoT Core's broker, where pages listen. */
  readonly publish: (topic: string, message: object) => Promise<void>
  readonly keep: KeepFile
  readonly token: string
  /** The rules that were deployed. */
  readonly rules: readonly LoadedRule[]
  readonly startedAt: string
  readonly now: () => number
  readonly newUuid: () => string
  readonly random: () => number
}

/** A gateway waits for so long, and a query must have been stopped by then. [API Gateway quotas: 30 s] */
const mostTimeout_ms = 24_000
/** Samples take so long on their way into the lake at most: until then what was read of a lap is read again. */
const onTheWay_ms = 20 * 60_000

/** The topic on which pages hear words for the driver of a rig. */
export const wordsTopic = ({ site, rig }: Pick<DriverMessage, 'site' | 'rig'>): string =>
  `words/${site}/${rig}`

/** The topic on which the screens of a board hear what they are to do. */
export const screensTopic = ({ board }: Pick<BoardScreen, 'board'>): string => `screens/${board}`

/** The hub's routes. What only one process can know (counters of rules and parts) lies in CloudWatch. */
export function cloudApi(parts: CloudApiParts): Hono {
  const { laps, queries } = parts
  const bounded: Queries = {
    run: (sql, limits = {}) => {
      const timeout_ms = Math.min(limits.timeout_ms ?? mostTimeout_ms, mostTimeout_ms)
      return queries.run(sql, { ...limits, timeout_ms })
    },
    close: () => queries.close(),
  }
  const told = async (lapId: string): Promise<DatedLap | undefined> => {
    const lap = await laps.lap(asLapId(lapId))
    if (lap === undefined) return undefined
    const { track, started_at, lap_time_ms, samples } = lap
    const isSettled = parts.now() - Date.parse(started_at) > onTheWay_ms
    const generation = isSettled ? samples : parts.now()
    return { generation, track, started_at, ...(lap_time_ms !== undefined && { lap_time_ms }) }
  }
  const lapReader = openAthenaLaps(bounded, told)
  const app: AppParts = {
    guard: tokenGuard(parts.token),
    live: {
      rigs: () => parts.rigs.rigs(),
      // How many pages hear them only the broker knows.
      speak: message => parts.publish(wordsTopic(message), message).then(() => undefined),
      direct: screen => parts.publish(screensTopic(screen), screen),
    },
    laps,
    // Boards that a ruling changes are told by the table's stream, as those that a lap changes.
    steward: openSteward(laps, { tell: () => undefined }, () => parts.now()),
    exports: cloudExports(lapReader),
    queries: bounded,
    lapReader,
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
  return withLargeAnswers(makeApp(app), parts.keep)
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
