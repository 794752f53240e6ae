// The judgement about rigs and about the pages that are open.
import { type Judged, judgePage, judgeRate, judgeWay, silent_ms, worse } from '../model/activity-judgement.ts'
import type { PartHealth } from '../model/health.ts'
import { rigKeyOf } from '../model/live-protocol.ts'
import type { StatusMessage } from '../model/messages.ts'
import { streamsOf, waysOf } from './activity-of.ts'
import { isFresh, ok } from './judging.ts'
import type { Parts } from './parts.ts'

/** A list of more says no more. */
const mostPages = 20
/** About two minutes of driving. */
const manyWaiting = 500
const lost = { caution: 0.001, serious: 0.01 } as const

/** A page that is slow; one that keeps up is counted with the others. */
export function pagesHealth({ live }: Parts): readonly PartHealth[] {
  return live
    .pages()
    .slice(0, mostPages)
    .flatMap((page, at): PartHealth[] => {
      const { asked_hz, rate_hz, waiting_bytes, sent, dropped, view = '' } = page
      // How fast it paints is a matter of that screen alone.
      const { fps: _, ...fed } = page
      const { state, todo } = judgePage(fed)
      if (state === 'ok') return []
      const detail = `fed at ${rate_hz} instead of ${asked_hz} Hz; ${Math.round(waiting_bytes / 1000)} kB have not left yet`
      const figures = { asked_hz, rate_hz, waiting_bytes, sent, dropped }
      return [
        { part: `page ${at + 1} ${view}`.trim(), state, detail, ...(todo && { advice: todo }), figures },
      ]
    })
}

/** What each rig says of itself, and how its values come. */
export function rigsHealth(parts: Parts): readonly PartHealth[] {
  const streams = Map.groupBy(streamsOf(parts), rigKeyOf)
  const ways = new Map(waysOf(parts).map(way => [rigKeyOf(way), way]))
  return parts.live.rigs().map(({ site, rig, status, session }): PartHealth => {
    const key = rigKeyOf({ site, rig })
    const part = `rig ${key}`
    const of = streams.get(key) ?? []
    const way = ways.get(key)
    const figures = {
      ...Object.fromEntries(of.map(({ stream, per_s }) => [`${stream}_per_s`, per_s])),
      ...status?.counters,
    }
    const state = status?.state ?? 'offline'
    if (state === 'offline') return { part, state: 'off', detail: status?.detail ?? 'gone', figures }
    const own = spoolHealth(parts, part, status?.counters, session?.origin === 'live')
    if (state === 'waiting' || state === 'paused')
      return { part, state: 'standby', detail: status?.detail ?? state, figures, ...own }
    const live = of.find(({ stream }) => stream === 'live')
    const judged: Judged = worse(
      live === undefined ? { state: 'ok' } : judgeRate(live, true),
      way === undefined || way.lag === undefined ? { state: 'ok' } : judgeWay(way),
    )
    if (own !== undefined && worse(judged, own) === own) return { part, figures, ...own }
    if (judged.state === 'ok') return ok(part, status?.detail ?? state, figures)
    return { part, state: judged.state, detail: sentence(live, way), ...advised(judged), figures }
  })
}

const advised = ({ todo }: Judged) => (todo === undefined ? {} : { advice: todo })

type Live = ReturnType<typeof streamsOf>[number]
type Way = ReturnType<typeof waysOf>[number]

function sentence(live: Live | undefined, way: Way | undefined): string {
  if (live !== undefined && live.silent_ms > silent_ms)
    return `silent for ${Math.round(live.silent_ms / 1000)} s although it drives`
  const { expected_per_s, per_s = 0 } = live ?? {}
  const rate =
    expected_per_s === undefined || live?.speed !== undefined
      ? []
      : [`${Math.round(per_s)} of ${Math.round(expected_per_s)} values a second`]
  const lag = way?.lag === undefined ? [] : [`95 of 100 within ${Math.round(way.lag.p95_ms)} ms`]
  const { clock } = way ?? {}
  const apart = clock === undefined ? [] : [`its clock is ${Math.round(Math.abs(clock.ahead_ms))} ms apart`]
  return [...rate, ...lag, ...apart].join(', ')
}

type Own = Pick<PartHealth, 'detail' | 'advice'> & Judged

/** What the rig counts: lost from its spool, waiting in it, overwritten by the game before it was read. */
function spoolHealth(
  parts: Parts,
  part: string,
  counters: StatusMessage['counters'],
  isGame: boolean,
): Own | undefined {
  const { dropped = 0, waiting = 0, gaps = 0, pages = 0 } = counters ?? {}
  if (isFresh(parts, `${part} dropped`, dropped))
    return {
      state: 'serious',
      detail: `${dropped} messages were lost: its spool was full`,
      advice: 'make room on its disk, or mend its network sooner',
    }
  const share = gaps / Math.max(1, pages + gaps)
  // What is no game may hand out fewer pages because it was asked to.
  const isLosing = isGame && isFresh(parts, `${part} gaps`, gaps) && share > lost.caution
  if (isLosing)
    return {
      state: share > lost.serious ? 'serious' : 'caution',
      detail: `${(share * 100).toFixed(1)} % of the game's pages were overwritten unread`,
      advice: 'close what else the sim PC does; give the connector a core',
    }
  if (waiting > manyWaiting)
    return {
      state: 'caution',
      detail: `catching up: ${waiting} messages wait in its spool`,
      advice: 'wait; or look at its network',
    }
  return undefined
}
