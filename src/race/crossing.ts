// The crossing of the line: four signals within 3 s in any order, the first believable one ends the lap.
import { type Micros, micros, millis } from '../units/quantity.ts'
import type { LapEvent } from './lap-event.ts'
import {
  type ClosingLap,
  inPitAt,
  type LapState,
  type LapStep,
  type OpenLap,
  openLap,
  startLap,
} from './lap-state.ts'
import type { Seen } from './seen.ts'
import { noSignals, type Signals, settle_us } from './signals.ts'
import { isSettled, judge } from './verdict.ts'

/** Gathers signals until one can be believed, then ends the lap and begins the next at this sample. */
export function cross(state: LapState, signals: Signals, previous: Seen, now: Seen): LapStep {
  if (state.open === undefined || (signals === noSignals && state.early === noSignals)) return [state, []]
  const [open, line] = announce(state.open, signals, previous, now)
  const early = { ...recent(state.early, now.t_us), ...signals }
  if (endsLap(state, open, early, now)) return endLap(state, open, early, previous, now, line)
  return [{ ...state, open, early: isEmpty(early) ? noSignals : early }, line]
}

/** Signals that come within 3 s after the lap was ended belong to its crossing, not to the next. */
export function lateSignals(
  state: LapState,
  closing: ClosingLap,
  late: Signals,
  previous: Seen,
  now: Seen,
): LapStep {
  if (late === noSignals) return [state, []]
  const { official_us, official_ms } = late
  const official = official_us === undefined || official_ms === undefined ? {} : { official_us, official_ms }
  const signals = { ...late, ...closing.signals, ...official }
  const updated =
    late.timer_us === undefined
      ? { ...state, closing: { ...closing, signals } }
      : timeAnew(state, { ...closing, signals }, late, previous, now)
  return isSettled(updated.closing) ? judgeClosing(updated, now.t_us) : [updated, []]
}

/** The timer came after another sign: it knows best when the line was crossed. */
function timeAnew(state: LapState, closing: ClosingLap, late: Signals, previous: Seen, now: Seen) {
  const finished_us = lineAt(late, now)
  const in_pit = inPitAt(state, now, finished_us)
  const timer_ms = timerAt(late, previous, now)
  const open = state.open === undefined ? undefined : { ...state.open, ...beginning(finished_us, in_pit) }
  return { ...state, open, closing: { ...closing, finished_us, in_pit, timer_ms } }
}

const beginning = (started_us: Micros, in_pit: boolean) =>
  ({ started_us, origin: in_pit ? 'pit-line' : 'line' }) as const

/** Judges the last lap once its crossing is 3 s old, and forgets the crossing. */
export function settle(state: LapState, t_us: Micros): LapStep {
  if (state.closing === undefined || t_us - state.closing.boundary_us <= settle_us) return [state, []]
  const [judged, events] = judgeClosing(state, t_us)
  return [{ ...judged, closing: undefined }, events]
}

/** Judges the last lap by what is known now; once. */
export function judgeClosing(state: LapState, t_us: Micros): LapStep {
  const { closing, context, previous } = state
  if (closing === undefined || closing.judged) return [state, []]
  const event = judge(closing, context, previous?.official_ms, t_us)
  const nowhere = event.kind === 'lap-abandoned' && event.reason === 'short' && !closing.at_line
  const open = nowhere && state.open !== undefined ? { ...state.open, origin: 'middle' as const } : state.open
  return [{ ...state, open, closing: { ...closing, judged: true } }, [event]]
}

function endLap(
  state: LapState,
  lap: OpenLap,
  signals: Signals,
  previous: Seen,
  now: Seen,
  line: readonly LapEvent[],
): LapStep {
  const [judged, before] = judgeClosing(state, now.t_us)
  const finished_us = lineAt(signals, now)
  const closing: ClosingLap = {
    lap,
    boundary_us: now.t_us,
    finished_us,
    signals,
    timer_ms: timerAt(signals, previous, now),
    in_pit: inPitAt(state, now, finished_us),
    at_line: signals.wrap_us !== undefined || isNearLine(now),
    judged: false,
  }
  const next = openLap(lap.number + 1, now, beginning(finished_us, closing.in_pit), lap.pit_entered_us)
  const [started, events] = startLap({ ...judged, closing }, next, now.t_us)
  const [decided, verdict] = isSettled(closing) ? judgeClosing(started, now.t_us) : [started, []]
  return [decided, [...before, ...line, ...events, ...verdict]]
}

/** Says once, and at once, that the line was crossed. */
function announce(
  open: OpenLap,
  signals: Signals,
  previous: Seen,
  now: Seen,
): readonly [OpenLap, readonly LapEvent[]] {
  if (open.announced) return [open, []]
  const { timer_us, counter_us, wrap_us, official_ms } = signals
  const wrap = wrap_us !== undefined && (open.way ?? 0) > 0.5
  const counter = counter_us !== undefined && isLongEnough(open)
  if (timer_us === undefined && !counter && !wrap) return [open, []]
  const timeable = open.origin === 'line' || open.origin === 'pit-line'
  const clock_ms = (now.t_us - open.started_us) / 1000
  const lap_time_ms = millis(Math.round(official_ms ?? timerAt(signals, previous, now) ?? clock_ms))
  const line = { kind: 'line', t_us: now.t_us, lap_number: open.number } as const
  return [{ ...open, announced: true }, [timeable ? { ...line, lap_time_ms } : line]]
}

function recent(signals: Signals, t_us: Micros): Signals {
  const { counter_us, wrap_us, official_us } = signals
  const oldest = Math.min(counter_us ?? t_us, wrap_us ?? t_us, official_us ?? t_us)
  return t_us - oldest > settle_us ? noSignals : signals
}

const isEmpty = (signals: Signals): boolean => Object.keys(signals).length === 0

/** Start lines lie at spline zero or a little before it. */
const isNearLine = ({ spline = 0 }: Seen): boolean => spline < 0.05 || spline > 0.95

/** A lap's worth of track lies behind the car, as far as anybody knows. */
const isLongEnough = ({ origin, way }: OpenLap): boolean =>
  way === undefined || way > 0.5 || (origin !== 'line' && origin !== 'pit-line')

function endsLap(state: LapState, open: OpenLap, signals: Signals, now: Seen): boolean {
  if (signals.timer_us !== undefined) return true
  if (!isLongEnough(open)) return false
  if (signals.counter_us !== undefined) return true
  if (signals.wrap_us === undefined || (open.way ?? 0) <= 0.5) return false
  const nothingElse = !state.timer_lives && !state.counter_lives
  return nothingElse || now.chequered || signals.official_us !== undefined
}

/** What the timer showed, or would have shown, at the line. */
function timerAt(signals: Signals, previous: Seen, now: Seen): number | undefined {
  if (now.timer_ms === undefined) return undefined
  if (signals.timer_us === now.t_us && previous.timer_ms !== undefined) {
    return previous.timer_ms + (now.t_us - previous.t_us) / 1000 - now.timer_ms
  }
  return now.timer_ms - (now.t_us - lineAt(signals, now)) / 1000
}

/** The instant of the line: reckoned back by the timer, else the sample that showed it first. */
function lineAt(signals: Signals, now: Seen): Micros {
  if (signals.timer_us === now.t_us) return micros(now.t_us - (now.timer_ms ?? 0) * 1000)
  return signals.wrap_us ?? signals.counter_us ?? now.t_us
}
