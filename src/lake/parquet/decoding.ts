// The encodings of Parquet that the lake's own files use, each from bytes to a typed array: the other way of encoding.ts.
// Source: apache/parquet-format, Encodings.md.
import type { ByteSource } from './byte-source.ts'

/** BYTE_STREAM_SPLIT of `count` floats: the first bytes of all values, then the second bytes, and so on. */
export function joinStreams({ bytes, at }: ByteSource, count: number): Float32Array | undefined {
  if (at + count * 4 > bytes.length) return undefined
  const words = new Uint32Array(count)
  const [first, second] = [at, at + count]
  const [third, fourth] = [second + count, second + 2 * count]
  for (let row = 0; row < count; row++) {
    words[row] =
      (bytes[first + row] ?? 0) |
      ((bytes[second + row] ?? 0) << 8) |
      ((bytes[third + row] ?? 0) << 16) |
      ((bytes[fourth + row] ?? 0) << 24)
  }
  return new Float32Array(words.buffer)
}

/**
 * DELTA_BINARY_PACKED into `values`: an Int32Array wraps around, a Float64Array holds whole numbers up to 2^53. False
 * for what is not `values.length` values, or has differences of more than 32 bits: another reader must take it.
 */
export function unpackDeltas(source: ByteSource, values: Int32Array | Float64Array): boolean {
  const blockSize = source.varint()
  const miniblocks = source.varint()
  const miniblockSize = blockSize / miniblocks
  if (source.varint() !== values.length || !(miniblockSize > 0) || miniblockSize % 32 !== 0) return false
  const wraps = values instanceof Int32Array
  let value = source.zigzag()
  values[0] = value
  for (let row = 1; row < values.length; ) {
    const least = source.zigzag()
    const widths = source.take(miniblocks)
    if (widths === undefined) return false
    for (let mini = 0; mini < miniblocks && row < values.length; mini++) {
      const width = widths[mini] ?? 0
      const packed = width > 32 ? undefined : source.take((miniblockSize * width) / 8)
      if (packed === undefined) return false
      const unpack = bitsOf(packed, width)
      const end = Math.min(values.length, row + miniblockSize)
      for (; row < end; row++) {
        value += least + unpack()
        if (wraps) value |= 0
        values[row] = value
      }
    }
  }
  return true
}

/** Values of `width` bits each, lowest bits first. */
function bitsOf(bytes: Uint8Array, width: number): () => number {
  if (width === 0) return () => 0
  const mask = width === 32 ? 0xffffffff : (1 << width) - 1
  let at = 0
  const next = () => {
    const word =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24)
    at += 4
    return word
  }
  let word = 0
  let left = 0
  return () => {
    if (left >= width) {
      const value = (word & mask) >>> 0
      word = width === 32 ? 0 : word >>> width
      left -= width
      return value
    }
    const low = left === 0 ? 0 : word
    word = next()
    const value = ((low | (word << left)) & mask) >>> 0
    const used = width - left
    word = used === 32 ? 0 : word >>> used
    left = 32 - used
    return value
  }
}

/** Which of `count` rows have a value, by runs of definition levels; undefined for levels that were packed otherwise. */
export function presence(
  source: ByteSource,
  count: number,
): { readonly present: number; readonly of: Uint8Array } | undefined {
  const end = source.uint32() + source.at
  const of = new Uint8Array(count)
  let [row, present] = [0, 0]
  while (row < count && source.at < end) {
    const head = source.varint()
    const [run, level] = [head >>> 1, source.byte()]
    if ((head & 1) === 1 || run === 0 || row + run > count || level > 1) return undefined
    if (level === 1) of.fill(1, row, row + run)
    present += level * run
    row += run
  }
  return row === count && source.at === end ? { present, of } : undefined
}
