// Which fields one page watches, and what it has not been sent of them yet. Newest wins, at most ten times a second.
import type { RigKey } from '../model/live-protocol.ts'

/** The two messages that a field is made of; who is in it goes out first. */
export const fieldParts = ['entries', 'field'] as const
export type FieldPart = (typeof fieldParts)[number]

type Turn = {
  readonly rig: RigKey
  readonly part: FieldPart
  readonly nextAt: number
  readonly fresh: boolean
}

const period_ms = 100
/** A part may go out this much early, so that a rig at ten a second that is uneven is not thinned. */
const early_ms = 40

export class FieldTurns {
  #watched: ReadonlySet<RigKey | '*'> = new Set()
  readonly #turns = new Map<string, Turn>()

  /** Watches these rigs from now on, and no others. */
  watch(rigs: readonly (RigKey | '*')[]): void {
    this.#watched = new Set(rigs)
    for (const [key, { rig }] of this.#turns) if (!this.watches(rig)) this.#turns.delete(key)
  }

  watches(rig: RigKey): boolean {
    return this.#watched.has(rig) || this.#watched.has('*')
  }

  /** Notes that a part is new; says whether an older one was overtaken by it. */
  mark(rig: RigKey, part: FieldPart): boolean {
    if (!this.watches(rig)) return false
    const key = `${part} ${rig}`
    const { nextAt = Number.NEGATIVE_INFINITY, fresh = false } = this.#turns.get(key) ?? {}
    this.#turns.set(key, { rig, part, nextAt, fresh: true })
    return fresh
  }

  get pending(): boolean {
    return [...this.#turns.values()].some(({ fresh }) => fresh)
  }

  forget(rig: RigKey): void {
    for (const part of fieldParts) this.#turns.delete(`${part} ${rig}`)
  }

  /** Takes what may go out now, entries before fields. `wait` is how long until the next may, if any is left. */
  due(now: number): { readonly parts: readonly Turn[]; readonly wait: number | undefined } {
    const parts: Turn[] = []
    let wait: number | undefined
    for (const [key, turn] of this.#turns) {
      if (!turn.fresh) continue
      if (now < turn.nextAt - early_ms) {
        wait = Math.min(wait ?? Number.POSITIVE_INFINITY, turn.nextAt - now)
        continue
      }
      parts.push(turn)
      const nextAt = Math.max(turn.nextAt, now - early_ms) + period_ms
      this.#turns.set(key, { ...turn, nextAt, fresh: false })
    }
    parts.sort((a, b) => fieldParts.indexOf(a.part) - fieldParts.indexOf(b.part))
    return { parts, wait }
  }
}
