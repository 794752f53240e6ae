// The state of the lap fold: the lap that is driven, and the one before it while its time may still come.
import type { Track } from '../model/track.ts'
import type { Micros } from '../units/quantity.ts'
import type { LapEvent } from './lap-event.ts'
import type { Seen } from './seen.ts'
import { noSignals, type Signals } from './signals.ts'
import { noSplits, type Splits } from './splits.ts'
import { unknownValidity, type Validity } from './validity.ts'

/** What the fold is told beforehand. All of it is optional; each part makes it surer. */
export type LapContext = {
  readonly track?: Track
  /** Sectors of a lap; from the track where absent. */
  readonly sectors?: number
}

/** Where the car was when the lap began: at the line, at the line in the pit lane, or where it is no full lap. */
export type LapOrigin = 'line' | 'pit-line' | 'garage' | 'grid' | 'middle'

/** A lap that is being driven. */
export type OpenLap = {
  readonly number: number
  readonly origin: LapOrigin
  readonly started_us: Micros
  /** Laps along the track since the start, backwards counts back; undefined without track positions. */
  readonly way: number | undefined
  /** When the car last came into the pit lane during the lap. */
  readonly pit_entered_us: Micros | undefined
  readonly splits: Splits
  readonly validity: Validity
  /** It began when the session was already over. */
  readonly after_finish: boolean
  /** The line was already announced. */
  readonly announced: boolean
}

/** A lap that ended at the line and waits for the signals that have not come. */
export type ClosingLap = {
  readonly lap: OpenLap
  readonly boundary_us: Micros
  readonly finished_us: Micros
  readonly signals: Signals
  readonly timer_ms: number | undefined
  readonly in_pit: boolean
  /** The car was where start lines are. */
  readonly at_line: boolean
  /** Said already; what still comes of its crossing is only kept from the next lap. */
  readonly judged: boolean
}

export type LapState = {
  readonly context: LapContext
  /** The last sample in which the car was driven. */
  readonly previous: Seen | undefined
  readonly open: OpenLap | undefined
  readonly closing: ClosingLap | undefined
  /** Signals of a crossing that has not been believed yet. */
  readonly early: Signals
  readonly next_number: number
  /** When the car last came into the pit lane or left it. */
  readonly pit_changed_us: Micros | undefined
  /** The timer was seen to run, the counter to count: only what lives is waited for. */
  readonly timer_lives: boolean
  readonly counter_lives: boolean
}

export type LapStep = readonly [LapState, readonly LapEvent[]]

/** The fold before the first sample of a session. */
export function startLaps(context: LapContext = {}): LapState {
  return {
    context,
    previous: undefined,
    open: undefined,
    closing: undefined,
    early: noSignals,
    next_number: 1,
    pit_changed_us: undefined,
    timer_lives: false,
    counter_lives: false,
  }
}

/** Puts a lap into the state as the one that is driven from `t_us` on. */
export function startLap(state: LapState, open: OpenLap, t_us: Micros): LapStep {
  const started: LapState = { ...state, open, early: noSignals, next_number: open.number + 1 }
  return [started, [{ kind: 'lap-started', t_us, lap_number: open.number }]]
}

/** Where and when a lap began. */
export type Beginning = Pick<OpenLap, 'origin' | 'started_us'>

/** A lap that begins at `now`, seen to cross the line or found there. */
export function openLap(
  number: number,
  now: Seen,
  { origin, started_us }: Beginning,
  pit_entered_us: Micros | undefined,
): OpenLap {
  return {
    number,
    origin,
    started_us,
    way: now.spline === undefined ? undefined : 0,
    pit_entered_us: pit_entered_us !== undefined && pit_entered_us >= started_us ? pit_entered_us : undefined,
    splits: noSplits(now),
    validity: unknownValidity,
    after_finish: now.chequered,
    announced: false,
  }
}

/** Was the car in the pit lane at `t_us`, which lies a few seconds back at most? */
export function inPitAt(state: LapState, now: Seen, t_us: Micros): boolean {
  return state.pit_changed_us !== undefined && t_us < state.pit_changed_us ? !now.pit : now.pit
}

/** What the first sample after nothing, or after a jump, can be the beginning of. */
export function originOf(now: Seen): LapOrigin {
  if (now.pit) return 'garage'
  const standing = now.speed_kmh !== undefined && now.speed_kmh < 5
  const justStarted = now.timer_ms !== undefined && now.timer_ms < 3000
  return now.race && (now.completed ?? 0) === 0 && (standing || justStarted) ? 'grid' : 'middle'
}

/** How many sectors a lap has; undefined when nobody says. */
export const sectorsOf = ({ sectors, track }: LapContext): number | undefined =>
  sectors ?? (track === undefined ? undefined : track.sector_ends.length + 1)
