// What a stretch from line to line was: a lap with its kind and time, or none and why.
import type { LapKind } from '../model/messages.ts'
import { type Micros, type Millis, millis } from '../units/quantity.ts'
import type { AbandonReason, FinishedLap, LapEvent, LapEvidence, TimeSource } from './lap-event.ts'
import { type ClosingLap, type LapContext, sectorsOf } from './lap-state.ts'
import { settle_us } from './signals.ts'
import { sectorTimes } from './splits.ts'
import { verdictOf } from './validity.ts'

/** A lap that covers less of the track than this is none, unless the game timed it. */
const fullWay = 0.8
/** From the grid or the pit box it may begin well after the line. */
const mostWay = 0.5
/** The official time belongs to this lap when it lies as near to the timer as the signals to each other. */
const near_ms = settle_us / 1000 + 500
/** No car averages more: about 340 km/h. */
const fastest_ms = 95

/** The game said all that it can say about this crossing. */
export const isSettled = ({ signals, timer_ms }: ClosingLap): boolean =>
  signals.timer_us !== undefined && belongs(signals.official_ms, timer_ms)

/** Two laps in a row may take the same time: the official time then does not change. */
const same_ms = 30

/**
 * Judges a lap whose crossing has settled; `t_us` is when, `shown_ms` the official time that the game shows by then.
 */
export function judge(
  crossed: ClosingLap,
  context: LapContext,
  shown_ms: number | undefined,
  t_us: Micros,
): LapEvent {
  const closing = withEqualTime(crossed, shown_ms)
  const { lap } = closing
  const verdict = kindOf(closing)
  const timed = timeOf(closing)
  const shortest_ms = context.track === undefined ? 0 : (context.track.length_m / fastest_ms) * 1000
  const abandoned = (reason: AbandonReason): LapEvent => ({
    kind: 'lap-abandoned',
    t_us,
    lap_number: lap.number,
    reason,
  })
  if ('reason' in verdict) return abandoned(verdict.reason)
  if (timed === undefined || timed.lap_time_ms <= shortest_ms) return abandoned('impossible')
  const finished: FinishedLap = {
    lap_number: lap.number,
    kind: verdict.kind,
    started_us: lap.started_us,
    finished_us: closing.finished_us,
    ...timed,
    sector_times_ms: sectorTimes(lap.splits, timed.lap_time_ms, sectorsOf(context)),
    ...verdictOf(lap.validity),
    evidence: evidenceOf(closing),
  }
  return { kind: 'lap-finished', t_us, lap: finished }
}

function withEqualTime(closing: ClosingLap, shown_ms: number | undefined): ClosingLap {
  const { signals, timer_ms } = closing
  if (signals.official_ms !== undefined || signals.counter_us === undefined) return closing
  if (shown_ms === undefined || timer_ms === undefined || Math.abs(shown_ms - timer_ms) > same_ms)
    return closing
  return { ...closing, signals: { ...signals, official_ms: shown_ms } }
}

type Verdict = { readonly kind: FinishedLap['kind'] } | { readonly reason: AbandonReason }

function kindOf({ lap, signals, timer_ms, in_pit, finished_us }: ClosingLap): Verdict {
  const entered = lap.pit_entered_us !== undefined && lap.pit_entered_us < finished_us
  const counted = signals.counter_us !== undefined
  const timed = belongs(signals.official_ms, timer_ms)
  const way = lap.way ?? 1
  switch (lap.origin) {
    case 'middle':
      return { reason: 'joined' }
    case 'garage':
      if (way < mostWay || (lap.way === undefined && !counted))
        return { reason: in_pit ? 'pit-line' : 'short' }
      return { kind: pitKind(true, in_pit || entered) }
    case 'grid':
      if (way < mostWay) return { reason: 'grid-line' }
      return { kind: counted || timed ? pitKind(false, in_pit || entered) : 'formation' }
    case 'line':
    case 'pit-line':
      if (lap.after_finish && !counted && !timed) return { reason: 'after-finish' }
      if (!timed && way < (counted ? mostWay : fullWay)) return { reason: 'short' }
      return { kind: pitKind(lap.origin === 'pit-line', in_pit || entered) }
  }
}

function pitKind(out: boolean, into: boolean): Exclude<LapKind, 'formation' | 'incomplete'> {
  if (out) return into ? 'out-in' : 'out'
  return into ? 'in' : 'flying'
}

function timeOf(
  closing: ClosingLap,
): { readonly lap_time_ms: Millis; readonly time_source: TimeSource } | undefined {
  const { signals, timer_ms } = closing
  if (signals.official_ms !== undefined && belongs(signals.official_ms, timer_ms)) {
    return { lap_time_ms: millis(signals.official_ms), time_source: 'official' }
  }
  if (timer_ms !== undefined) return { lap_time_ms: millis(Math.round(timer_ms)), time_source: 'timer' }
  const clock_ms = clockOf(closing)
  return clock_ms > 0 ? { lap_time_ms: millis(clock_ms), time_source: 'clock' } : undefined
}

const clockOf = ({ lap, finished_us }: ClosingLap): number =>
  Math.round((finished_us - lap.started_us) / 1000)

const belongs = (official_ms: number | undefined, timer_ms: number | undefined): boolean =>
  official_ms !== undefined && (timer_ms === undefined || Math.abs(official_ms - timer_ms) <= near_ms)

function evidenceOf(closing: ClosingLap): LapEvidence {
  const { signals, timer_ms } = closing
  const { timer_us, counter_us, wrap_us, official_us, official_ms } = signals
  return {
    clock_ms: millis(clockOf(closing)),
    ...(timer_ms === undefined ? {} : { timer_ms: millis(Math.round(timer_ms)) }),
    ...(official_ms === undefined ? {} : { official_ms: millis(official_ms) }),
    ...(timer_us === undefined ? {} : { timer_reset_us: timer_us }),
    ...(counter_us === undefined ? {} : { counter_us }),
    ...(wrap_us === undefined ? {} : { wrap_us }),
    ...(official_us === undefined ? {} : { official_us }),
  }
}
