// A log that another program made: its channels at their own rates, as columns of the catalogue.
import type { ChannelColumn, ColumnName } from '../../model/channels.ts'
import { readMotecChannel } from '../../model/motec-channels.ts'

/** Values with the seconds since the start of the log at which they were measured; NaN is not measured. */
export type Series = { readonly time_s: Float64Array; readonly values: Float64Array }

/** A channel as its file has it. */
export type LoggedChannel = {
  readonly name: string
  readonly unit: string
  readonly time_s: Float64Array
  readonly values: ArrayLike<number>
}

/** A channel as the catalogue has it. */
export type LoggedColumn = Series & { readonly column: ChannelColumn }

export type Columns = ReadonlyMap<ColumnName, LoggedColumn>

export type ReadColumns = {
  readonly columns: Columns
  /** Names of channels that the catalogue does not have. */
  readonly unknown: readonly string[]
  /** Channels whose numbers cannot be used, each with its reason. */
  readonly unusable: readonly string[]
}

/** Reads channels as columns; of two that mean the same the one with more samples counts. */
export function readColumns(channels: readonly LoggedChannel[], lock_deg: number | undefined): ReadColumns {
  const columns = new Map<ColumnName, LoggedColumn>()
  const unknown: string[] = []
  const unusable: string[] = []
  for (const channel of channels) {
    const reading = readMotecChannel(channel.name, channel.unit, lock_deg)
    if (reading.kind === 'unknown') unknown.push(channel.name)
    if (reading.kind === 'unusable') unusable.push(`${channel.name}: ${reading.reason}`)
    if (reading.kind !== 'column') continue
    const { column, factor, offset } = reading
    const other = columns.get(column.name)
    if (other !== undefined && other.time_s.length >= channel.time_s.length) continue
    const values = Float64Array.from(channel.values, value => value * factor + offset)
    columns.set(column.name, { column, time_s: channel.time_s, values })
  }
  return { columns, unknown, unusable }
}

/** The clock of a channel with a steady rate. */
export const steadyClock = (rate_hz: number, count: number): Float64Array =>
  Float64Array.from({ length: count }, (_, index) => index / rate_hz)

/**
 * The values of a series at growing instants: between two samples on the line through them, or the one before where
 * `holds`; NaN before the first, the last one after the last.
 */
export function sampledAt(series: Series, instants: ArrayLike<number>, holds = false): Float64Array {
  const { time_s } = series
  const sampled = new Float64Array(instants.length)
  let after = firstAfter(time_s, instants[0] ?? 0)
  for (let index = 0; index < sampled.length; index++) {
    const instant = instants[index] ?? Number.NaN
    while (after < time_s.length && (time_s[after] ?? 0) <= instant) after++
    sampled[index] = between(series, after, instant, holds)
  }
  return sampled
}

/** The value of a series at one instant, by the rules of `sampledAt`. */
export function valueAt(series: Series, instant: number, holds = false): number {
  return between(series, firstAfter(series.time_s, instant), instant, holds)
}

/** The first row of a clock that is later than an instant; its length where none is. */
export function firstAfter(time_s: Float64Array, instant: number): number {
  let [low, high] = [0, time_s.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((time_s[middle] ?? 0) <= instant) low = middle + 1
    else high = middle
  }
  return low
}

function between({ time_s, values }: Series, after: number, instant: number, holds: boolean): number {
  const value = values[after - 1] ?? Number.NaN
  if (holds || after === 0 || after >= time_s.length) return value
  const from = time_s[after - 1] ?? 0
  const share = (instant - from) / ((time_s[after] ?? 0) - from)
  return share === 0 ? value : value + ((values[after] ?? Number.NaN) - value) * share
}

/** All instants of the given clocks, each once, growing; instants closer than a microsecond are one. */
export function mergedClocks(clocks: readonly Float64Array[]): Float64Array {
  const distinct = [...new Set(clocks)]
  const all = new Float64Array(distinct.reduce((total, clock) => total + clock.length, 0))
  let end = 0
  for (const clock of distinct) {
    all.set(clock, end)
    end += clock.length
  }
  all.sort()
  let kept = 0
  for (const instant of all) {
    if (kept > 0 && instant - (all[kept - 1] ?? 0) < 1e-6) continue
    all[kept++] = instant
  }
  return all.slice(0, kept)
}
