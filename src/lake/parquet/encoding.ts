// The encodings of Parquet that the lake uses, each from a typed array to bytes.
// Source: apache/parquet-format, Encodings.md.
import { ByteSink } from './bytes.ts'

/** BYTE_STREAM_SPLIT behind `before`: the first bytes of all values, then the second bytes, and so on. */
export function splitStreams(before: Uint8Array, values: Float32Array): Uint8Array {
  const count = values.length
  const words = new Uint32Array(values.buffer, values.byteOffset, count)
  const page = new Uint8Array(before.length + count * 4)
  page.set(before)
  const [first, second] = [before.length, before.length + count]
  const [third, fourth] = [second + count, second + 2 * count]
  for (let row = 0; row < count; row++) {
    const word = words[row] ?? 0
    page[first + row] = word
    page[second + row] = word >>> 8
    page[third + row] = word >>> 16
    page[fourth + row] = word >>> 24
  }
  return page
}

const blockSize = 128
const miniblockSize = 32

/** DELTA_BINARY_PACKED of 32-bit integers; differences wrap around. `values` is not empty. */
export function packDeltas(values: Int32Array): Uint8Array {
  const sink = head(values.length, values[0] ?? 0)
  const deltas = new Int32Array(blockSize)
  for (let from = 1; from < values.length; from += blockSize) {
    const size = Math.min(blockSize, values.length - from)
    let least = 2147483647
    for (let index = 0; index < size; index++) {
      const delta = ((values[from + index] ?? 0) - (values[from + index - 1] ?? 0)) | 0
      deltas[index] = delta
      if (delta < least) least = delta
    }
    packBlock(sink, deltas, size, least)
  }
  return sink.view()
}

/**
 * DELTA_BINARY_PACKED of 64-bit integers that are held as whole numbers; undefined when a difference does not fit 32
 * bits and the values are better written plain. `values` is not empty.
 */
export function packWideDeltas(values: Float64Array): Uint8Array | undefined {
  const sink = head(values.length, values[0] ?? 0)
  const deltas = new Int32Array(blockSize)
  for (let from = 1; from < values.length; from += blockSize) {
    const size = Math.min(blockSize, values.length - from)
    let least = 2147483647
    for (let index = 0; index < size; index++) {
      const delta = (values[from + index] ?? 0) - (values[from + index - 1] ?? 0)
      if (Math.abs(delta) >= 2 ** 30) return undefined
      deltas[index] = delta
      if (delta < least) least = delta
    }
    packBlock(sink, deltas, size, least)
  }
  return sink.view()
}

function head(count: number, first: number): ByteSink {
  const sink = new ByteSink(count + 64)
  sink.varint(blockSize)
  sink.varint(blockSize / miniblockSize)
  sink.varint(count)
  sink.zigzag(first)
  return sink
}

function packBlock(sink: ByteSink, deltas: Int32Array, size: number, least: number): void {
  sink.zigzag(least)
  const widths = [0, 0, 0, 0]
  for (let mini = 0; mini * miniblockSize < size; mini++) {
    let bits = 0
    const end = Math.min(size, (mini + 1) * miniblockSize)
    for (let index = mini * miniblockSize; index < end; index++) {
      const above = ((deltas[index] ?? 0) - least) | 0
      deltas[index] = above
      bits |= above
    }
    widths[mini] = 32 - Math.clz32(bits)
  }
  deltas.fill(0, size)
  sink.bytes(Uint8Array.from(widths))
  for (let mini = 0; mini * miniblockSize < size; mini++) {
    packBits(sink, deltas.subarray(mini * miniblockSize, (mini + 1) * miniblockSize), widths[mini] ?? 0)
  }
}

/** 32 values of `width` bits each, lowest bits first. */
function packBits(sink: ByteSink, values: Int32Array, width: number): void {
  let word = 0
  let used = 0
  for (let index = 0; index < miniblockSize && width > 0; index++) {
    const value = values[index] ?? 0
    word |= value << used
    used += width
    if (used < 32) continue
    sink.uint32(word)
    used -= 32
    word = used === 0 ? 0 : value >>> (width - used)
  }
}

/** Runs of the RLE hybrid, for levels and dictionary indices; `width` is the bits of a value, at most 32. */
export function runs(values: ArrayLike<number>, width: number): Uint8Array {
  const sink = new ByteSink(64)
  for (let from = 0; from < values.length; ) {
    const value = values[from] ?? 0
    let to = from + 1
    while (to < values.length && values[to] === value) to++
    run(sink, to - from, value, width)
    from = to
  }
  return sink.view()
}

/** One run of `count` equal values. */
export function oneRun(count: number, value: number, width: number): Uint8Array {
  const sink = new ByteSink(16)
  run(sink, count, value, width)
  return sink.view()
}

function run(sink: ByteSink, count: number, value: number, width: number): void {
  sink.varint(count * 2)
  for (let shift = 0; shift < width; shift += 8) sink.byte((value >>> shift) & 255)
}
