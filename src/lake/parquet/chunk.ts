// One column of one row group: levels, values, statistics, each in the encoding that fits its type best (see the
// decision record of the lake for the measurements).
import { ByteSink } from './bytes.ts'
import { type ColumnData, noInt, type ParquetField } from './column.ts'
import { oneRun, packDeltas, packWideDeltas, runs, splitStreams } from './encoding.ts'

export const encodings = { plain: 0, rle: 3, delta: 5, dictionary: 8, split: 9 } as const

/** The pages of a column chunk before they are compressed. */
export type Chunk = {
  /** Rows, or elements and empty lists in a list column. */
  readonly count: number
  readonly encoding: number
  readonly page: Uint8Array
  readonly dictionary?: { readonly count: number; readonly page: Uint8Array }
  readonly nulls: number
  readonly least?: Uint8Array
  readonly most?: Uint8Array
}

/** Encodes `rows` rows of a column. */
export function encodeChunk(field: ParquetField, data: ColumnData, rows: number): Chunk {
  switch (data.type) {
    case 'float':
      return floats(field, data.values.subarray(0, rows))
    case 'int':
      return integers(field, data.values.subarray(0, rows))
    case 'bigint':
      return wide(field, data.values.subarray(0, rows))
    case 'instant':
      return wide(
        field,
        data.values.subarray(0, rows).map(value => value * 1000),
      )
    case 'double':
      return doubles(field, data.values.subarray(0, rows))
    case 'text':
      return texts(field, data.values.slice(0, rows))
    case 'constant':
      return sameText(field, data.value, rows)
    case 'flag':
      return flags(field, data.values.slice(0, rows))
    case 'ints':
      return lists(data.values.slice(0, rows))
  }
}

function floats(field: ParquetField, all: Float32Array): Chunk {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  let nulls = 0
  for (let row = 0; row < all.length; row++) {
    const value = all[row] ?? 0
    if (value < least) least = value
    if (value > most) most = value
    if (Number.isNaN(value)) nulls++
  }
  const values = nulls === 0 ? all : all.filter(value => !Number.isNaN(value))
  const levels = levelsOf(field, all.length, values.length, row => !Number.isNaN(all[row]))
  const shape = { count: all.length, nulls }
  if (values.length === 0) return { ...shape, encoding: encodings.plain, page: levels }
  // A range over zeros may not be trusted to tell +0 from -0: the format asks for -0 below and +0 above.
  const limits = {
    least: bytesOf(Float32Array.of(least === 0 ? -0 : least)),
    most: bytesOf(Float32Array.of(most === 0 ? 0 : most)),
  }
  // Zeros of both signs are equal and yet two values.
  if (least === most && (least !== 0 || values.every(value => Object.is(value, values[0])))) {
    return constant(levels, shape, limits, bytesOf(values.slice(0, 1)), values.length)
  }
  return { ...shape, ...limits, encoding: encodings.split, page: splitStreams(levels, values) }
}

function integers(field: ParquetField, all: Int32Array): Chunk {
  let least = 2147483647
  let most = noInt
  let nulls = 0
  for (let row = 0; row < all.length; row++) {
    const value = all[row] ?? 0
    if (value === noInt) nulls++
    else if (value < least) least = value
    if (value > most) most = value
  }
  const values = nulls === 0 ? all : all.filter(value => value !== noInt)
  const levels = levelsOf(field, all.length, values.length, row => all[row] !== noInt)
  const shape = { count: all.length, nulls }
  if (values.length === 0) return { ...shape, encoding: encodings.plain, page: levels }
  const limits = { least: bytesOf(Int32Array.of(least)), most: bytesOf(Int32Array.of(most)) }
  if (least === most) return constant(levels, shape, limits, limits.least, values.length)
  return { ...shape, ...limits, encoding: encodings.delta, page: join(levels, packDeltas(values)) }
}

function wide(field: ParquetField, all: Float64Array): Chunk {
  let least = Number.POSITIVE_INFINITY
  let most = Number.NEGATIVE_INFINITY
  let nulls = 0
  for (let row = 0; row < all.length; row++) {
    const value = all[row] ?? 0
    if (value < least) least = value
    if (value > most) most = value
    if (Number.isNaN(value)) nulls++
  }
  const values = nulls === 0 ? all : all.filter(value => !Number.isNaN(value))
  const levels = levelsOf(field, all.length, values.length, row => !Number.isNaN(all[row]))
  const shape = { count: all.length, nulls }
  if (values.length === 0) return { ...shape, encoding: encodings.plain, page: levels }
  const limits = { least: int64(least), most: int64(most) }
  const packed = packWideDeltas(values)
  return packed === undefined
    ? { ...shape, ...limits, encoding: encodings.plain, page: join(levels, ...Array.from(values, int64)) }
    : { ...shape, ...limits, encoding: encodings.delta, page: join(levels, packed) }
}

