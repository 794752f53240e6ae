// The columns of a file of the lake that are read without the library: chunk by chunk, into the typed array that is asked for.
import type { FileHandle } from 'node:fs/promises'
import type { FileMetaData } from 'hyparquet'
import type { ColumnData } from './parquet/column.ts'
import { readChunk } from './parquet/read-chunk.ts'

/** Fills `column` with the rows `first ≤ row < last`; false where the library must read it, whatever was filled. */
export async function readOwn(
  handle: FileHandle,
  metadata: FileMetaData,
  name: string,
  column: ColumnData,
  { first, last }: { readonly first: number; readonly last: number },
): Promise<boolean> {
  if (column.type !== 'float' && column.type !== 'int' && column.type !== 'bigint') return false
  const required = metadata.schema.find(element => element.name === name)?.repetition_type === 'REQUIRED'
  let from = 0
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows)
    const to = from + rows
    if (to > first && from < last) {
      const chunk = group.columns.find(({ meta_data }) => meta_data?.path_in_schema[0] === name)?.meta_data
      if (chunk === undefined || (chunk.codec !== 'ZSTD' && chunk.codec !== 'UNCOMPRESSED')) return false
      const bytes = new Uint8Array(Number(chunk.total_compressed_size))
      const at = Number(chunk.dictionary_page_offset ?? chunk.data_page_offset)
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, at)
      const shape = { type: column.type, required, zstd: chunk.codec === 'ZSTD', rows }
      const values = bytesRead === bytes.length ? readChunk(bytes, shape) : undefined
      if (values === undefined) return false
      column.values.set(values.subarray(Math.max(0, first - from), last - from), Math.max(0, from - first))
    }
    from = to
  }
  return true
}
