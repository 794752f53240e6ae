// Pages to columns: the hot path of capture. One generated function per layout writes every leaf straight into its own
// typed array, because a loop over the table costs many times as much (bench/decode.ts).
import { elementSize, type Leaf, leavesOf, type NumberType, type Struct } from './struct.ts'

export type Column = Float32Array | Int32Array

/** A block of columns that pages are appended to. `page` is the buffer to copy a page into before `push`. */
export type ColumnBlock = {
  readonly page: Uint8Array
  readonly leaves: readonly Leaf[]
  readonly columns: readonly Column[]
  readonly capacity: number
  /** Writes what `page` holds now into row `row` (0 ≤ row < capacity) of every column. */
  readonly push: (row: number) => void
}

/** Makes a block for `capacity` pages; `leaves` defaults to every number that the game fills. */
export function columnBlock(
  layout: Struct,
  capacity: number,
  leaves: readonly Leaf[] = leavesOf(layout),
): ColumnBlock {
  const page = new Uint8Array(layout.size)
  const columns = leaves.map(leaf =>
    leaf.type === 'f32' ? new Float32Array(capacity) : new Int32Array(capacity),
  )
  const views = numberTypes.map(type => viewOf[type](page.buffer))
  const push = compile(leaves)(...views, ...columns)
  return { page, leaves, columns, capacity, push }
}

type Numbers = ArrayLike<number>

/** A page as numbers of one type. Every type's numbers lie on multiples of its size. */
const viewOf: { readonly [Type in NumberType]: (bytes: ArrayBuffer) => Numbers } = {
  i8: bytes => new Int8Array(bytes),
  u8: bytes => new Uint8Array(bytes),
  i16: bytes => new Int16Array(bytes),
  u16: bytes => new Uint16Array(bytes),
  i32: bytes => new Int32Array(bytes),
  u32: bytes => new Uint32Array(bytes),
  f32: bytes => new Float32Array(bytes),
}
const numberTypes = ['i8', 'u8', 'i16', 'u16', 'i32', 'u32', 'f32'] as const satisfies readonly NumberType[]

type Bind = (...viewsAndColumns: readonly Numbers[]) => (row: number) => void

/** The text comes from constant tables only: columns are called `c0…`, positions are numbers. */
function compile(leaves: readonly Leaf[]): Bind {
  const names = leaves.map((_, index) => `c${index}`)
  const writes = leaves.map(
    (leaf, index) => `c${index}[r]=${leaf.type}[${leaf.offset / elementSize[leaf.type]}]`,
  )
  return new Function(...numberTypes, ...names, `return r=>{${writes.join(';')}}`) as Bind
}
