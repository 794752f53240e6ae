// What the clients of a broker have subscribed to, to tell quickly whether anybody reads a topic.
import { covers } from './topic-filter.ts'

export class ReadFilters<Client extends object> {
  readonly #of = new Map<Client, Set<string>>()
  /** How many clients have each filter. */
  readonly #exact = new Map<string, number>()
  readonly #wild = new Map<string, number>()

  add(client: Client, filter: string): void {
    const own = this.#of.get(client) ?? new Set()
    if (own.has(filter)) return
    this.#of.set(client, own.add(filter))
    const counts = this.#countsOf(filter)
    counts.set(filter, (counts.get(filter) ?? 0) + 1)
  }

  remove(client: Client, filter: string): void {
    if (this.#of.get(client)?.delete(filter) !== true) return
    const counts = this.#countsOf(filter)
    const left = (counts.get(filter) ?? 1) - 1
    if (left === 0) counts.delete(filter)
    else counts.set(filter, left)
  }

  /** The client is gone. */
  forget(client: Client): void {
    for (const filter of this.#of.get(client) ?? []) this.remove(client, filter)
    this.#of.delete(client)
  }

  /** Whether a client gets what is published on a topic. */
  cover(topic: string): boolean {
    return this.#exact.has(topic) || [...this.#wild.keys()].some(filter => covers(filter, topic))
  }

  #countsOf(filter: string): Map<string, number> {
    return /[+#]/.test(filter) ? this.#wild : this.#exact
  }
}
