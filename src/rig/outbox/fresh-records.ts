// The newest records of the spool, in memory as well: while the line is up each of them is wanted a moment after it was
// written, and to read it back would wake three threads.
import { isBehind, type Position } from './position.ts'

/** Some seconds of frames; what is older is read from the disk. */
const most = 2 ** 20

export class FreshRecords {
  readonly #records = new Map<string, { readonly position: Position; readonly body: Uint8Array }>()
  #bytes = 0

  add(position: Position, body: Uint8Array): void {
    this.#records.set(keyOf(position), { position, body })
    this.#bytes += body.byteLength
    for (const [key, oldest] of this.#records) {
      if (this.#bytes <= most) return
      this.#remove(key, oldest.body)
    }
  }

  /** The body of the record that begins at `position`; undefined when it is not fresh. */
  at(position: Position): Uint8Array | undefined {
    return this.#records.get(keyOf(position))?.body
  }

  /** Everything before `position` has arrived. */
  forgetBefore(position: Position): void {
    for (const [key, record] of this.#records) {
      if (!isBehind(position, record.position)) return
      this.#remove(key, record.body)
    }
  }

  #remove(key: string, body: Uint8Array): void {
    this.#records.delete(key)
    this.#bytes -= body.byteLength
  }
}

const keyOf = ({ segment, offset }: Position) => `${segment}/${offset}`
