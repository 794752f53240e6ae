// Pages on their way from the reading thread to the main one: a ring in shared memory, one writer, one reader.
import { type PageName, pageNames } from '../../wire/acc/page.ts'

/** What both threads hold. */
export type SharedRing = { readonly control: SharedArrayBuffer; readonly slots: SharedArrayBuffer }

/** Cells of the control block. */
const cells = ['written', 'taken', 'lost', 'stop', 'pages', 'gaps', 'torn', 'empty'] as const
export type RingCell = (typeof cells)[number]

/** Four seconds of a game, should the main thread stand still that long. */
const capacity = 2048
/** u32 page, u32 length, f64 microseconds; then the bytes. */
const headerSize = 16
const slotSize = headerSize + 1592

export const newRing = (): SharedRing => ({
  control: new SharedArrayBuffer(cells.length * 4),
  slots: new SharedArrayBuffer(capacity * slotSize),
})

export class PageRing {
  readonly #control: Int32Array<SharedArrayBuffer>
  readonly #bytes: Uint8Array<SharedArrayBuffer>
  readonly #view: DataView<SharedArrayBuffer>

  constructor({ control, slots }: SharedRing) {
    this.#control = new Int32Array(control)
    this.#bytes = new Uint8Array(slots)
    this.#view = new DataView(slots)
  }

  read(cell: RingCell): number {
    return Atomics.load(this.#control, cells.indexOf(cell))
  }

  add(cell: RingCell, count = 1): void {
    Atomics.add(this.#control, cells.indexOf(cell), count)
  }

  /** Ends the reading thread's loop, and wakes it. */
  stop(): void {
    Atomics.store(this.#control, cells.indexOf('stop'), 1)
    Atomics.notify(this.#control, cells.indexOf('stop'))
  }

  /** Sleeps, but for `stop`; false when told to stop. */
  sleep(milliseconds: number): boolean {
    return Atomics.wait(this.#control, cells.indexOf('stop'), 0, milliseconds) === 'timed-out'
  }

  /** Appends a page; one for which there is no room is lost and counted. */
  put(page: PageName, bytes: Uint8Array, at_us: number): void {
    const written = this.read('written')
    if (((written - this.read('taken')) | 0) >= capacity) {
      this.add('lost')
      return
    }
    const from = (written & (capacity - 1)) * slotSize
    this.#view.setUint32(from, pageNames.indexOf(page), true)
    this.#view.setUint32(from + 4, bytes.byteLength, true)
    this.#view.setFloat64(from + 8, at_us, true)
    this.#bytes.set(bytes, from + headerSize)
    this.add('written')
  }

  /** The oldest page that was not taken; its bytes are copied into `into`. Undefined when there is none. */
  take(
    into: Uint8Array,
  ): { readonly page: PageName; readonly length: number; readonly at_us: number } | undefined {
    const taken = this.read('taken')
    if (taken === this.read('written')) return undefined
    const from = (taken & (capacity - 1)) * slotSize
    const page = pageNames[this.#view.getUint32(from, true)]
    const length = this.#view.getUint32(from + 4, true)
    const at_us = this.#view.getFloat64(from + 8, true)
    into.set(this.#bytes.subarray(from + headerSize, from + headerSize + length))
    this.add('taken')
    return page === undefined ? undefined : { page, length, at_us }
  }
}
