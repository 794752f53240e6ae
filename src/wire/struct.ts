// A byte layout as a value. Types, decoder, encoder, column decoder and documentation are derived from it.
import type { Unit } from '../units/quantity.ts'
import { WireFault } from './fault.ts'

/** Bytes of one element. `id64` is a number that is only ever compared; `latin1` and `utf16` are texts. */
export const elementSize = {
  i8: 1,
  u8: 1,
  i16: 2,
  u16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  id64: 8,
  latin1: 1,
  utf16: 2,
} as const

export type FieldType = keyof typeof elementSize
/** A type whose values are numbers of a column. */
export type NumberType = Exclude<FieldType, 'id64' | 'latin1' | 'utf16'>
export const isText = (type: FieldType): type is 'latin1' | 'utf16' => type === 'latin1' || type === 'utf16'
const isNumber = (type: FieldType): type is NumberType => !isText(type) && type !== 'id64'
/** No field begins on a wider boundary: the games pack to 4 bytes. */
const widestAlignment = 4

/** One member of a page. `measured: false` keeps the offsets of a field that the game leaves empty. */
export type Field = {
  readonly name: string
  readonly type: FieldType
  /** Elements of an array; for texts the characters including the closing NUL. */
  readonly count?: number
  /** Elements of each element: `count: 4, each: 3` is four vectors. */
  readonly each?: number
  readonly unit?: Unit
  readonly measured?: false
  /** What the game writes for "none": becomes undefined. */
  readonly none?: number | string
  /** A text also ends before this character. */
  readonly end?: string
  /** Names of the values of an enumeration. */
  readonly values?: Readonly<Record<number, string>>
  readonly note?: string
}

export type Struct<Fields extends readonly Field[] = readonly Field[]> = {
  readonly name: string
  readonly size: number
  readonly fields: Fields
  readonly offsets: { readonly [Name in Fields[number]['name']]: number }
}

type Numbers<F extends Field> = F extends { readonly each: number }
  ? readonly (readonly number[])[]
  : F extends { readonly count: number }
    ? readonly number[]
    : number | undefined
type Value<F extends Field> = F extends { readonly type: 'utf16' | 'latin1' }
  ? string | undefined
  : Numbers<F>
type Measured<F extends Field> = F extends { readonly measured: false } | { readonly type: 'id64' }
  ? never
  : F

/** What a page says: only the fields that the game fills. */
export type Decoded<S> =
  S extends Struct<infer Fields> ? { readonly [F in Measured<Fields[number]> as F['name']]: Value<F> } : never

/** Names of the measured fields of a layout. */
export type FieldName<S> = keyof Decoded<S> & string

const elements = (field: Field) => (field.count ?? 1) * (field.each ?? 1)

/**
 * Declares a little-endian layout with C alignment (`#pragma pack(4)`); offsets follow from the order of the fields.
 * Throws WireFault `bad-layout` when the fields do not add up to `size` bytes.
 */
export function struct<const Fields extends readonly Field[]>(
  name: string,
  size: number,
  fields: Fields,
): Struct<Fields> {
  const offsets: Record<string, number> = {}
  let offset = 0
  for (const field of fields) {
    const width = elementSize[field.type]
    const boundary = Math.min(width, widestAlignment)
    offset = Math.ceil(offset / boundary) * boundary
    if (field.name in offsets) throw new WireFault('bad-layout', name, 'distinct field names', field.name)
    offsets[field.name] = offset
    offset += width * elements(field)
  }
  const total = Math.ceil(offset / 4) * 4
  if (total !== size) throw new WireFault('bad-layout', name, `${size} bytes`, `${total} bytes of fields`)
  return { name, size, fields, offsets: offsets as Struct<Fields>['offsets'] }
}

/** One number of a page: the unit of columns. */
export type Leaf = {
  readonly name: string
  readonly field: Field
  readonly offset: number
  readonly type: NumberType
}

/**
 * Every number of a layout that the game fills, in the order of the bytes: `gas`, `brakeTemp[0]`, `point[0][1]`.
 * `within` leaves out what lies beyond that many bytes: a recording may hold only the beginning of a page.
 */
export function leavesOf(layout: Struct, within: number = layout.size): readonly Leaf[] {
  const leaves = layout.fields.flatMap(field => {
    const { type } = field
    if (field.measured === false || !isNumber(type)) return []
    return Array.from({ length: elements(field) }, (_, index) => ({
      name: `${field.name}${subscript(field, index)}`,
      field,
      offset: offsetOf(layout, field.name) + index * elementSize[type],
      type,
    }))
  })
  return leaves.filter(leaf => leaf.offset + elementSize[leaf.type] <= within)
}

/** Byte offset of a field; throws WireFault `bad-layout` for a name that the layout does not have. */
export function offsetOf(layout: Struct, field: string): number {
  const offset = (layout.offsets as Readonly<Record<string, number>>)[field]
  if (offset === undefined) throw new WireFault('bad-layout', layout.name, 'one of its fields', field)
  return offset
}

function subscript(field: Field, index: number): string {
  if (field.count === undefined) return ''
  if (field.each === undefined) return `[${index}]`
  return `[${Math.floor(index / field.each)}][${index % field.each}]`
}

/**
 * Reads one page. Fields that the game leaves empty are absent, sentinels and empty texts are undefined, text ends at
 * its first NUL. Throws WireFault `wrong-size` unless `bytes` holds at least the layout's size.
 */
