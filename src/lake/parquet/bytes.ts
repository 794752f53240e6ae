// A growing buffer with the integers that Parquet and Thrift write.

export class ByteSink {
  #bytes: Uint8Array
  #length = 0

  constructor(capacity = 256) {
    this.#bytes = new Uint8Array(capacity)
  }

  get length(): number {
    return this.#length
  }

  /** What was written so far: a view, valid until the next write. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }

  /** Makes room for `count` bytes, moves past them and returns them. */
  take(count: number): Uint8Array {
    const end = this.#length + count
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, this.#bytes.length * 2))
      grown.set(this.view())
      this.#bytes = grown
    }
    const taken = this.#bytes.subarray(this.#length, end)
    this.#length = end
    return taken
  }

  byte(value: number): void {
    this.take(1)[0] = value
  }

  bytes(values: Uint8Array): void {
    this.take(values.length).set(values)
  }

  uint32(value: number): void {
    const at = this.take(4)
    at[0] = value
    at[1] = value >>> 8
    at[2] = value >>> 16
    at[3] = value >>> 24
  }

  /** LEB128 of a whole number from 0 to 2^53. */
  varint(value: number): void {
    let rest = value
    while (rest >= 128) {
      this.byte((rest % 128) + 128)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  /** Zigzag and LEB128 of a whole number of at most 52 bits. */
  zigzag(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1)
  }
}
