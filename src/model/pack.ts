// A column as a short list of integers: scaled by its resolution, then differences. JSON that rules can still read.
import { ModelFault } from './fault.ts'

/**
 * `[bits, first, difference, difference, …]`: values times 2^bits, rounded; trailing zero differences are left out, and
 * null stands where nothing was measured (the next difference counts from the last measured value).
 */
export type PackedColumn = readonly (number | null)[]

/** `[first, step, correction, …]`: whole numbers that grow by `step` but for the corrections. */
export type PackedCounter = readonly number[]

/** Marks a value that was not measured in a column of scaled integers. */
export const missing = -2147483648
const largest = 2147483647

type Numbers = { readonly length: number; readonly [index: number]: number }

/**
 * Packs `values[0 … count)`. `none` is the game's own sentinel, `shift` is added before scaling. A value that is not
 * finite or does not fit 32 bits becomes null. Returns undefined when nothing in the column was measured.
 */
export function packColumn(
  values: Numbers,
  count: number,
  bits: number,
  shift = 0,
  none?: number,
): PackedColumn | undefined {
  const packed = new Float64Array(count + 1)
  const used = packColumnInto(packed, values, count, bits, shift, none)
  if (used === 0) return undefined
  return Array.from(packed.subarray(0, used), value => (Number.isNaN(value) ? null : value))
}

/** The same into an array of at least `count` + 1 numbers, with NaN for null: how many were used, 0 for none. */
export function packColumnInto(
  packed: Float64Array,
  values: Numbers,
  count: number,
  bits: number,
  shift = 0,
  none?: number,
): number {
  const scale = 2 ** bits
  packed[0] = bits
  let previous = 0
  let measured = false
  let used = 1
  for (let row = 0; row < count; row++) {
    const value = values[row] ?? Number.NaN
    const scaled = Math.round((value + shift) * scale)
    if (value === none || !(Math.abs(scaled) <= largest)) {
      packed[row + 1] = Number.NaN
      used = row + 2
      continue
    }
    packed[row + 1] = scaled - previous
    if (scaled !== previous || !measured) used = row + 2
    previous = scaled
    measured = true
  }
  return measured ? used : 0
}

/**
 * Reads a packed column of `count` rows into `into` (scaled integers, `missing` where nothing was measured) and returns
 * its bits. Throws ModelFault `bad-frame` for what is not a packed column of at most `count` rows.
 */
export function unpackColumn(packed: unknown, count: number, where: string, into: Int32Array): number {
  if (!Array.isArray(packed)) throw new ModelFault('bad-frame', where, 'a packed column', typeof packed)
  const bits: unknown = packed[0]
  if (typeof bits !== 'number' || !Number.isInteger(bits) || bits < 0 || bits > 24) {
    throw new ModelFault('bad-frame', where, 'bits from 0 to 24', String(bits))
  }
  if (packed.length - 1 > count) {
    throw new ModelFault('bad-frame', where, `at most ${count} values`, String(packed.length - 1))
  }
  const written = packed.length - 1
  let value = 0
  for (let row = 0; row < written; row++) {
    const difference: unknown = packed[row + 1]
    if (difference === null) {
      into[row] = missing
      continue
    }
    if (typeof difference !== 'number' || !Number.isInteger(difference)) {
      throw new ModelFault('bad-frame', `${where}[${row}]`, 'an integer or null', String(difference))
    }
    value += difference
    if (value > largest || value < -largest) {
      throw new ModelFault('bad-frame', `${where}[${row}]`, 'a value of 32 bits', String(value))
    }
    into[row] = value
  }
  into.fill(value, written, count)
  return bits
}

/** Packs counters and clocks; `values` are safe integers. */
export function packCounter(values: Numbers, count: number): PackedCounter {
  const packed = new Float64Array(Math.max(2, count + 1))
  return [...packed.subarray(0, packCounterInto(packed, values, count))]
}

/** The same into an array of at least `count` + 1 numbers, and 2: how many were used. */
export function packCounterInto(packed: Float64Array, values: Numbers, count: number): number {
  const first = values[0] ?? 0
  const step = count > 1 ? (values[1] ?? first) - first : 0
  packed[0] = first
  packed[1] = step
  let used = 2
  for (let row = 1; row < count; row++) {
    const correction = (values[row] ?? 0) - (values[row - 1] ?? 0) - step
    packed[row + 1] = correction
    if (correction !== 0) used = row + 2
  }
  return used
}

/** Reads a packed counter of `count` rows; throws ModelFault `bad-frame` for what is not one. */
export function unpackCounter(packed: unknown, count: number, where: string): Float64Array {
  const most = Math.max(2, count + 1)
  if (
    !Array.isArray(packed) ||
    packed.length < 2 ||
    packed.length > most ||
    !packed.every(Number.isSafeInteger)
  ) {
    throw new ModelFault(
      'bad-frame',
      where,
      `a counter of ${count} rows`,
      JSON.stringify(packed)?.slice(0, 60) ?? '',
    )
  }
  const values = new Float64Array(count)
  let value: number = packed[0]
  const step: number = packed[1]
  for (let row = 0; row < count; row++) {
    if (row > 0) value += step + (packed[row + 1] ?? 0)
    values[row] = value
  }
  return values
}