export function decode<S extends Struct>(layout: S, bytes: Uint8Array): Decoded<S> {
  requireSize(layout, bytes)
  return readFields(layout, bytes) as Decoded<S>
}

/** Reads the beginning of a page: fields that do not lie within `bytes` are absent, as if they were not measured. */
export function decodeBeginning<S extends Struct>(layout: S, bytes: Uint8Array): Partial<Decoded<S>> {
  return readFields(layout, bytes) as Partial<Decoded<S>>
}

function readFields(layout: Struct, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values: Record<string, unknown> = {}
  for (const field of layout.fields) {
    const offset = offsetOf(layout, field.name)
    const end = offset + elementSize[field.type] * elements(field)
    if (field.measured !== false && field.type !== 'id64' && end <= bytes.byteLength)
      values[field.name] = readField(view, offset, field)
  }
  return values
}

/**
 * Writes the given fields into a page and leaves the others as they are (zero in a new page); undefined writes the
 * sentinel. Throws WireFault `bad-value` for a text or an array that does not fit.
 */
export function encode<S extends Struct>(
  layout: S,
  values: Partial<Decoded<S>>,
  into: Uint8Array = new Uint8Array(layout.size),
): Uint8Array {
  requireSize(layout, into)
  const view = new DataView(into.buffer, into.byteOffset, into.byteLength)
  const given = values as Readonly<Record<string, unknown>>
  for (const field of layout.fields) {
    if (field.name in given)
      writeField(view, offsetOf(layout, field.name), field, given[field.name], layout.name)
  }
  return into
}

function requireSize(layout: Struct, bytes: Uint8Array): void {
  if (bytes.byteLength >= layout.size) return
  throw new WireFault('wrong-size', layout.name, `${layout.size} bytes`, `${bytes.byteLength} bytes`)
}

/** Reads and writes one number at an offset. */
const access: {
  readonly [Type in NumberType]: {
    readonly get: (view: DataView, at: number) => number
    readonly set: (view: DataView, at: number, value: number) => void
  }
} = {
  i8: { get: (view, at) => view.getInt8(at), set: (view, at, value) => view.setInt8(at, value) },
  u8: { get: (view, at) => view.getUint8(at), set: (view, at, value) => view.setUint8(at, value) },
  i16: {
    get: (view, at) => view.getInt16(at, true),
    set: (view, at, value) => view.setInt16(at, value, true),
  },
  u16: {
    get: (view, at) => view.getUint16(at, true),
    set: (view, at, value) => view.setUint16(at, value, true),
  },
  i32: {
    get: (view, at) => view.getInt32(at, true),
    set: (view, at, value) => view.setInt32(at, value, true),
  },
  u32: {
    get: (view, at) => view.getUint32(at, true),
    set: (view, at, value) => view.setUint32(at, value, true),
  },
  f32: {
    get: (view, at) => view.getFloat32(at, true),
    set: (view, at, value) => view.setFloat32(at, value, true),
  },
}

/** How a number of this type is read from a page. */
export const getNumber = (type: NumberType) => access[type].get

function readField(view: DataView, offset: number, field: Field): unknown {
  const { type } = field
  if (isText(type)) return readText(view, offset, field)
  if (!isNumber(type)) return undefined
  const at = (index: number) => access[type].get(view, offset + index * elementSize[type])
  if (field.count === undefined) {
    const value = at(0)
    return value === field.none || !Number.isFinite(value) ? undefined : value
  }
  const { each } = field
  if (each === undefined) return Array.from({ length: field.count }, (_, index) => at(index))
  return Array.from({ length: field.count }, (_, row) =>
    Array.from({ length: each }, (_, column) => at(row * each + column)),
  )
}

function readText(view: DataView, offset: number, field: Field): string | undefined {
  let text = ''
  const wide = field.type === 'utf16'
  for (let index = 0; index < (field.count ?? 0); index++) {
    const unit = wide ? view.getUint16(offset + index * 2, true) : view.getUint8(offset + index)
    if (unit === 0) break
    const character = String.fromCharCode(unit)
    if (character === field.end) break
    text += character
  }
  return text === '' || text === field.none ? undefined : text
}

function writeField(view: DataView, offset: number, field: Field, value: unknown, where: string): void {
  const { type } = field
  const wrong = (expected: string) =>
    new WireFault('bad-value', `${where}.${field.name}`, expected, JSON.stringify(value) ?? 'undefined')
  if (isText(type)) {
    const text = String(value ?? field.none ?? '')
    const room = field.count ?? 0
    if (text.length >= room) throw wrong(`at most ${room - 1} characters`)
    const write = access[type === 'utf16' ? 'u16' : 'u8'].set
    for (let index = 0; index < room; index++)
      write(view, offset + index * elementSize[type], text.charCodeAt(index) || 0)
    return
  }
  if (!isNumber(type)) throw wrong('a field that is not compared only')
  const numbers: readonly unknown[] = Array.isArray(value) ? value.flat() : [value ?? field.none ?? 0]
  if (numbers.length !== elements(field)) throw wrong(`${elements(field)} numbers`)
  numbers.forEach((number, index) => {
    if (typeof number !== 'number') throw wrong('numbers')
    access[type].set(view, offset + index * elementSize[type], number)
  })
}
