// The judgement about each part of a hub, with what to do about it.
import { statfsSync } from 'node:fs'
import { behindBytes } from '../live/pace.ts'
import { type Health, type PartHealth, worstOf } from '../model/health.ts'
import type { RuleState } from '../rules/rule-state.ts'
import type { Parts } from './parts.ts'
import type { StreamRate } from './rates.ts'
import { version } from './version.ts'

const gigabyte = 1024 ** 3

export function healthOf(parts: Parts): Health {
  const { clock, startedAt } = parts
  const judged = [
    brokerHealth(parts),
    accessHealth(parts),
    upstreamHealth(parts),
    ...parts.rules.states().map(ruleHealth),
    limitsHealth(parts),
    ok('laps', `${parts.lapCounters.recorded} recorded`, { ...parts.lapCounters }),
    lakeHealth(parts),
    liveHealth(parts),
    ...pagesHealth(parts),
    searchHealth(parts),
    diskHealth(parts.folder.root),
    ...rigsHealth(parts),
  ].filter(part => part !== undefined)
  return {
    state: worstOf(judged),
    version,
    started_at: new Date(startedAt).toISOString(),
    uptime_s: Math.floor((clock.now() - startedAt) / 1000),
    parts: judged,
  }
}

const ok = (part: string, detail: string, figures: Readonly<Record<string, number>> = {}): PartHealth => ({
  part,
  state: 'ok',
  detail,
  figures,
})

function brokerHealth({ broker }: Parts): PartHealth {
  const { clients, ...counts } = broker.counters
  const figures = { clients, ...counts }
  if (counts.unsafe_messages > 0) {
    const detail = `${counts.unsafe_messages} messages could not be made safe and were not acknowledged; their rigs send them again`
    const advice = 'look at the parts below: the disk may be full or slow'
    return { part: 'broker', state: 'caution', detail, advice, figures }
  }
  if (counts.oversized_messages + counts.refused_messages > 0) {
    const detail = `${counts.oversized_messages} messages were too large, ${counts.refused_messages} were not allowed`
    return { part: 'broker', state: 'caution', detail, advice: 'the log says which and whose', figures }
  }
  return ok('broker', `${clients} clients`, figures)
}

/** Doors that somebody tries again and again. */
function accessHealth({ entry, broker }: Parts): PartHealth {
  const { hasty_clients } = broker.counters
  const figures = { ...entry.doorkeeper.counters, ...entry.limits.counters, hasty_clients }
  const hasty = figures.hasty_writes + figures.hasty_questions + hasty_clients
  if (figures.guesses_refused > 0) {
    const detail = `${figures.wrong_secrets} wrong secrets; ${figures.guesses_refused} more were not even looked at`
    const advice = 'somebody guesses, or a device has an old secret: "pitwall access" lists who may come in'
    return { part: 'access', state: 'caution', detail, advice, figures }
  }
  if (hasty > 0) {
    const detail = `${hasty} requests and connections were turned away because they came too fast`
    return {
      part: 'access',
      state: 'caution',
      detail,
      advice: 'look for a program that does not wait',
      figures,
    }
  }
  return ok('access', `${figures.wrong_secrets} wrong secrets`, figures)
}

function upstreamHealth({ upstream, configuration }: Parts): PartHealth | undefined {
  if (upstream === undefined) return undefined
  const { host } = new URL(configuration.broker ?? 'mqtt://nowhere')
  if (upstream.connected) return ok('other broker', `connected to ${host}`)
  const advice = 'see that it runs and can be reached; it keeps the messages of its rigs until then'
  return { part: 'other broker', state: 'serious', detail: `${host} cannot be reached`, advice }
}

function searchHealth({ search }: Parts): PartHealth | undefined {
  if (search === undefined) return undefined
  const figures = { ...search.counters() }
  const detail = `${figures.sent} values sent, ${figures.dropped} overtaken before the server took them`
  if (figures.cut_off === 0) return ok('search', detail, figures)
  const advice = 'see that the search server runs and has room; the log says what it answered'
  return {
    part: 'search',
    state: 'caution',
    detail: 'events were given up: the server took none',
    advice,
    figures,
  }
}

function ruleHealth(rule: RuleState): PartHealth {
  const part = `rule ${rule.name}`
  const { counters } = rule
  if (rule.problem !== undefined) {
    return {
      part,
      state: 'serious',
      detail: rule.problem,
      advice: `mend ${rule.file}; it is read again at once`,
    }
  }
  if (counters === undefined || !rule.enabled) return { part, state: 'off', detail: 'switched off' }
  const failed = rule.actions.reduce((sum, action) => sum + action.failed, 0) + counters.failed
  const figures = { ...counters, actions_failed: failed }
  if (counters.lost > 0) {
    const detail = `${counters.lost} messages were lost: an action failed and no error action took them`
    return {
      part,
      state: 'serious',
      detail,
      advice: 'the metrics say which action; the log says why',
      figures,
    }
  }
  if (failed > 0) {
    const detail = `${failed} failures; the error action has the messages, or they were not acknowledged`
    return { part, state: 'caution', detail, advice: 'look into the objects of its error action', figures }
  }
  return ok(part, `${counters.fired} of ${counters.matched} messages`, figures)
}

