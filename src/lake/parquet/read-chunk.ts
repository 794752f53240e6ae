// One column chunk of the lake's own files as a typed array: no object, no big integer, no array of numbers on the way.
// What a file of another writer may hold is left to the library that reads all of Parquet.
import { zstdDecompressSync } from 'node:zlib'
import { ByteSource } from './byte-source.ts'
import { encodings } from './chunk.ts'
import { noInt } from './column.ts'
import { joinStreams, presence, unpackDeltas } from './decoding.ts'

/** The types of columns that are read so. */
export type PlainType = 'float' | 'int' | 'bigint'
export type PlainValues = Float32Array | Int32Array | Float64Array

export type ChunkShape = {
  readonly type: PlainType
  readonly required: boolean
  readonly zstd: boolean
  /** Rows of its group. */
  readonly rows: number
}

/**
 * Reads a chunk from its first page to its end; missing values as in `ColumnData`. Undefined for one that is not as
 * ParquetFile writes it.
 */
export function readChunk(
  chunk: Uint8Array,
  { type, required, zstd, rows }: ChunkShape,
): PlainValues | undefined {
  const source = new ByteSource(chunk)
  let header = pageHeader(source)
  let only: Uint8Array | undefined
  if (header?.kind === pages.dictionary) {
    only = header.values === 1 ? source.take(header.size) : undefined
    header = only && pageHeader(source)
  }
  const stored = header?.kind === pages.data && header.values === rows ? source.take(header.size) : undefined
  if (header === undefined || stored === undefined) return undefined
  const page = new ByteSource(
    zstd ? zstdDecompressSync(stored, { maxOutputLength: rows * 8 + slack }) : stored,
  )
  const levels = required ? undefined : presence(page, rows)
  if (!required && levels === undefined) return undefined
  const present = levels?.present ?? rows
  if (only !== undefined && header.encoding !== encodings.dictionary) return undefined
  const values =
    only === undefined && present > 0
      ? decoded(page, type, header.encoding, present)
      : filled(type, present, only)
  return levels === undefined || present === rows || values === undefined
    ? values
    : spread(values, filled(type, rows, undefined), levels.of)
}

function decoded(
  page: ByteSource,
  type: PlainType,
  encoding: number,
  count: number,
): PlainValues | undefined {
  if (type === 'float') return encoding === encodings.split ? joinStreams(page, count) : undefined
  if (encoding !== encodings.delta) return undefined
  const values = type === 'int' ? new Int32Array(count) : new Float64Array(count)
  return unpackDeltas(page, values) ? values : undefined
}

/** The same value in every row: that of the dictionary, or none. */
function filled(type: PlainType, rows: number, only: Uint8Array | undefined): PlainValues {
  const view = only && new DataView(only.buffer, only.byteOffset, only.byteLength)
  switch (type) {
    case 'float':
      return new Float32Array(rows).fill(view?.getFloat32(0, true) ?? Number.NaN)
    case 'int':
      return new Int32Array(rows).fill(view?.getInt32(0, true) ?? noInt)
    case 'bigint':
      return new Float64Array(rows).fill(view === undefined ? Number.NaN : Number(view.getBigInt64(0, true)))
  }
}

function spread(values: PlainValues, over: PlainValues, present: Uint8Array): PlainValues {
  let at = 0
  for (let row = 0; row < present.length; row++) {
    if (present[row] === 1) over[row] = values[at++] ?? 0
  }
  return over
}

/** Levels, heads of blocks and the like are never more than this beside eight bytes a row. */
const slack = 65_536
const pages = { data: 0, dictionary: 2 } as const

type PageHeader = {
  readonly kind: number
  /** In the file, after compression. */
  readonly size: number
  readonly values: number
  readonly encoding: number
}

/** What of a page header is needed, in Thrift's compact protocol; undefined where there is more than is written here. */
function pageHeader(source: ByteSource): PageHeader | undefined {
  const fields = fieldsOf(source, true)
  const [kind, size] = [fields?.get(1), fields?.get(3)]
  const of = kind === pages.data ? 5 : 7
  const [values, encoding] = [fields?.get(of * 16 + 1), fields?.get(of * 16 + 2)]
  return kind === undefined || size === undefined || values === undefined || encoding === undefined
    ? undefined
    : { kind, size, values, encoding }
}

const thrift = { stop: 0, i32: 5, struct: 12 } as const

/** Integers by their field, those of a struct within by 16 times its field and their own. */
function fieldsOf(source: ByteSource, mayNest: boolean): ReadonlyMap<number, number> | undefined {
  const fields = new Map<number, number>()
  for (let id = 0; ; ) {
    const head = source.byte()
    if (head === thrift.stop) return fields
    id += head >>> 4
    const kind = head & 15
    if (kind === thrift.i32) fields.set(id, source.zigzag())
    else {
      const within = kind === thrift.struct && mayNest ? fieldsOf(source, false) : undefined
      if (within === undefined || head >>> 4 === 0) return undefined
      for (const [inner, value] of within) fields.set(id * 16 + inner, value)
    }
  }
}
