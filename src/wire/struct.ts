// A byte layout as a value. Types, decoder, encoder, column decoder and documentation are derived from it.
import type { Unit } from '../units/quantity.ts'
import { WireFault } from './fault.ts'

/** One member of a page. `measured: false` keeps the offsets of a field that the game leaves empty. */
export type Field = {
  readonly name: string
  readonly type: 'i32' | 'f32' | 'utf16'
  /** Elements of an array; for `utf16` the characters including the closing NUL. */
  readonly count?: number
  /** Elements of each element: `count: 4, each: 3` is four vectors. */
  readonly each?: number
  readonly unit?: Unit
  readonly measured?: false
  /** What the game writes for "none": becomes undefined. */
  readonly none?: number | string
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
type Value<F extends Field> = F extends { readonly type: 'utf16' } ? string | undefined : Numbers<F>
type Measured<F extends Field> = F extends { readonly measured: false } ? never : F

/** What a page says: only the fields that the game fills. */
export type Decoded<S> =
  S extends Struct<infer Fields> ? { readonly [F in Measured<Fields[number]> as F['name']]: Value<F> } : never

/** Names of the measured fields of a layout. */
export type FieldName<S> = keyof Decoded<S> & string

const elementSize = { i32: 4, f32: 4, utf16: 2 } as const
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
    offset = Math.ceil(offset / width) * width
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
  readonly type: 'i32' | 'f32'
}

/**
 * Every number of a layout that the game fills, in the order of the bytes: `gas`, `brakeTemp[0]`, `point[0][1]`.
 * `within` leaves out what lies beyond that many bytes: a recording may hold only the beginning of a page.
 */
export function leavesOf(layout: Struct, within: number = layout.size): readonly Leaf[] {
  const leaves = layout.fields.flatMap(field => {
    const { type } = field
    if (field.measured === false || type === 'utf16') return []
    return Array.from({ length: elements(field) }, (_, index) => ({
      name: `${field.name}${subscript(field, index)}`,
      field,
      offset: offsetOf(layout, field.name) + index * elementSize[type],
      type,
    }))
  })
  return leaves.filter(leaf => leaf.offset + 4 <= within)
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
    if (field.measured !== false && end <= bytes.byteLength)
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

function readField(view: DataView, offset: number, field: Field): unknown {
  if (field.type === 'utf16') return readText(view, offset, field)
  const at = (index: number) =>
    field.type === 'i32' ? view.getInt32(offset + index * 4, true) : view.getFloat32(offset + index * 4, true)
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
  for (let index = 0; index < (field.count ?? 0); index++) {
    const unit = view.getUint16(offset + index * 2, true)
    if (unit === 0) break
    text += String.fromCharCode(unit)
  }
  return text === '' || text === field.none ? undefined : text
}

function writeField(view: DataView, offset: number, field: Field, value: unknown, where: string): void {
  const wrong = (expected: string) =>
    new WireFault('bad-value', `${where}.${field.name}`, expected, JSON.stringify(value) ?? 'undefined')
  if (field.type === 'utf16') {
    const text = String(value ?? field.none ?? '')
    const room = field.count ?? 0
    if (text.length >= room) throw wrong(`at most ${room - 1} characters`)
    for (let index = 0; index < room; index++)
      view.setUint16(offset + index * 2, text.charCodeAt(index) || 0, true)
    return
  }
  const numbers: readonly unknown[] = Array.isArray(value) ? value.flat() : [value ?? field.none ?? 0]
  if (numbers.length !== elements(field)) throw wrong(`${elements(field)} numbers`)
  numbers.forEach((number, index) => {
    if (typeof number !== 'number') throw wrong('numbers')
    if (field.type === 'i32') view.setInt32(offset + index * 4, number, true)
    else view.setFloat32(offset + index * 4, number, true)
  })
}
