// The session fold: when one session ends and the next begins, told from the samples and from what the game says of itself.

import { type Micros, micros } from '../units/quantity.ts'
import { noTime, sessionTypes, statuses } from '../wire/acc/enumerations.ts'
import type { FoldSample } from './fold-sample.ts'
import { nameOf } from './seen.ts'

/** What the static page says and no session changes; absent is not known. */
export type SessionFacts = { readonly track?: string; readonly car?: string; readonly online?: boolean }

/** Why a session began. */
export const sessionReasons = {
  first: 'the first sample',
  facts: 'another track, car or server',
  type: 'another session type',
  index: 'the next session of the weekend',
  counter: 'the lap counter began anew',
  best: 'the best lap was forgotten',
  clock: 'the session clock began anew',
  absence: 'nobody drove for a long time',
} as const
export type SessionReason = keyof typeof sessionReasons

export type SessionEvent =
  | ({ readonly kind: 'session-started'; readonly t_us: Micros; readonly reason: SessionReason } & Described)
  /** Facts that came a moment after the start: the pages of a loading session do not change together. */
  | ({ readonly kind: 'session-updated'; readonly t_us: Micros } & Described)
  /** `t_us` is the last sample of the session. */
  | { readonly kind: 'session-ended'; readonly t_us: Micros; readonly reason: SessionReason | 'end' }

type Described = {
  readonly facts: SessionFacts
  readonly session_type: string
  readonly session_index?: number
}

export type SessionState = {
  readonly started_us: Micros | undefined
  readonly facts: SessionFacts
  readonly last: Mark | undefined
}

/** What the last live sample showed; undefined is not measured. */
type Mark = {
  readonly t_us: Micros
  readonly type: number | undefined
  readonly index: number | undefined
  readonly completed: number | undefined
  readonly best_ms: number | undefined
  readonly timer_ms: number | undefined
  readonly left_ms: number | undefined
}

/** The pages of a new session are all there after this. */
const loading_us = 3_000_000
/** After this long without a live sample only a frozen lap timer proves that it is still the same session. */
const absence_us = 15 * 60_000_000
/** The session clock runs down; by this much upwards it was set anew. */
const clockStep_ms = 5000

export function startSession(): SessionState {
  return { started_us: undefined, facts: {}, last: undefined }
}

/** Takes the next sample and what the static page says now. Only live samples speak of a session. */
export function stepSession(
  state: SessionState,
  sample: FoldSample,
  facts: SessionFacts = {},
): readonly [SessionState, readonly SessionEvent[]] {
  const { last, started_us } = state
  if (sample.status !== undefined && nameOf(statuses, sample.status) !== 'live') return [state, []]
  if (last !== undefined && sample.t_us <= last.t_us) return [state, []]
  const now = markOf(sample, last)
  const next: SessionState = {
    started_us: started_us ?? now.t_us,
    facts: { ...state.facts, ...facts },
    last: now,
  }
  if (last === undefined || started_us === undefined) return begin(next, 'first')
  const reason = reasonBetween(state.facts, facts, last, now)
  if (reason === undefined) return [next, []]
  if (now.t_us - started_us < loading_us)
    return [next, [{ kind: 'session-updated', t_us: now.t_us, ...described(next) }]]
  const [begun, events] = begin({ ...next, started_us: now.t_us }, reason)
  return [begun, [{ kind: 'session-ended', t_us: last.t_us, reason }, ...events]]
}

/** Ends the session that is open when the samples end. */
export function endSession(state: SessionState): readonly [SessionState, readonly SessionEvent[]] {
  const ended: readonly SessionEvent[] =
    state.last === undefined ? [] : [{ kind: 'session-ended', t_us: state.last.t_us, reason: 'end' }]
  return [startSession(), ended]
}

function begin(state: SessionState, reason: SessionReason): readonly [SessionState, readonly SessionEvent[]] {
  const t_us = state.started_us ?? micros(0)
  return [state, [{ kind: 'session-started', t_us, reason, ...described(state) }]]
}

function described({ facts, last }: SessionState): Described {
  const session_type = nameOf(sessionTypes, last?.type) ?? 'unknown'
  return last?.index === undefined
    ? { facts, session_type }
    : { facts, session_type, session_index: last.index }
}

function reasonBetween(
  before: SessionFacts,
  facts: SessionFacts,
  last: Mark,
  now: Mark,
): SessionReason | undefined {
  if (
    differ(before.track, facts.track) ||
    differ(before.car, facts.car) ||
    differ(before.online, facts.online)
  )
    return 'facts'
  if (differ(last.type, now.type)) return 'type'
  if (differ(last.index, now.index)) return 'index'
  if ((now.completed ?? 0) < (last.completed ?? 0)) return 'counter'
  if (last.best_ms !== undefined && now.best_ms === undefined) return 'best'
  if ((now.left_ms ?? 0) > (last.left_ms ?? 0) + clockStep_ms && (last.left_ms ?? 0) > 0) return 'clock'
  const paused = Math.abs((now.timer_ms ?? Number.POSITIVE_INFINITY) - (last.timer_ms ?? 0)) < clockStep_ms
  return now.t_us - last.t_us > absence_us && !paused ? 'absence' : undefined
}

const differ = (before: unknown, now: unknown): boolean =>
  before !== undefined && now !== undefined && before !== now

/** A value that is not measured this time is taken from the last sample, but for the best lap: its absence speaks. */
function markOf(sample: FoldSample, last: Mark | undefined): Mark {
  const type = sample.session_type === -1 ? undefined : sample.session_type
  const { best_lap_ms } = sample
  return {
    t_us: sample.t_us,
    type: type ?? last?.type,
    index: sample.session_index ?? last?.index,
    completed: sample.completed_laps ?? last?.completed,
    best_ms: best_lap_ms !== undefined && best_lap_ms > 0 && best_lap_ms < noTime ? best_lap_ms : undefined,
    timer_ms: sample.lap_time_ms ?? last?.timer_ms,
    left_ms: sample.session_time_left_ms ?? last?.left_ms,
  }
}
