// What a hub remembers of its last minutes, put together when somebody asks.
import type { Activity, StreamActivity, WayActivity } from '../model/activity.ts'
import { type Stream, streams } from '../model/identity.ts'
import { rigKeyOf, statusEvery_ms } from '../model/live-protocol.ts'
import type { StatusMessage } from '../model/messages.ts'
import type { Parts } from './parts.ts'
import type { StateWatch } from './state-watch.ts'

/** What a rig sends: of live values it says itself how many, and nobody knows while it was just told another number. */
function expected(
  { stream, told_hz }: { readonly stream: Stream; readonly told_hz: number | undefined },
  status: StatusMessage | undefined,
): number | undefined {
  if (stream === 'status') return 1000 / statusEvery_ms
  if (stream !== 'live' || told_hz === undefined) return undefined
  return status === undefined ? told_hz : status.live_per_s
}

/** Rigs name themselves: a list of more says no more. */
const mostRigs = 40

export function activityOf(parts: Parts, states: StateWatch): Activity {
  const { clock, live, startedAt } = parts
  const now_ms = clock.now()
  return {
    now_ms,
    since_ms: startedAt,
    streams: streamsOf(parts).slice(-mostRigs * streams.length),
    ways: waysOf(parts).slice(-mostRigs),
    pages: [...live.pages()],
    changes: [...states.changes(now_ms)],
  }
}

/** How long values were on their way; only how the clocks are of a rig at another pace, whose values have another time. */
export function waysOf({ lags, live }: Parts): WayActivity[] {
  const paced = new Set(live.rigs().flatMap(rig => (isPaced(rig.status) ? [rigKeyOf(rig)] : [])))
  return lags.all().map(way => {
    const { site, rig, clock } = way
    return paced.has(rigKeyOf(way)) ? { site, rig, ...(clock !== undefined && { clock }) } : way
  })
}

/** At another pace than it was driven, or as fast as it goes. */
const isPaced = (status: StatusMessage | undefined): boolean =>
  status !== undefined && status.speed !== undefined

/** Every stream of every rig, with what may be expected of it. */
export function streamsOf({ clock, intake, live, live_hz }: Parts): StreamActivity[] {
  const statuses = new Map(live.rigs().map(rig => [rigKeyOf(rig), rig.status]))
  return [...intake.rates.byRig(clock.elapsed())].flatMap(([key, of]) => {
    const [site = '', rig = ''] = key.split('/')
    const status = statuses.get(`${site}/${rig}`)
    const told_hz = live_hz(`${site}/${rig}`)
    return of.map(({ longest_gap_ms, spark, ...counted }) => {
      const expected_per_s = expected({ stream: counted.stream, told_hz }, status)
      return {
        ...{ site, rig, ...counted, spark: [...spark] },
        ...(expected_per_s !== undefined && { expected_per_s }),
        ...(status?.speed !== undefined && { speed: status.speed }),
        ...(longest_gap_ms !== undefined && { longest_gap_ms }),
      }
    })
  })
}