function doubles(field: ParquetField, all: Float64Array): Chunk {
  const values = all.filter(value => !Number.isNaN(value))
  const levels = levelsOf(field, all.length, values.length, row => !Number.isNaN(all[row]))
  const shape = { count: all.length, nulls: all.length - values.length, encoding: encodings.plain }
  return { ...shape, page: join(levels, bytesOf(values)) }
}

function texts(field: ParquetField, all: readonly (string | undefined)[]): Chunk {
  const values = all.filter(value => value !== undefined)
  const levels = levelsOf(field, all.length, values.length, row => all[row] !== undefined)
  const shape = { count: all.length, nulls: all.length - values.length }
  if (values.length === 0) return { ...shape, encoding: encodings.plain, page: levels }
  const words = [...new Set(values)].map(word => new TextEncoder().encode(word))
  const places = new Map([...new Set(values)].map((word, place) => [word, place]))
  const dictionary = new ByteSink(64)
  for (const word of words) {
    dictionary.uint32(word.length)
    dictionary.bytes(word)
  }
  const width = bitsFor(words.length)
  const places_ = values.map(value => places.get(value) ?? 0)
  const sorted = [...words].sort(Buffer.compare)
  return {
    ...shape,
    ...(sorted[0] === undefined ? {} : { least: sorted[0], most: sorted.at(-1) ?? sorted[0] }),
    encoding: encodings.dictionary,
    page: join(levels, Uint8Array.of(width), runs(places_, width)),
    dictionary: { count: words.length, page: dictionary.view() },
  }
}

function sameText(field: ParquetField, value: string | undefined, rows: number): Chunk {
  if (value === undefined) return texts(field, new Array<undefined>(rows).fill(undefined))
  const word = new TextEncoder().encode(value)
  const page = new ByteSink(word.length + 4)
  page.uint32(word.length)
  page.bytes(word)
  const levels = levelsOf(field, rows, rows, () => true)
  return constant(levels, { count: rows, nulls: 0 }, { least: word, most: word }, page.view(), rows)
}

function flags(field: ParquetField, all: readonly (boolean | undefined)[]): Chunk {
  const values = all.filter(value => value !== undefined)
  const levels = levelsOf(field, all.length, values.length, row => all[row] !== undefined)
  const bits = new Uint8Array(Math.ceil(values.length / 8))
  values.forEach((value, row) => {
    if (value) bits[row >> 3] = (bits[row >> 3] ?? 0) | (1 << (row & 7))
  })
  const shape = { count: all.length, nulls: all.length - values.length, encoding: encodings.plain }
  return { ...shape, page: join(levels, bits) }
}

/** Levels of a list: 0 no list, 1 an empty one, 2 an element; repeated within a row. */
function lists(all: readonly (readonly number[] | undefined)[]): Chunk {
  const defined: number[] = []
  const repeated: number[] = []
  const values: number[] = []
  for (const row of all) {
    if (row === undefined || row.length === 0) {
      defined.push(row === undefined ? 0 : 1)
      repeated.push(0)
      continue
    }
    row.forEach((value, index) => {
      defined.push(2)
      repeated.push(index === 0 ? 0 : 1)
      values.push(value)
    })
  }
  const levels = join(withLength(runs(repeated, 1)), withLength(runs(defined, 2)))
  const page = join(levels, bytesOf(Int32Array.from(values)))
  const nulls = defined.length - values.length
  return { count: defined.length, nulls, encoding: encodings.plain, page }
}

/** A chunk whose values are all the same costs a few bytes: a dictionary of one. */
function constant(
  levels: Uint8Array,
  shape: { readonly count: number; readonly nulls: number },
  limits: { readonly least: Uint8Array; readonly most: Uint8Array },
  value: Uint8Array,
  count: number,
): Chunk {
  const page = join(levels, Uint8Array.of(1), oneRun(count, 0, 1))
  return { ...shape, ...limits, encoding: encodings.dictionary, page, dictionary: { count: 1, page: value } }
}

function levelsOf(
  field: ParquetField,
  rows: number,
  present: number,
  isPresent: (row: number) => boolean,
): Uint8Array {
  if (field.required) return new Uint8Array(0)
  if (present === rows || present === 0) return withLength(oneRun(rows, present === 0 ? 0 : 1, 1))
  return withLength(
    runs(
      Uint8Array.from({ length: rows }, (_, row) => (isPresent(row) ? 1 : 0)),
      1,
    ),
  )
}

function withLength(bytes: Uint8Array): Uint8Array {
  const length = new Uint8Array(4)
  new DataView(length.buffer).setUint32(0, bytes.length, true)
  return join(length, bytes)
}

function int64(value: number): Uint8Array {
  return bytesOf(BigInt64Array.of(BigInt(value)))
}

const bytesOf = (values: Float32Array | Float64Array | Int32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
const join = (...parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts)
const bitsFor = (count: number): number => Math.max(1, 32 - Math.clz32(count - 1))
