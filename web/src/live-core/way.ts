// Whether the clock of a rig can be compared with the hub's, from how long its messages seem to be on their way.
import { isPlausibleWay } from '../../../src/model/plausible-way.ts'

const memory = 120

export class Way {
  readonly #recent = new Float64Array(memory).fill(Number.POSITIVE_INFINITY)
  #written = 0

  /** Takes one message: taken by the rig's clock, received by the hub's. */
  observe(at_ms: number, received_ms: number): void {
    this.#recent[this.#written % memory] = received_ms - at_ms
    this.#written += 1
  }

  /** Whether both clocks tell the same time, as far as their messages show; undefined before the first. */
  get comparable(): boolean | undefined {
    if (this.#written === 0) return undefined
    const fastest = this.#recent.reduce((least, way) => Math.min(least, way), Number.POSITIVE_INFINITY)
    return isPlausibleWay(fastest)
  }
}
