// What a hub remembers of its last minutes, put together when somebody asks.
import type { Activity } from '../model/activity.ts'
import type { Stream } from '../model/identity.ts'
import { type RigKey, rigKeyOf, statusEvery_ms } from '../model/live-protocol.ts'
import type { Lags } from './lags.ts'
import type { Parts } from './parts.ts'
import type { StateWatch } from './state-watch.ts'

/** Rigs name themselves: a list of more says no more. */
const mostRigs = 40

export function activityOf(
  { clock, intake, live, startedAt }: Parts,
  lags: Lags,
  states: StateWatch,
  /** Live values a second that a rig should send; undefined while that changes. */
  live_hz: (rig: RigKey) => number | undefined,
): Activity {
  const now_ms = clock.now()
  const expectedOf = (stream: Stream, rig: RigKey) =>
    stream === 'live' ? live_hz(rig) : stream === 'status' ? 1000 / statusEvery_ms : undefined
  const rates = [...intake.rates.byRig(clock.elapsed())].slice(-mostRigs)
  return {
    now_ms,
    since_ms: startedAt,
    streams: rates.flatMap(([key, of]) => {
      const [site = '', rig = ''] = key.split('/')
      return of.map(({ longest_gap_ms, spark, ...counted }) => {
        const expected = expectedOf(counted.stream, rigKeyOf({ site, rig }))
        return {
          ...{ site, rig, ...counted, spark: [...spark] },
          ...(expected !== undefined && { expected_per_s: expected }),
          ...(longest_gap_ms !== undefined && { longest_gap_ms }),
        }
      })
    }),
    ways: [...lags.all()].slice(-mostRigs),
    pages: [...live.pages()],
    changes: [...states.changes(now_ms)],
  }
}
