// The judgement about each part of a hub, with what to do about it.
import { type Health, type PartHealth, worstOf } from '../model/health.ts'
import type { RuleState } from '../rules/rule-state.ts'
import { isFresh, ok } from './judging.ts'
import type { Parts } from './parts.ts'
import { pagesHealth, rigsHealth } from './rig-health.ts'
import { diskHealth, lakeHealth } from './store-health.ts'
import { version } from './version.ts'

export function healthOf(parts: Parts): Health {
  const { clock, startedAt } = parts
  const judged = [
    brokerHealth(parts),
    accessHealth(parts),
    upstreamHealth(parts),
    ...parts.rules.states().map(rule => ruleHealth(rule, parts)),
    limitsHealth(parts),
    ok('laps', `${parts.lapCounters.recorded} recorded`, { ...parts.lapCounters }),
    lakeHealth(parts),
    liveHealth(parts),
    ...pagesHealth(parts),
    searchHealth(parts),
    diskHealth(parts),
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

function brokerHealth(parts: Parts): PartHealth {
  const { clients, ...counts } = parts.broker.counters
  const figures = { clients, ...counts }
  if (isFresh(parts, 'broker unsafe', counts.unsafe_messages)) {
    const detail = `${counts.unsafe_messages} messages could not be made safe and were not acknowledged; their rigs send them again`
    const advice = 'look at the parts below: the disk may be full or slow'
    return { part: 'broker', state: 'caution', detail, advice, figures }
  }
  if (isFresh(parts, 'broker refused', counts.oversized_messages, counts.refused_messages)) {
    const detail = `${counts.oversized_messages} messages were too large, ${counts.refused_messages} were not allowed`
    return { part: 'broker', state: 'caution', detail, advice: 'the log says which and whose', figures }
  }
  return ok('broker', `${clients} clients`, figures)
}

/** Doors that somebody tries again and again. */
function accessHealth(parts: Parts): PartHealth {
  const { entry, broker } = parts
  const { hasty_clients } = broker.counters
  const figures = { ...entry.doorkeeper.counters, ...entry.limits.counters, hasty_clients }
  const hasty = figures.hasty_writes + figures.hasty_questions + hasty_clients
  if (isFresh(parts, 'access guesses', figures.guesses_refused)) {
    const detail = `${figures.wrong_secrets} wrong secrets; ${figures.guesses_refused} more were not even looked at`
    const advice = 'somebody guesses, or a device has an old secret: "pitwall access" lists who may come in'
    return { part: 'access', state: 'caution', detail, advice, figures }
  }
  if (isFresh(parts, 'access hasty', hasty)) {
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

function searchHealth(parts: Parts): PartHealth | undefined {
  const { search } = parts
  if (search === undefined) return undefined
  const figures = { ...search.counters() }
  const detail = `${figures.sent} values sent, ${figures.dropped} overtaken before the server took them`
  if (!isFresh(parts, 'search', figures.cut_off)) return ok('search', detail, figures)
  const advice = 'see that the search server runs and has room; the log says what it answered'
  return {
    part: 'search',
    state: 'caution',
    detail: 'events were given up: the server took none',
    advice,
    figures,
  }
}

function ruleHealth(rule: RuleState, parts: Parts): PartHealth {
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
  if (isFresh(parts, `${part} lost`, counters.lost)) {
    const detail = `${counters.lost} messages were lost: an action failed and no error action took them`
    return {
      part,
      state: 'serious',
      detail,
      advice: 'the metrics say which action; the log says why',
      figures,
    }
  }
  if (isFresh(parts, `${part} failed`, failed)) {
    const detail = `${failed} failures; the error action has the messages, or they were not acknowledged`
    return { part, state: 'caution', detail, advice: 'look into the objects of its error action', figures }
  }
  return ok(part, `${counters.fired} of ${counters.matched} messages`, figures)
}

function limitsHealth(parts: Parts): PartHealth | undefined {
  const counts = parts.intake.limits()
  if (counts === undefined) return undefined
  const refused = counts.oversized + counts.bad_topics + counts.discarded
  if (!isFresh(parts, 'limits', refused)) {
    const kept = refused === 0 ? 'kept' : `kept lately; ${refused} messages would not have passed before`
    return ok('AWS limits', kept, { ...counts })
  }
  const detail = `${refused} messages would not have passed AWS IoT Core`
  return {
    part: 'AWS limits',
    state: 'caution',
    detail,
    advice: 'the log says which',
    figures: { ...counts },
  }
}

function liveHealth(parts: Parts): PartHealth {
  const counts = parts.live.counters()
  if (isFresh(parts, 'live', counts.cut_off)) {
    const detail = `${counts.cut_off} pages were cut off because they did not keep up`
    const advice = 'look at their network; Wi-Fi that saves power is the usual reason'
    return { part: 'live', state: 'caution', detail, advice, figures: { ...counts } }
  }
  return ok('live', `${counts.readers} pages`, { ...counts })
}
