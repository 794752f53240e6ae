// The laps of one track as a picture: a dot per lap in the order of driving, stints as bands, below them what changed.
import type { LapRecord } from '../../../../src/model/messages.ts'
import { counts } from '../../live-core/marks.ts'
import { roundStep } from '../compare/row.ts'
import { startsStint } from './lap-groups.ts'

export type DotLook = 'clean' | 'invalid' | 'unknown' | 'pit'
export type Dot = {
  readonly lap: LapRecord
  /** Its place in the order of driving, from 0. */
  readonly at: number
  /** From the slowest that is drawn (0) to the fastest (1); undefined for one that is slower, drawn at the edge. */
  readonly high: number | undefined
  readonly look: DotLook
}
/** From the place `from` to before the place `to`. */
export type Stretch = { readonly from: number; readonly to: number; readonly text: string }
export type StateRow = { readonly name: string; readonly stretches: readonly Stretch[] }

export type StintPicture = {
  readonly dots: readonly Dot[]
  readonly fastest_ms: number
  readonly slowest_ms: number
  readonly ticks: readonly number[]
  readonly sessions: readonly Stretch[]
  readonly stints: readonly Stretch[]
  readonly states: readonly StateRow[]
}

/** Slower laps than this share of the fastest are drawn at the edge: an out-lap must not squeeze the others. */
const widest = 1.07
/** No picture is of less than a second. */
const narrowest_ms = 1000

/** The picture of laps that are listed newest first; undefined where no lap has a time, or they are of several tracks. */
export function stintPicture(laps: readonly LapRecord[]): StintPicture | undefined {
  const timed = laps
    .filter(({ lap_time_ms }) => lap_time_ms !== undefined)
    .toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1))
  const times = timed.flatMap(lap => (lap.kind === 'flying' ? (lap.lap_time_ms ?? []) : []))
  if (times.length === 0 || new Set(timed.map(({ track }) => track)).size !== 1) return undefined
  const best = Math.min(...times)
  const worst = Math.max(best + narrowest_ms, ...times.filter(time => time <= best * widest))
  const step = roundStep((worst - best) / 4)
  const [low, high] = [Math.floor(best / step) * step, Math.ceil(worst / step) * step]
  const shareOf = (ms: number) => (ms > high || ms < low ? undefined : (high - ms) / (high - low))
  return {
    dots: timed.map((lap, at) => ({ lap, at, high: shareOf(lap.lap_time_ms ?? 0), look: lookOf(lap) })),
    fastest_ms: low,
    slowest_ms: high,
    ticks: Array.from({ length: Math.round((high - low) / step) + 1 }, (_, at) => low + at * step),
    sessions: stretchesOf(timed, lap => lap.session_id),
    stints: stintsOf(timed),
    states: [
      { name: 'tyres', stretches: stretchesOf(timed, lap => lap.tyre_compound) },
      { name: 'weather', stretches: stretchesOf(timed, lap => lap.conditions) },
      { name: 'driver', stretches: severalOf(stretchesOf(timed, lap => lap.driver)) },
    ].filter(({ stretches }) => stretches.length > 0),
  }
}

function lookOf(lap: LapRecord): DotLook {
  if (lap.kind !== 'flying') return 'pit'
  return lap.valid === false ? 'invalid' : counts(lap) ? 'clean' : 'unknown'
}

/** Neighbours of which the same is known; of what is not known there is no stretch. */
function stretchesOf(
  laps: readonly LapRecord[],
  of: (lap: LapRecord) => string | undefined,
): readonly Stretch[] {
  const found: { from: number; to: number; text: string }[] = []
  laps.forEach((lap, at) => {
    const text = of(lap)
    if (text === undefined) return
    const last = found.at(-1)
    if (last?.text === text && last.to === at) last.to = at + 1
    else found.push({ from: at, to: at + 1, text })
  })
  return found
}

/** One driver all the time is no news. */
const severalOf = (stretches: readonly Stretch[]): readonly Stretch[] =>
  new Set(stretches.map(({ text }) => text)).size > 1 ? stretches : []

function stintsOf(laps: readonly LapRecord[]): readonly Stretch[] {
  const starts = laps.flatMap((lap, at) => {
    const before = laps[at - 1]
    return before === undefined || before.session_id !== lap.session_id || startsStint(lap, before)
      ? [at]
      : []
  })
  return starts.map((from, at) => ({ from, to: starts[at + 1] ?? laps.length, text: '' }))
}

/** The laps between two places of the picture, as the stretch of time that a filter keeps; undefined without one. */
export function spanBetween(
  { dots }: Pick<StintPicture, 'dots'>,
  from: number,
  to: number,
): readonly [from: string, to: string] | undefined {
  const [first, last] = [Math.max(0, Math.ceil(Math.min(from, to))), Math.floor(Math.max(from, to))]
  const [a, b] = [dots[first], dots[Math.min(last, dots.length - 1)]]
  return a === undefined || b === undefined || first > last ? undefined : [a.lap.started_at, b.lap.started_at]
}
