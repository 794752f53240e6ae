// The lap fold: samples of one car in, laps out. Pure; what it does with every odd case is in laps.test.ts by name.

import type { Micros } from '../units/quantity.ts'
import { cross, judgeClosing, lateSignals, settle } from './crossing.ts'
import type { FoldSample } from './fold-sample.ts'
import type { AbandonReason, LapEvent } from './lap-event.ts'
import { type LapState, type LapStep, type OpenLap, openLap, originOf, startLap } from './lap-state.ts'
import { isDriving, type Seen, see } from './seen.ts'
import { breakBetween, noSignals, settle_us, signalsBetween, wayBetween } from './signals.ts'
import { stepSplits } from './splits.ts'
import { stepValidity } from './validity.ts'

export { type LapContext, type LapState, startLaps } from './lap-state.ts'

/**
 * Takes the next sample of the session. A duplicate or late one changes nothing; while the car is not driven live
 * (pause, replay, menu, watching others) only a lap that waits for its time is closed.
 */
export function stepLaps(state: LapState, sample: FoldSample): LapStep {
  const { previous } = state
  if (previous !== undefined && sample.t_us <= previous.t_us) return [state, []]
  const [settled, judged] = settle(state, sample.t_us)
  if (!isDriving(sample, previous)) return [settled, judged]
  const now = see(sample)
  const [next, events] = previous === undefined ? begin(settled, now) : drive(settled, previous, now)
  return [{ ...next, previous: now }, judged.length === 0 ? events : [...judged, ...events]]
}

/** Closes what is open when the samples end at `t_us`: the last crossing is judged by what is known of it. */
export function endLaps(state: LapState, t_us: Micros): LapStep {
  return abandon(state, t_us, 'ended')
}

function begin(state: LapState, now: Seen): LapStep {
  const beginning = { origin: originOf(now), started_us: now.t_us }
  return startLap(state, openLap(state.next_number, now, beginning, undefined), now.t_us)
}

function abandon(state: LapState, t_us: Micros, reason: AbandonReason): LapStep {
  const [judged, events] = judgeClosing(state, t_us)
  const closed: LapState = { ...judged, open: undefined, closing: undefined, early: noSignals }
  if (judged.open === undefined) return [closed, events]
  const { number: lap_number } = judged.open
  return [closed, [...events, { kind: 'lap-abandoned', t_us, lap_number, reason }]]
}

function drive(state: LapState, previous: Seen, now: Seen): LapStep {
  const broken = breakBetween(previous, now, state.context.track)
  if (broken === undefined) return advance(state, previous, now)
  const [abandoned, before] = abandon(state, now.t_us, broken)
  const [begun, after] = begin(abandoned, now)
  return [begun, [...before, ...after]]
}

function advance(state: LapState, previous: Seen, now: Seen): LapStep {
  if (state.open === undefined) return begin(state, now)
  const moved: LapState = {
    ...state,
    open: move(state.open, previous, now),
    timer_lives: state.timer_lives || isMore(now.timer_ms, previous.timer_ms),
    pit_changed_us: now.pit === previous.pit ? state.pit_changed_us : now.t_us,
    counter_lives: state.counter_lives || isMore(now.completed, previous.completed),
  }
  const signals = signalsBetween(previous, now)
  const again = signals.timer_us !== undefined && state.closing?.signals.timer_us !== undefined
  const [crossed, crossing] =
    state.closing === undefined || again
      ? cross(moved, signals, previous, now)
      : lateSignals(moved, state.closing, signals, previous, now)
  const [observed, seen] = observe(crossed, now)
  return [observed, [...pitEvents(previous, now), ...crossing, ...seen]]
}

const isMore = (now: number | undefined, before: number | undefined): boolean =>
  now !== undefined && before !== undefined && now > before

function move(open: OpenLap, previous: Seen, now: Seen): OpenLap {
  const way = wayBetween(previous, now)
  const unseenLap = way !== undefined && way < -0.02 && now.t_us - previous.t_us > settle_us
  return {
    ...open,
    way: way === undefined ? open.way : (open.way ?? 0) + (unseenLap ? way + 1 : way),
    pit_entered_us: now.pit && !previous.pit ? now.t_us : open.pit_entered_us,
  }
}

function observe(state: LapState, now: Seen): LapStep {
  if (state.open === undefined) return [state, []]
  const [splits, sectors] = stepSplits(state.open.splits, now, state.open.started_us)
  const [validity, invalid] = stepValidity(state.open.validity, now, state.open.started_us)
  if (splits === state.open.splits && validity === state.open.validity) return [state, []]
  return [{ ...state, open: { ...state.open, splits, validity } }, [...sectors, ...invalid]]
}

function pitEvents(previous: Seen, now: Seen): readonly LapEvent[] {
  if (previous.pit === now.pit) return []
  return [{ kind: now.pit ? 'pit-entry' : 'pit-exit', t_us: now.t_us }]
}
