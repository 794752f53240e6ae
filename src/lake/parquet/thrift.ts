// Thrift's compact protocol, written only: page headers and the footer of a Parquet file are its structs.
import { ByteSink } from './bytes.ts'

export type Thrift =
  | { readonly kind: 'flag'; readonly value: boolean }
  | { readonly kind: 'i32' | 'i64'; readonly value: number }
  | { readonly kind: 'binary'; readonly value: Uint8Array }
  | { readonly kind: 'list'; readonly value: readonly Thrift[] }
  | { readonly kind: 'struct'; readonly value: readonly Member[] }

/** A field's number and value; ascending within a struct. */
export type Member = readonly [id: number, value: Thrift]

export const flag = (value: boolean): Thrift => ({ kind: 'flag', value })
export const i32 = (value: number): Thrift => ({ kind: 'i32', value })
export const i64 = (value: number): Thrift => ({ kind: 'i64', value })
export const binary = (value: Uint8Array): Thrift => ({ kind: 'binary', value })
export const text = (value: string): Thrift => binary(new TextEncoder().encode(value))
export const list = (value: readonly Thrift[]): Thrift => ({ kind: 'list', value })

/** Members that are undefined are left out. */
export function record(...members: readonly (Member | undefined)[]): Thrift {
  return { kind: 'struct', value: members.filter(member => member !== undefined) }
}

const typeIds = { i32: 5, i64: 6, binary: 8, list: 9, struct: 12 } as const
const typeId = (value: Thrift): number =>
  value.kind === 'flag' ? (value.value ? 1 : 2) : typeIds[value.kind]

/** The bytes of one struct. */
export function serialize(value: Thrift): Uint8Array {
  const sink = new ByteSink()
  write(sink, value)
  return sink.view()
}

function write(sink: ByteSink, value: Thrift): void {
  switch (value.kind) {
    case 'flag':
      sink.byte(value.value ? 1 : 2)
      break
    case 'i32':
    case 'i64':
      sink.zigzag(value.value)
      break
    case 'binary':
      sink.varint(value.value.length)
      sink.bytes(value.value)
      break
    case 'list':
      writeList(sink, value.value)
      break
    case 'struct':
      writeStruct(sink, value.value)
  }
}

function writeList(sink: ByteSink, elements: readonly Thrift[]): void {
  const [first] = elements
  sink.byte((Math.min(elements.length, 15) << 4) | (first === undefined ? typeIds.i32 : typeId(first)))
  if (elements.length >= 15) sink.varint(elements.length)
  for (const element of elements) write(sink, element)
}

function writeStruct(sink: ByteSink, members: readonly Member[]): void {
  let before = 0
  for (const [id, member] of members) {
    // Field numbers grow by at most 15 in every struct that Parquet has.
    sink.byte(((id - before) << 4) | typeId(member))
    if (member.kind !== 'flag') write(sink, member)
    before = id
  }
  sink.byte(0)
}
