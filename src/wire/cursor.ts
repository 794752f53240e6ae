// Two places in bytes: one that reads and refuses to run past the end, one that writes and grows.
import { WireFault } from './fault.ts'

/** Reads little-endian values one after the other. `path` is what is being read, for the message of a fault. */
export class Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  path: string
  at: number

  constructor(bytes: Uint8Array, path: string, at = 0) {
    this.bytes = bytes
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.path = path
    this.at = at
  }

  get left(): number {
    return this.bytes.byteLength - this.at
  }

  /** Steps over `count` bytes and returns where they begin; throws WireFault `truncated` when they are not there. */
  take(count: number): number {
    if (!(count <= this.left) || this.at < 0) {
      throw new WireFault('truncated', this.path, `${count} bytes at ${this.at}`, `${Math.max(0, this.left)}`)
    }
    const from = this.at
    this.at += count
    return from
  }
}

/** Writes little-endian values one after the other into bytes that grow as needed. */
export class Writer {
  path: string
  at = 0
  #view = new DataView(new ArrayBuffer(256))

  constructor(path: string) {
    this.path = path
  }

  /** Makes room for `count` bytes, steps over them and returns where they begin; new bytes are zero. */
  claim(count: number): number {
    const from = this.at
    this.at += count
    if (this.at > this.#view.byteLength) {
      const grown = new Uint8Array(Math.max(this.at, this.#view.byteLength * 2))
      grown.set(new Uint8Array(this.#view.buffer))
      this.#view = new DataView(grown.buffer)
    }
    return from
  }

  /** The bytes to write into; only until the next `claim`. */
  get view(): DataView {
    return this.#view
  }

  put(bytes: Uint8Array): void {
    const from = this.claim(bytes.byteLength)
    new Uint8Array(this.#view.buffer).set(bytes, from)
  }

  /** What was written, as bytes of its own. */
  written(): Uint8Array {
    return new Uint8Array(this.#view.buffer.slice(0, this.at))
  }
}
