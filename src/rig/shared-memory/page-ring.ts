// Pages on their way from the reading thread to the main one: a ring in shared memory, one writer, one reader.
import { type PageName, pageNames } from '../../wire/acc/page.ts'
import { type WireGameId, wireGameIds } from '../../wire/games.ts'

/** What both threads hold. */
export type SharedRing = { readonly control: SharedArrayBuffer; readonly records: SharedArrayBuffer }

/** A page that was taken out of the ring; its bytes are where they were asked for. */
export type TakenPage = {
  readonly game: WireGameId
  readonly page: PageName
  readonly length: number
  readonly at_us: number
}

/** Cells of the control block; `written` and `taken` count bytes. */
const cells = { written: 0, taken: 1, lost: 2, stop: 3, pages: 4, gaps: 5, torn: 6, empty: 7 } as const
export type RingCell = keyof typeof cells

/** Eight seconds of a game at 400 Hz, should the main thread stand still that long; a power of two. */
const capacity = 2 ** 22
/** u8 page, u8 game, u16 length, u32 nothing, f64 microseconds; then the bytes, up to a multiple of eight. */
const headerSize = 16
const recordSize = (length: number) => headerSize + Math.ceil(length / 8) * 8
/** Instead of a page: the rest up to the end of the ring is not used. */
const filler = 255

export const newRing = (): SharedRing => ({
  control: new SharedArrayBuffer(Object.keys(cells).length * 4),
  records: new SharedArrayBuffer(capacity),
})

export class PageRing {
  readonly #control: Int32Array<SharedArrayBuffer>
  readonly #bytes: Uint8Array<SharedArrayBuffer>
  readonly #view: DataView<SharedArrayBuffer>

  constructor({ control, records }: SharedRing) {
    this.#control = new Int32Array(control)
    this.#bytes = new Uint8Array(records)
    this.#view = new DataView(records)
  }

  read(cell: RingCell): number {
    return Atomics.load(this.#control, cells[cell])
  }

  add(cell: RingCell, count = 1): void {
    Atomics.add(this.#control, cells[cell], count)
  }

  /** Ends the reading thread's loop, and wakes it. */
  stop(): void {
    Atomics.store(this.#control, cells.stop, 1)
    Atomics.notify(this.#control, cells.stop)
  }

  get stopped(): boolean {
    return this.read('stop') !== 0
  }

  /** Sleeps, but for `stop`; false when told to stop. */
  sleep(milliseconds: number): boolean {
    return Atomics.wait(this.#control, cells.stop, 0, milliseconds) === 'timed-out'
  }

  /** Appends a page; one for which there is no room is lost and counted. */
  put(game: WireGameId, page: PageName, bytes: Uint8Array, at_us: number): void {
    const written = this.read('written')
    const free = capacity - ((written - this.read('taken')) | 0)
    const size = recordSize(bytes.byteLength)
    const toEnd = capacity - (written & (capacity - 1))
    const skipped = size > toEnd ? toEnd : 0
    if (size + skipped > free) {
      this.add('lost')
      return
    }
    if (skipped > 0) this.#bytes[written & (capacity - 1)] = filler
    const from = (written + skipped) & (capacity - 1)
    this.#bytes[from] = pageNames.indexOf(page)
    this.#bytes[from + 1] = wireGameIds.indexOf(game)
    this.#view.setUint16(from + 2, bytes.byteLength, true)
    this.#view.setFloat64(from + 8, at_us, true)
    this.#bytes.set(bytes, from + headerSize)
    this.add('written', size + skipped)
  }

  /** The oldest page that was not taken; its bytes are copied into `into`. Undefined when there is none. */
  take(into: Uint8Array): TakenPage | undefined {
    const taken = this.read('taken')
    if (taken === this.read('written')) return undefined
    const from = taken & (capacity - 1)
    if (this.#bytes[from] === filler) {
      this.add('taken', capacity - from)
      return this.take(into)
    }
    const page = pageNames[this.#bytes[from] ?? filler]
    const game = wireGameIds[this.#bytes[from + 1] ?? filler]
    const length = this.#view.getUint16(from + 2, true)
    const at_us = this.#view.getFloat64(from + 8, true)
    into.set(this.#bytes.subarray(from + headerSize, from + headerSize + length))
    this.add('taken', recordSize(length))
    return page === undefined || game === undefined ? undefined : { game, page, length, at_us }
  }
}