function limitsHealth({ intake }: Parts): PartHealth | undefined {
  const counts = intake.limits()
  if (counts === undefined) return undefined
  const refused = counts.oversized + counts.bad_topics + counts.discarded
  if (refused === 0) return ok('AWS limits', 'kept', { ...counts })
  const detail = `${refused} messages would not have passed AWS IoT Core`
  return {
    part: 'AWS limits',
    state: 'caution',
    detail,
    advice: 'the log says which',
    figures: { ...counts },
  }
}

function lakeHealth({ lake }: Parts): PartHealth {
  const { counters } = lake
  const figures = { ...counters }
  if (counters.rejected > 0) {
    const detail = `${counters.rejected} frames were not written; their rigs send them again`
    return {
      part: 'lake',
      state: 'serious',
      detail,
      advice: 'make room on the disk, or move the data folder',
      figures,
    }
  }
  if (counters.bad_frames > 0) {
    const detail = `${counters.bad_frames} frames were none and were passed over`
    return {
      part: 'lake',
      state: 'caution',
      detail,
      advice: 'the log names the laps; update the connector',
      figures,
    }
  }
  return ok('lake', `${counters.landed} frames, ${counters.laps_closed} laps written`, figures)
}

function liveHealth({ live }: Parts): PartHealth {
  const counts = live.counters()
  if (counts.cut_off > 0) {
    const detail = `${counts.cut_off} pages were cut off because they did not keep up`
    const advice = 'look at their network; Wi-Fi that saves power is the usual reason'
    return { part: 'live', state: 'caution', detail, advice, figures: { ...counts } }
  }
  return ok('live', `${counts.readers} pages`, { ...counts })
}

/** A page that is slow; one that keeps up is counted with the others. */
function pagesHealth({ live }: Parts): readonly PartHealth[] {
  return live.pages().flatMap(({ asked_hz, rate_hz, waiting_bytes, sent, dropped }, at): PartHealth[] => {
    const figures = { asked_hz, rate_hz, waiting_bytes, sent, dropped }
    if (waiting_bytes <= behindBytes && rate_hz >= asked_hz) return []
    const detail = `fed at ${rate_hz} instead of ${asked_hz} Hz; ${Math.round(waiting_bytes / 1000)} kB have not left yet`
    const advice = 'look at the network of that screen; one that is asleep may be closed'
    const state = waiting_bytes > 1_000_000 ? 'serious' : 'caution'
    return at < mostPages ? [{ part: `page ${at + 1}`, state, detail, advice, figures }] : []
  })
}

/** A list of more says no more. */
const mostPages = 20

function diskHealth(folder: string): PartHealth {
  const { bavail, bsize } = statfsSync(folder)
  const free_gb = (bavail * bsize) / gigabyte
  const figures = { free_gb: Math.round(free_gb * 10) / 10 }
  const detail = `${figures.free_gb} GB free`
  const advice = 'make room: an hour of driving takes 0.1 to 0.2 GB'
  if (free_gb < 2) return { part: 'disk', state: 'critical', detail, advice, figures }
  if (free_gb < 10) return { part: 'disk', state: 'caution', detail, advice, figures }
  return ok('disk', detail, figures)
}

/** A rig that says it drives and is silent, and what its own counters say. */
function rigsHealth({ intake, live, clock }: Parts): readonly PartHealth[] {
  const rates = intake.rates.byRig(clock.elapsed())
  return live.rigs().map(({ site, rig, status }): PartHealth => {
    const part = `rig ${site}/${rig}`
    const streams = rates.get(`${site}/${rig}`) ?? []
    const figures = { ...ratesOf(streams), ...status?.counters }
    const state = status?.state ?? 'offline'
    const since_ms = Math.min(...streams.map(({ silent_ms }) => silent_ms))
    if (state === 'offline') return { part, state: 'off', detail: status?.detail ?? 'gone', figures }
    if (state === 'driving' && since_ms > 2000) {
      const detail = `silent for ${Math.round(since_ms / 1000)} s although it drives`
      return {
        part,
        state: 'serious',
        detail,
        advice: 'look at its network; it keeps what it cannot send',
        figures,
      }
    }
    const { dropped = 0, waiting = 0 } = status?.counters ?? {}
    if (dropped > 0) {
      const detail = `${dropped} messages were lost: its spool was full`
      return {
        part,
        state: 'serious',
        detail,
        advice: 'make room on its disk, or mend its network sooner',
        figures,
      }
    }
    if (waiting > manyWaiting) {
      const detail = `catching up: ${waiting} messages wait in its spool`
      return { part, state: 'caution', detail, advice: 'wait; or look at its network', figures }
    }
    return ok(part, status?.detail ?? state, figures)
  })
}

/** About two minutes of driving. */
const manyWaiting = 500

const ratesOf = (streams: readonly StreamRate[]): Readonly<Record<string, number>> =>
  Object.fromEntries(streams.map(({ stream, per_s }) => [`${stream}_per_s`, per_s]))
