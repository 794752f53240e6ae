// What the lap fold says about one car. The rig turns these into messages; the browser shows them as they are.
import type { LapKind } from '../model/messages.ts'
import type { Micros, Millis } from '../units/quantity.ts'

/** Which measurement a lap time is taken from, best first. */
export const timeSources = {
  official: "the game's own last-lap time",
  timer: "the game's running lap timer where it was reset, good to one sample",
  clock: 'the times of the samples beside the line, good to one sample',
} as const
export type TimeSource = keyof typeof timeSources

/**
 * Every sample lies in exactly one lap: the one of the newest `lap-started`. Each of them gets exactly one `lap-finished`
 * or `lap-abandoned`, in the order of the laps, and up to 3 s after the next has started, because the official time and
 * the lap counter may come late.
 */
export type LapEvent =
  /** A new lap begins at this sample: frames are cut here. Laps count from 1 within a session and car. */
  | { readonly kind: 'lap-started'; readonly t_us: Micros; readonly lap_number: number }
  /** The car crossed the line and ends this lap: the provisional time, at most one sample late; once per lap. */
  | {
      readonly kind: 'line'
      readonly t_us: Micros
      readonly lap_number: number
      /** Absent where the lap is none or cannot be timed yet. */
      readonly lap_time_ms?: Millis
    }
  /** A sector line but the last; sectors count from 1. */
  | {
      readonly kind: 'sector'
      readonly t_us: Micros
      readonly sector: number
      readonly sector_time_ms: Millis
    }
  | { readonly kind: 'lap-invalid'; readonly t_us: Micros; readonly reason: string }
  | { readonly kind: 'pit-entry' | 'pit-exit'; readonly t_us: Micros }
  /** The lap can no longer change. */
  | { readonly kind: 'lap-finished'; readonly t_us: Micros; readonly lap: FinishedLap }
  /** It never became a lap: the line was crossed in the pit lane, the car was teleported, the session ended. */
  | {
      readonly kind: 'lap-abandoned'
      readonly t_us: Micros
      readonly lap_number: number
      readonly reason: AbandonReason
    }

/** Why a stretch of driving is no lap. */
export const abandonReasons = {
  joined: 'the lap had begun before the first sample',
  'pit-line': 'the line was crossed in the pit lane on the way out of the garage',
  'grid-line': 'the line was crossed on the way from the grid',
  teleported: 'the car was put elsewhere',
  garage: 'the car was put back into the garage',
  restarted: 'the session was started again',
  gap: 'the line was crossed while no samples arrived',
  'timer-jumped': 'the lap timer jumped',
  'after-finish': 'the session was over when it began',
  short: 'the line was crossed without a lap between',
  impossible: 'no car is that fast',
  ended: 'the samples ended',
} as const
export type AbandonReason = keyof typeof abandonReasons

export type FinishedLap = {
  readonly lap_number: number
  readonly kind: Exclude<LapKind, 'incomplete'>
  /** When the line was crossed, reckoned back from the timer where there is one: up to a sample before its samples. */
  readonly started_us: Micros
  readonly finished_us: Micros
  readonly lap_time_ms: Millis
  /** One per sector, their sum is the lap time; empty where a sector line was not seen. */
  readonly sector_times_ms: readonly Millis[]
  /** null: the source does not say. */
  readonly valid: boolean | null
  readonly invalid_reason?: string
  readonly time_source: TimeSource
  readonly evidence: LapEvidence
}

/** What each source said about the end of a lap, and when; absent where it said nothing. */
export type LapEvidence = {
  readonly official_ms?: Millis
  readonly timer_ms?: Millis
  readonly clock_ms?: Millis
  readonly timer_reset_us?: Micros
  readonly counter_us?: Micros
  readonly wrap_us?: Micros
  readonly official_us?: Micros
}
