// The recent past of a few columns, in typed arrays that are written round and round.
import { type LiveColumn, type Row, valueIn } from './row.ts'

export class Ring {
  readonly capacity: number
  readonly #times: Float64Array
  readonly #columns: ReadonlyMap<LiveColumn, Float32Array>
  #written = 0

  /** Keeps the last `capacity` rows of `columns`. */
  constructor(columns: readonly LiveColumn[], capacity: number) {
    this.capacity = capacity
    this.#times = new Float64Array(capacity)
    this.#columns = new Map(columns.map(name => [name, new Float32Array(capacity)]))
  }

  /** How many rows are in it. */
  get length(): number {
    return Math.min(this.#written, this.capacity)
  }

  /** Adds a row taken at `time_ms`; a time before the newest one starts over, because the source has restarted. */
  push(time_ms: number, row: Row): void {
    if (this.length > 0 && time_ms < this.timeAt(0)) this.#written = 0
    const at = this.#written % this.capacity
    this.#times[at] = time_ms
    for (const [name, values] of this.#columns) values[at] = valueIn(row, name) ?? Number.NaN
    this.#written += 1
  }

  /** The time of the row `back` rows before the newest, in ms; NaN beyond the oldest. */
  timeAt(back: number): number {
    return this.#read(this.#times, back)
  }

  /** The value `back` rows before the newest; NaN where the game gave none, and beyond the oldest. */
  valueAt(column: LiveColumn, back: number): number {
    const values = this.#columns.get(column)
    return values === undefined ? Number.NaN : this.#read(values, back)
  }

  #read(from: Float64Array | Float32Array, back: number): number {
    if (back < 0 || back >= this.length) return Number.NaN
    return from[(this.#written - 1 - back) % this.capacity] ?? Number.NaN
  }
}
