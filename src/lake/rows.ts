// Frames to rows: a block of columns that frames, and rows of an earlier file, are appended to in the order of time.
// One row per physics sample; what the graphics page says holds until it says something else, across frames too.
import { type ChannelColumn, type ColumnName, channelColumns, columnByName } from '../model/channels.ts'
import type { FrameColumns, ScaledColumn } from '../model/frame.ts'
import { missing } from '../model/pack.ts'
import { type ColumnData, noInt } from './parquet/column.ts'
import { rowsPerGroup } from './parquet/file.ts'

type Values = Float32Array | Int32Array
const notMeasured: ScaledColumn = { bits: 0, scaled: new Int32Array(0) }

type Slot = { readonly column: ChannelColumn; readonly whole: boolean; values: Values }

/** The last known graphics values, by column, and when they were read; what is not in it is not known. */
export type Held = { t_us: number; readonly values: Map<ColumnName, number> }
export const nothingHeld = (): Held => ({ t_us: Number.NaN, values: new Map() })

const isWhole = (column: ChannelColumn): boolean => column.channel.bits === 0

export class RowBlock {
  #capacity = 8192
  #count = 0
  #ordered = true
  #t_us = new Float64Array(this.#capacity)
  #packet = new Float64Array(this.#capacity)
  #graphics_t_us = new Float64Array(this.#capacity)
  readonly #slots: readonly Slot[] = channelColumns.map(column => ({
    column,
    whole: isWhole(column),
    values: isWhole(column) ? new Int32Array(this.#capacity) : new Float32Array(this.#capacity),
  }))

  get count(): number {
    return this.#count
  }

  /** Whether `rows` more would make it larger than a row group. */
  isFullFor(rows: number): boolean {
    return this.#count > 0 && this.#count + rows > rowsPerGroup
  }

  clear(): void {
    this.#count = 0
    this.#ordered = true
  }

  /** Appends the physics rows of a frame, and leaves in `held` what its graphics page said last. */
  appendFrame(physics: FrameColumns | undefined, graphics: FrameColumns | undefined, held: Held): void {
    const count = physics?.count ?? 0
    const from = physics === undefined ? this.#count : this.#grow(physics.t_us, physics.packet, count)
    const sources = graphics && rowsHeldAt(graphics.t_us, physics?.t_us ?? noNumbers, count)
    for (let row = 0; row < count; row++) {
      const source = sources?.[row] ?? -1
      this.#graphics_t_us[from + row] = source < 0 ? held.t_us : (graphics?.t_us[source] ?? Number.NaN)
    }
    for (const slot of this.#slots) {
      const { name, page } = slot.column
      if (page === 'physics') this.#copy(slot, from, count, physics?.columns.get(name))
      else this.#hold(slot, from, count, graphics, sources, held.values)
    }
    if (graphics !== undefined && graphics.count > 0)
      held.t_us = graphics.t_us[graphics.count - 1] ?? held.t_us
  }

  /** Appends rows `first ≤ row < last` of columns that were read from a file. */
  appendStored(columns: ReadonlyMap<string, ColumnData>, first: number, last: number): void {
    const count = last - first
    const t_us = numbers(columns.get('t_us')).subarray(first, last)
    const from = this.#grow(t_us, numbers(columns.get('packet')).subarray(first, last), count)
    this.#graphics_t_us.set(numbers(columns.get('graphics_t_us')).subarray(first, last), from)
    for (const { column, values } of this.#slots) {
      const stored = columns.get(column.name)
      if (stored?.type === 'float' || stored?.type === 'int')
        values.set(stored.values.subarray(first, last), from)
      else values.fill(isWhole(column) ? noInt : Number.NaN, from, from + count)
    }
  }

  /** The columns of what was appended since the last `clear`, ordered by time; views, valid until the next change. */
  columns(): ReadonlyMap<string, ColumnData> {
    if (!this.#ordered) this.#sort()
    const rows = this.#count
    const columns = new Map<string, ColumnData>([
      ['t_us', { type: 'bigint', values: this.#t_us.subarray(0, rows) }],
      ['packet', { type: 'bigint', values: this.#packet.subarray(0, rows) }],
      ['graphics_t_us', { type: 'bigint', values: this.#graphics_t_us.subarray(0, rows) }],
    ])
    for (const { column, values } of this.#slots) {
      const used = values.subarray(0, rows)
      columns.set(
        column.name,
        used instanceof Int32Array ? { type: 'int', values: used } : { type: 'float', values: used },
      )
    }
    return columns
  }

  #copy(slot: Slot, from: number, count: number, source: ScaledColumn | undefined) {
    const { values } = slot
    if (source === undefined) {
      values.fill(slot.whole ? noInt : Number.NaN, from, from + count)
      return
    }
    const { scaled } = source
    const step = 2 ** -source.bits
    if (values instanceof Int32Array && source.bits === 0) values.set(scaled.subarray(0, count), from)
    else if (values instanceof Int32Array) {
      for (let row = 0; row < count; row++) values[from + row] = wholeOf(scaled[row] ?? missing, step)
    } else {
      for (let row = 0; row < count; row++) {
        values[from + row] = realOf(scaled[row] ?? missing, step)
      }
    }
  }

  #hold(
    slot: Slot,
    from: number,
    count: number,
    graphics: FrameColumns | undefined,
    sources: Int32Array | undefined,
    held: Map<ColumnName, number>,
  ): void {
    const { values, whole } = slot
    const { name } = slot.column
    const none = whole ? noInt : Number.NaN
    const before = held.get(name) ?? none
    if (graphics === undefined || sources === undefined) {
      values.fill(before, from, from + count)
      return
    }
    const { scaled, bits } = graphics.columns.get(name) ?? notMeasured
    const step = 2 ** -bits
    for (let row = 0; row < count; row++) {
      const source = sources[row] ?? -1
      const value = source < 0 ? before : (scaled[source] ?? missing)
      // Whole channels mark what is missing as frames do; the others become NaN.
      values[from + row] = source < 0 ? value : whole ? wholeOf(value, step) : realOf(value, step)
    }
    const last = scaled[graphics.count - 1] ?? missing
    if (graphics.count > 0) held.set(name, whole ? wholeOf(last, step) : realOf(last, step))
  }

  /** Makes room, writes the clock and returns the first new row. */
  #grow(t_us: Float64Array, packet: Float64Array, count: number): number {
    const from = this.#count
    const needed = from + count
    if (needed > this.#capacity) {
      while (this.#capacity < needed) this.#capacity *= 2
      this.#t_us = widened(this.#t_us, new Float64Array(this.#capacity))
      this.#packet = widened(this.#packet, new Float64Array(this.#capacity))
      this.#graphics_t_us = widened(this.#graphics_t_us, new Float64Array(this.#capacity))
      for (const slot of this.#slots) {
        slot.values = slot.whole
          ? widened(slot.values, new Int32Array(this.#capacity))
          : widened(slot.values, new Float32Array(this.#capacity))
      }
    }
    this.#t_us.set(t_us.subarray(0, count), from)
    this.#packet.set(packet.subarray(0, count), from)
    for (let row = Math.max(1, from); row < needed && this.#ordered; row++) {
      this.#ordered = (this.#t_us[row - 1] ?? 0) <= (this.#t_us[row] ?? 0)
    }
    this.#count = needed
    return from
  }

  #sort(): void {
    const order = Uint32Array.from({ length: this.#count }, (_, row) => row)
    const t_us = this.#t_us.slice(0, this.#count)
    order.sort((a, b) => (t_us[a] ?? 0) - (t_us[b] ?? 0) || a - b)
    for (const values of [
      this.#t_us,
      this.#packet,
      this.#graphics_t_us,
      ...this.#slots.map(slot => slot.values),
    ]) {
      const before = values.slice(0, this.#count)
      order.forEach((source, row) => {
        values[row] = before[source] ?? 0
      })
    }
    this.#ordered = true
  }
}

/** For each time of `at`, the last row of `times` at or before it, or -1; both ascend. */
function rowsHeldAt(times: Float64Array, at: Float64Array, count: number): Int32Array {
  const rows = new Int32Array(count)
  let row = -1
  for (let index = 0; index < count; index++) {
    const now = at[index] ?? 0
    for (let next = times[row + 1]; next !== undefined && next <= now; next = times[row + 1]) row++
    rows[index] = row
  }
  return rows
}

const wholeOf = (scaled: number, step: number): number =>
  scaled === missing ? noInt : step === 1 ? scaled : Math.round(scaled * step)
const realOf = (scaled: number, step: number): number => (scaled === missing ? Number.NaN : scaled * step)

function widened<Kind extends Values | Float64Array>(from: Values | Float64Array, into: Kind): Kind {
  into.set(from)
  return into
}

const noNumbers = new Float64Array(0)
const numbers = (column: ColumnData | undefined): Float64Array =>
  column !== undefined && 'values' in column && column.values instanceof Float64Array
    ? column.values
    : noNumbers

/** The held values as JSON keeps them, and back. */
export type HeldRecord = {
  readonly t_us: number | null
  readonly values: Readonly<Record<string, number | null>>
}

const orNull = (value: number): number | null => (Number.isNaN(value) ? null : value)

export const heldRecord = (held: Held): HeldRecord => ({
  t_us: orNull(held.t_us),
  values: Object.fromEntries([...held.values].map(([name, value]) => [name, orNull(value)])),
})

export function heldFrom(record: HeldRecord): Held {
  const held = nothingHeld()
  held.t_us = record.t_us ?? Number.NaN
  for (const [name, value] of Object.entries(record.values)) {
    const column = columnByName.get(name)
    if (column?.page === 'graphics') held.values.set(column.name, value ?? Number.NaN)
  }
  return held
}
