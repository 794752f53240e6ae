// Pages to columns: the hot path of capture. One generated function per layout writes every leaf straight into its own
// typed array, because a loop over the table costs many times as much (bench/decode.ts).
import { type Leaf, leavesOf, type Struct } from './struct.ts'

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
    leaf.type === 'i32' ? new Int32Array(capacity) : new Float32Array(capacity),
  )
  const push = compile(leaves)(new Float32Array(page.buffer), new Int32Array(page.buffer), ...columns)
  return { page, leaves, columns, capacity, push }
}

type Bind = (
  floats: Float32Array,
  integers: Int32Array,
  ...columns: readonly Column[]
) => (row: number) => void

/** The text comes from constant tables only: columns are called `c0…`, positions are numbers. */
function compile(leaves: readonly Leaf[]): Bind {
  const names = leaves.map((_, index) => `c${index}`)
  const writes = leaves.map(
    (leaf, index) => `c${index}[r]=${leaf.type === 'i32' ? 'i' : 'f'}[${leaf.offset / 4}]`,
  )
  return new Function('f', 'i', ...names, `return r=>{${writes.join(';')}}`) as Bind
}
