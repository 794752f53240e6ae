// The laps of any car as broadcasting tells them: when the game counts one more, with its official time and flags.
// Pure. The counter says that there was a lap, `lastLap` what it was; the two change up to seconds apart, in any order,
// and neither with the spline.
import type { LapKind } from '../../model/messages.ts'
import type { BroadcastLap } from '../../wire/acc/broadcast/lap.ts'

/** What the fold needs of a car update. */
export type CarMoment = {
  /** Session time of the game. */
  readonly t_ms: number
  readonly laps: number
  readonly lastLap: BroadcastLap
  readonly location: string
  /** The session is over: who crosses the line now may be shown the flag. */
  readonly over: boolean
  /** Metres of a lap, where they are known. */
  readonly track_m?: number
}

/** A lap that the game has counted. */
export type CarLap = {
  /** The game's counter after it: from 1, the same in the server's results. */
  readonly lap_number: number
  readonly lap_time_ms: number
  /** As told: their sum may be 1 ms less than the time. Empty where the game leaves one out. */
  readonly splits_ms: readonly number[]
  readonly kind: Exclude<LapKind, 'formation' | 'incomplete'>
  readonly invalid: boolean
  readonly counts: boolean
  readonly driver: number
  /** Session time when counter and time had both been seen. */
  readonly t_ms: number
}

export type CarLapState = {
  readonly laps: number
  readonly last: string
  readonly location: string
  /** When the counter was last seen to move. */
  readonly counted_ms: number | undefined
  /** Counted, and its time has not come: since when, and how long it took by the counter alone. */
  readonly waiting: { readonly since_ms: number; readonly took_ms: number | undefined } | undefined
  /** A time has come, and the counter has not moved. */
  readonly early_ms: number | undefined
  /** The car was put into the garage during this lap. */
  readonly returned: boolean
}

/** Counter and time of one lap lie at most this far apart. */
const settle_ms = 3000
/** How well two looks at the counter time a lap: a round of updates on either side, and lost ones. */
const coarse_ms = 1500
/** No car averages more: about 340 km/h. */
const fastest_ms = 95

/** The fold before the first update of a car: the lap that it shows then was driven before anybody looked. */
export function startCarLaps({ laps, lastLap, location }: CarMoment): CarLapState {
  const nothing = { counted_ms: undefined, waiting: undefined, early_ms: undefined, returned: false }
  return { laps, last: keyOf(lastLap), location, ...nothing }
}

/** Takes the next update of a car; says the lap that it completes, once. */
export function stepCarLaps(state: CarLapState, now: CarMoment): readonly [CarLapState, CarLap | undefined] {
  // A counter that falls is another session, or another car under the same index.
  if (now.laps < state.laps) return [startCarLaps(now), undefined]
  const key = keyOf(now.lastLap)
  const timed = key !== state.last && now.lastLap.lapTimeMs !== undefined
  const counted = now.laps > state.laps
  const returned = state.returned || isReturn(state, now)
  const seen = { ...state, laps: now.laps, last: key, location: now.location, returned }
  if (counted) {
    const early = state.early_ms !== undefined && now.t_ms - state.early_ms <= settle_ms
    // Over several laps the counter times none of them.
    const whole = now.laps === state.laps + 1 && state.counted_ms !== undefined
    const took_ms = whole ? now.t_ms - (state.counted_ms ?? 0) : undefined
    const next = { ...seen, counted_ms: now.t_ms, early_ms: undefined, returned: isReturn(state, now) }
    if (timed || early) return [{ ...next, waiting: undefined }, lapOf(now, returned)]
    return [{ ...next, waiting: { since_ms: now.t_ms, took_ms } }, undefined]
  }
  if (state.waiting === undefined) {
    return [timed ? { ...seen, early_ms: now.t_ms } : seen, undefined]
  }
  if (timed) return [{ ...seen, waiting: undefined }, lapOf(now, returned)]
  if (now.t_ms - state.waiting.since_ms <= settle_ms) return [seen, undefined]
  return [{ ...seen, waiting: undefined }, equalLap(now, state.waiting.took_ms, returned)]
}

/** Two laps in a row of the very same time: what is shown does not change. */
function equalLap(now: CarMoment, took_ms: number | undefined, returned: boolean): CarLap | undefined {
  const { lapTimeMs } = now.lastLap
  if (lapTimeMs === undefined || took_ms === undefined) return undefined
  return Math.abs(took_ms - lapTimeMs) <= coarse_ms ? lapOf(now, returned) : undefined
}

function lapOf({ laps, lastLap, t_ms, track_m }: CarMoment, returned: boolean): CarLap | undefined {
  const { lapTimeMs, splitsMs, isInvalid, isValidForBest, isOutLap, isInLap, driverIndex } = lastLap
  if (lapTimeMs === undefined || lapTimeMs <= 0) return undefined
  if (track_m !== undefined && track_m / (lapTimeMs / 1000) > fastest_ms) return undefined
  const kind = kindOf(isOutLap, isInLap)
  if (returned && kind === 'flying') return undefined
  const splits = splitsMs.flatMap(split => (split !== undefined && split >= 0 ? [split] : []))
  return {
    lap_number: laps,
    lap_time_ms: lapTimeMs,
    splits_ms: splits.length === splitsMs.length ? splits : [],
    kind,
    invalid: isInvalid,
    counts: isValidForBest,
    driver: driverIndex,
    t_ms,
  }
}

/** What the flags of a lap make of it. */
export function kindOf(isOut: boolean, isIn: boolean): CarLap['kind'] {
  if (isOut) return isIn ? 'out-in' : 'out'
  return isIn ? 'in' : 'flying'
}

/** From the road into the pit lane without an entry: the car was put there. */
const isReturn = (state: Pick<CarLapState, 'location'>, now: Pick<CarMoment, 'location'>): boolean =>
  state.location === 'track' && now.location === 'pit-lane'

/** Flags may be revised afterwards; that makes no other lap. */
const keyOf = ({ lapTimeMs, splitsMs }: BroadcastLap): string => `${lapTimeMs} ${splitsMs.join(' ')}`
