// A Parquet file, written row group by row group: memory is bounded by one group, whatever the file grows to.
// Source: apache/parquet-format, parquet.thrift.
import { constants, zstdCompressSync } from 'node:zlib'
import { type Chunk, encodeChunk, encodings } from './chunk.ts'
import { type ColumnData, type ParquetField, pathOf, physicalOf, schemaOf } from './column.ts'
import { binary, i32, i64, list, record, serialize, type Thrift, text } from './thrift.ts'

/** Rows of one group: what is held in memory at once, and what a reader can skip. */
export const rowsPerGroup = 65_536

const magic = new TextEncoder().encode('PAR1')
const codecs = { none: 0, zstd: 6 } as const
const dataPage = 0
const dictionaryPage = 2
const typeDefinedOrder = record([1, record()])

export class ParquetFile {
  readonly #fields: readonly ParquetField[]
  readonly #write: (bytes: Uint8Array) => void
  readonly #groups: Thrift[] = []
  #offset = 0
  #rows = 0

  /** `write` takes the bytes of the file from its beginning, in order. */
  constructor(fields: readonly ParquetField[], write: (bytes: Uint8Array) => void) {
    this.#fields = fields
    this.#write = write
    this.#append(magic)
  }

  get rows(): number {
    return this.#rows
  }

  /** Writes one row group; `column` gives the values of each field, all of at least `rows` rows. */
  writeGroup(rows: number, column: (field: ParquetField) => ColumnData): void {
    if (rows === 0) return
    const from = this.#offset
    let uncompressed = 0
    const columns = this.#fields.map(field => {
      const [chunk, size] = this.#writeChunk(field, encodeChunk(field, column(field), rows))
      uncompressed += size
      return chunk
    })
    this.#groups.push(
      record(
        [1, list(columns)],
        [2, i64(uncompressed)],
        [3, i64(rows)],
        [5, i64(from)],
        [6, i64(this.#offset - from)],
      ),
    )
    this.#rows += rows
  }

  /** Writes the footer; `notes` are kept in the file's own metadata. Returns the size of the file in bytes. */
  finish(notes: Readonly<Record<string, string>> = {}): number {
    const footer = serialize(
      record(
        [1, i32(2)],
        [2, schemaOf(this.#fields)],
        [3, i64(this.#rows)],
        [4, list(this.#groups)],
        [5, list(Object.entries(notes).map(([key, value]) => record([1, text(key)], [2, text(value)])))],
        [6, text('pitwall')],
        [7, list(this.#fields.map(() => typeDefinedOrder))],
      ),
    )
    this.#append(footer)
    const length = new Uint8Array(4)
    new DataView(length.buffer).setUint32(0, footer.length, true)
    this.#append(length)
    this.#append(magic)
    return this.#offset
  }

  #writeChunk(field: ParquetField, chunk: Chunk): readonly [Thrift, number] {
    const from = this.#offset
    let size = 0
    if (chunk.dictionary !== undefined) {
      const { count, page } = chunk.dictionary
      size += this.#writePage(page, codecs.none, body => [
        [1, i32(dictionaryPage)],
        ...body,
        [7, record([1, i32(count)], [2, i32(encodings.plain)])],
      ])
    }
    // Tiny pages do not shrink; a dictionary chunk is one codec throughout.
    const codec = chunk.dictionary === undefined && chunk.page.length > 64 ? codecs.zstd : codecs.none
    const pageFrom = this.#offset
    size += this.#writePage(chunk.page, codec, body => [
      [1, i32(dataPage)],
      ...body,
      [
        5,
        record(
          [1, i32(chunk.count)],
          [2, i32(chunk.encoding)],
          [3, i32(encodings.rle)],
          [4, i32(encodings.rle)],
        ),
      ],
    ])
    const used = new Set([encodings.rle, chunk.encoding, ...(chunk.dictionary ? [encodings.plain] : [])])
    const meta = record(
      [1, i32(physicalOf[field.type])],
      [2, list([...used].map(i32))],
      [3, list(pathOf(field).map(text))],
      [4, i32(codec)],
      [5, i64(chunk.count)],
      [6, i64(size)],
      [7, i64(this.#offset - from)],
      [9, i64(pageFrom)],
      chunk.dictionary === undefined ? undefined : [11, i64(from)],
      [12, statisticsOf(chunk)],
    )
    return [record([2, i64(from)], [3, meta]), size]
  }

  /** Returns the page's size with its header, before compression. */
  #writePage(
    page: Uint8Array,
    codec: number,
    header: (body: readonly (readonly [number, Thrift])[]) => readonly (readonly [number, Thrift])[],
  ): number {
    const stored = codec === codecs.zstd ? zstdCompressSync(page, { params: zstdParams }) : page
    const head = serialize(
      record(
        ...header([
          [2, i32(page.length)],
          [3, i32(stored.length)],
        ]),
      ),
    )
    this.#append(head)
    this.#append(stored)
    return head.length + page.length
  }

  #append(bytes: Uint8Array): void {
    this.#write(bytes)
    this.#offset += bytes.length
  }
}

const zstdParams = { [constants.ZSTD_c_compressionLevel]: 3 }

function statisticsOf({ nulls, least, most }: Chunk): Thrift {
  return record(
    [3, i64(nulls)],
    most === undefined ? undefined : [5, binary(most)],
    least === undefined ? undefined : [6, binary(least)],
  )
}
