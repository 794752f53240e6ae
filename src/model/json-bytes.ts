// JSON as bytes without a value in between: for messages that are made many times a second, of which every object and text on
// the way would be thrown away at once. Texts are ASCII and need no escape: names of channels, ids, topics.

const smallest = 4096
const [zero, minus, comma, open, close] = [48, 45, 44, 91, 93]
const nothing = [110, 117, 108, 108]

export class JsonBytes {
  #bytes = new Uint8Array(smallest)
  #length = 0

  /** Begins anew; what was taken before stays as it is. */
  clear(): void {
    this.#length = 0
  }

  /** A copy of what was written. */
  taken(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  /** JSON that is ready. */
  raw(text: string): void {
    this.#need(text.length)
    for (let at = 0; at < text.length; at++) this.#bytes[this.#length + at] = text.charCodeAt(at)
    this.#length += text.length
  }

  /** As `JSON.stringify` writes it; a number that is not finite becomes null. */
  number(value: number): void {
    if (Number.isInteger(value) && Math.abs(value) < 1e15) this.#whole(value)
    else if (Number.isFinite(value)) this.raw(String(value))
    else this.#put(nothing)
  }

  /** `[1,2,null]`, of the first `count` numbers; NaN becomes null. */
  list(values: Float64Array, count: number): void {
    this.#need(2)
    this.#bytes[this.#length++] = open
    for (let index = 0; index < count; index++) {
      if (index > 0) {
        this.#need(1)
        this.#bytes[this.#length++] = comma
      }
      this.number(values[index] ?? Number.NaN)
    }
    this.#need(1)
    this.#bytes[this.#length++] = close
  }

  /** Digits from the last to the first, into the place that they need. */
  #whole(value: number): void {
    this.#need(17)
    let left = Math.abs(value)
    if (value < 0) this.#bytes[this.#length++] = minus
    const digits = digitsOf(left)
    for (let at = this.#length + digits - 1; at >= this.#length; at--) {
      const tenth = left < 2 ** 31 ? (left / 10) | 0 : Math.floor(left / 10)
      this.#bytes[at] = zero + (left - tenth * 10)
      left = tenth
    }
    this.#length += digits
  }

  #put(bytes: readonly number[]): void {
    this.#need(bytes.length)
    for (const byte of bytes) this.#bytes[this.#length++] = byte
  }

  #need(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const larger = new Uint8Array(2 * (this.#length + more))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

function digitsOf(value: number): number {
  let digits = 1
  for (let limit = 10; value >= limit; limit *= 10) digits++
  return digits
}
