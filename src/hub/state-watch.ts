// When which part of the hub became how: the last hour, for a line of time.
import type { StateChange } from '../model/activity.ts'
import type { PartHealth } from '../model/health.ts'

const remembered_ms = 3_600_000
const mostChanges = 500

export class StateWatch {
  readonly #states = new Map<string, StateChange>()
  #changes: StateChange[] = []

  /** Takes how all parts are at `now_ms`. */
  note(parts: readonly PartHealth[], now_ms: number): void {
    const present = new Set<string>()
    for (const { part, state, detail } of parts) {
      present.add(part)
      if (this.#states.get(part)?.state !== state) this.#turn({ at_ms: now_ms, part, state, detail })
    }
    for (const part of this.#states.keys()) {
      if (present.has(part)) continue
      this.#turn({ at_ms: now_ms, part, state: 'off', detail: 'is no longer there' })
      this.#states.delete(part)
    }
  }

  /** Of the last hour, oldest first; of each part also how it was at its start. */
  changes(now_ms: number): readonly StateChange[] {
    const from_ms = now_ms - remembered_ms
    const before = new Map<string, StateChange>()
    for (const change of this.#changes) if (change.at_ms < from_ms) before.set(change.part, change)
    this.#changes = [...before.values(), ...this.#changes.filter(({ at_ms }) => at_ms >= from_ms)]
    return [...this.#changes]
  }

  #turn(change: StateChange): void {
    this.#states.set(change.part, change)
    this.#changes.push(change)
    if (this.#changes.length > mostChanges) this.#changes.shift()
  }
}
