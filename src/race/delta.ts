// How far ahead of a reference lap the car is, at every sample: one look into a grid, however long the lap.
import type { Sample } from '../model/sample.ts'
import { type Micros, type Millis, millis } from '../units/quantity.ts'
import { statuses } from '../wire/acc/enumerations.ts'
import { gridPoints } from './grid.ts'
import { nameOf } from './seen.ts'
import { settle_us } from './signals.ts'

/** A lap to measure against: the time since the line at each point of the grid, NaN where it is not known. */
export type ReferenceLap = { readonly lap_time_ms: Millis; readonly times_ms: Float32Array }

/** Makes a reference of the grid times of a lap that began at `started_us`. */
export function referenceLap(times_us: Float64Array, started_us: Micros, lap_time_ms: Millis): ReferenceLap {
  return { lap_time_ms, times_ms: Float32Array.from(times_us, at => (at - started_us) / 1000) }
}

/**
 * Milliseconds by which a car that is at `spline` after `lap_time_ms` is behind the reference (negative: ahead);
 * undefined where the reference does not know. Between two points the time runs evenly.
 */
export function deltaAt(reference: ReferenceLap, spline: number, lap_time_ms: number): Millis | undefined {
  const place = spline * (gridPoints - 1)
  const point = Math.min(gridPoints - 2, Math.max(0, Math.floor(place)))
  const before = reference.times_ms[point] ?? Number.NaN
  const after = reference.times_ms[point + 1] ?? Number.NaN
  const between = before + (after - before) * (place - point)
  if (after >= before) return millis(lap_time_ms - between)
  // The start line lies between these two points: the nearer side is meant.
  const nearer = Math.abs(lap_time_ms - before) < Math.abs(lap_time_ms - after) ? before : after
  return Number.isNaN(nearer) || Number.isNaN(before + after) ? undefined : millis(lap_time_ms - nearer)
}

/** What a driver reads. A frozen delta is not of this instant. */
export type Delta = { readonly delta_ms: Millis; readonly predicted_ms: Millis; readonly frozen: boolean }

export type DeltaState = {
  readonly reference: ReferenceLap | undefined
  readonly shown: Delta | undefined
  readonly spline: number | undefined
  readonly timer_ms: number | undefined
  /** Until then the last delta of the finished lap is held. */
  readonly held_until_us: number
  /** The lap began at the line: before that there is nothing to compare. */
  readonly comparable: boolean
}

export function startDelta(reference?: ReferenceLap): DeltaState {
  return {
    reference,
    shown: undefined,
    spline: undefined,
    timer_ms: undefined,
    held_until_us: 0,
    comparable: false,
  }
}

/**
 * Takes the next sample; read `shown`. It is frozen while the car is in the pit lane, stands or rolls backwards, for
 * 3 s after the line (the finished lap's last delta, which a driver cannot read in the last corner), and while nobody
 * drives. It is undefined until the first line, without a reference, and where the reference has a hole.
 */
export function stepDelta(state: DeltaState, sample: Sample): DeltaState {
  const { spline, lap_time_ms: timer_ms, t_us } = sample
  const driven = sample.status === undefined || nameOf(statuses, sample.status) === 'live'
  if (!driven || spline === undefined || timer_ms === undefined)
    return { ...state, shown: frozen(state.shown) }
  const reset = state.timer_ms !== undefined && timer_ms < state.timer_ms - 1000
  const comparable = state.comparable || reset
  const held_until_us = reset && state.comparable ? t_us + settle_us : state.held_until_us
  const backwards = state.spline !== undefined && spline < state.spline && state.spline - spline < 0.5
  const standing = sample.speed_kmh !== undefined && sample.speed_kmh < 1
  const next = { ...state, spline, timer_ms, held_until_us, comparable }
  if (sample.in_pit_lane === 1 || backwards || standing || t_us < held_until_us)
    return { ...next, shown: frozen(state.shown) }
  return { ...next, shown: comparable ? measured(state.reference, spline, timer_ms) : undefined }
}

function measured(reference: ReferenceLap | undefined, spline: number, timer_ms: number): Delta | undefined {
  const delta_ms = reference === undefined ? undefined : deltaAt(reference, spline, timer_ms)
  if (reference === undefined || delta_ms === undefined || Number.isNaN(delta_ms)) return undefined
  return { delta_ms, predicted_ms: millis(reference.lap_time_ms + delta_ms), frozen: false }
}

const frozen = (shown: Delta | undefined): Delta | undefined =>
  shown === undefined || shown.frozen ? shown : { ...shown, frozen: true }
