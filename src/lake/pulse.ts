// How a lake is doing: how fast rows land, how far its writer is behind, when it last wrote a file.
import type { UnixMillis } from '../units/quantity.ts'

export type LakeState = {
  /** Samples that were made safe, a second over the last ten. */
  readonly rows_per_s: number
  /** Laps of which something lies in the landing log alone. */
  readonly open_laps: number
  /** Since when the oldest work waits that the writer could have done; 0 when there is none. */
  readonly behind_ms: number
  /** When the newest file was written, of those since the lake was opened. */
  readonly newest_ms?: UnixMillis
}

const window = 10
const decoder = new TextDecoder('latin1')
const mostHead = 2048

/** Rows of samples in a frame message, from its first bytes; 0 for one that has none. */
export function rowsIn(bytes: Uint8Array): number {
  return Number(/"physics":\{"n":(\d+)/.exec(decoder.decode(bytes.subarray(0, mostHead)))?.[1] ?? 0)
}

/** Told once a second what time it is. */
export class Pulse {
  readonly #rows = new Float64Array(window)
  readonly #waiting = new Map<string, UnixMillis>()
  #tick = 0
  #now: UnixMillis | undefined
  #newest: UnixMillis | undefined

  tick(now: UnixMillis): void {
    this.#now = now
    this.#tick++
    this.#rows[this.#tick % window] = 0
  }

  landed(rows: number): void {
    const at = this.#tick % window
    this.#rows[at] = (this.#rows[at] ?? 0) + rows
  }

  /** Work that the writer could do is there, of one name at a time. */
  begun(name: string): void {
    if (this.#now !== undefined && !this.#waiting.has(name)) this.#waiting.set(name, this.#now)
  }

  /** `wrote` when a file came of it. */
  ended(name: string, wrote: boolean): void {
    this.#waiting.delete(name)
    if (wrote) this.#newest = this.#now
  }

  state(open_laps: number): LakeState {
    // The second that runs is not over: the nine before it are.
    const whole = this.#rows.reduce((sum, rows) => sum + rows, 0) - (this.#rows[this.#tick % window] ?? 0)
    const oldest = this.#waiting.values().next().value
    return {
      rows_per_s: whole / (window - 1),
      open_laps,
      behind_ms: oldest === undefined || this.#now === undefined ? 0 : this.#now - oldest,
      ...(this.#newest !== undefined && { newest_ms: this.#newest }),
    }
  }
}
