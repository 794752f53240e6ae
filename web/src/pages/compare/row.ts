// One chart of the stack: what it shows, in which unit, between which limits; derived from the channel catalogue.

import { columnByName } from '../../../../src/model/channels.ts'
import { units } from '../../../../src/units/quantity.ts'
import { carOf } from '../../shell/names.ts'
import { deltaRow, lineRow } from './address.ts'

export type Row = {
  /** `delta`, or the name of a column. */
  readonly key: string
  readonly label: string
  readonly unit: string
  readonly decimals: number
  /** Drawn in steps, because it holds until it changes. */
  readonly stepped: boolean
  /** Its share of the height. */
  readonly weight: number
  /** Fixed limits; without them those of the laps are taken. */
  readonly limits?: readonly [low: number, high: number]
}

const weights: Readonly<Record<string, number>> = {
  delta: 130,
  speed_kmh: 280,
  throttle: 100,
  brake: 100,
  gear: 90,
}

/** The row of a key; undefined for a name that the catalogue has not. */
export function rowOf(key: string): Row | undefined {
  const weight = weights[key] ?? 120
  if (key === deltaRow) return { key, label: 'Delta', unit: 's', decimals: 3, stepped: false, weight }
  if (key === lineRow) return { key, label: 'Line', unit: 'm right', decimals: 1, stepped: false, weight }
  const column = columnByName.get(key)
  if (column === undefined) return undefined
  const { channel, name, id } = column
  const suffix = name.slice(id.length).replaceAll('_', ' ').toUpperCase()
  const base = { key, label: `${channel.label}${suffix}`, stepped: channel.kind === 'discrete', weight }
  if (key === 'steer') return { ...base, unit: '°', decimals: 0 }
  if (channel.unit === 'ratio' && channel.range[0] === 0 && channel.range[1] === 1)
    return { ...base, unit: '%', decimals: 0, limits: [0, 100] }
  return { ...base, unit: units[channel.unit], decimals: decimalsOf(channel.bits, channel.range) }
}

/** What a value of the lap is multiplied by for its chart; undefined where the steering lock of the car is not known. */
export function factorOf({ key, unit }: Row, car: string | undefined): number | undefined {
  if (key === 'steer') {
    const lock_deg = carOf(car ?? '')?.lock_deg
    return lock_deg === undefined ? undefined : lock_deg / 2
  }
  return unit === '%' ? 100 : 1
}

/** Three digits say enough of anything. */
function decimalsOf(bits: number, [low, high]: readonly [number, number]): number {
  const largest = Math.max(Math.abs(low), Math.abs(high))
  const wanted = Math.max(0, 3 - Math.ceil(Math.log10(largest + 1)))
  return Math.min(wanted, Math.ceil(bits * 0.3))
}

/** Limits that hold all values, on round numbers; `ticks` are where lines are drawn. */
export function limitsOf(
  { limits, key }: Row,
  values: Iterable<number | null>,
): { readonly low: number; readonly high: number; readonly ticks: readonly number[] } {
  let [low, high] = limits ?? [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  if (limits === undefined) {
    for (const value of values) {
      if (value === null) continue
      low = Math.min(low, value)
      high = Math.max(high, value)
    }
    if (key === deltaRow || key === lineRow) [low, high] = [Math.min(low, 0), Math.max(high, 0)]
  }
  if (!(low <= high)) [low, high] = [0, 1]
  const step = roundStep((high - low || 1) / 5)
  const first = Math.floor(low / step + 1e-9)
  const last = Math.max(first + 1, Math.ceil(high / step - 1e-9))
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toFixed(6)))
  return { low: ticks[0] ?? 0, high: ticks.at(-1) ?? 1, ticks }
}

/** Limits as they are asked for, with the round numbers between them. */
export function limitsWithin([low, high]: readonly [low: number, high: number]) {
  const step = roundStep((high - low) / 4)
  const [first, last] = [Math.ceil(low / step - 1e-9), Math.floor(high / step + 1e-9)]
  const ticks = Array.from({ length: last - first + 1 }, (_, at) => Number(((first + at) * step).toFixed(6)))
  return { low, high, ticks }
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least))
  return [1, 2, 5, 10].map(times => times * power).find(step => step >= least * 0.999) ?? 10 * power
}
