// Bytes read from the front, with the integers that Parquet and Thrift write: the other way of bytes.ts.

export class ByteSource {
  readonly bytes: Uint8Array
  at = 0

  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }

  /** The next `count` bytes; undefined beyond the end. */
  take(count: number): Uint8Array | undefined {
    const to = this.at + count
    if (to > this.bytes.length) return undefined
    const taken = this.bytes.subarray(this.at, to)
    this.at = to
    return taken
  }

  /** Zero beyond the end, as all that follow: who reads checks what must hold at the end. */
  byte(): number {
    return this.bytes[this.at++] ?? 0
  }

  uint32(): number {
    return (this.byte() | (this.byte() << 8) | (this.byte() << 16) | (this.byte() << 24)) >>> 0
  }

  /** LEB128 of a whole number from 0 to 2^53. */
  varint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte()
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }

  zigzag(): number {
    const value = this.varint()
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2
  }
}
