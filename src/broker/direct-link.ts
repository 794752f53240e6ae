// The link of the hub to the broker in its own process: no socket, no copy.
import { BrokerFault } from './fault.ts'
import type { Handler, Link, Message } from './link.ts'
import type { Router } from './router.ts'
import { isTopic, isTopicFilter } from './topic-filter.ts'

export class DirectLink implements Link {
  readonly #publish: (message: Message) => Promise<void>
  readonly #router: Router
  readonly #listeners = new Set<(connected: boolean) => void>()
  readonly #unsubscribe = new Set<() => void>()
  #connected = true

  constructor(publish: (message: Message) => Promise<void>, router: Router) {
    this.#publish = publish
    this.#router = router
  }

  get connected(): boolean {
    return this.#connected
  }

  async publish(message: Message): Promise<void> {
    if (!this.#connected) throw closed(message.topic)
    if (!isTopic(message.topic)) {
      throw new BrokerFault('bad-option', 'publish', 'a topic without wildcards', message.topic)
    }
    await this.#publish(message)
  }

  async subscribe(filters: readonly string[], handler: Handler): Promise<() => Promise<void>> {
    if (!this.#connected) throw closed(filters.join(', '))
    const wrong = filters.find(filter => !isTopicFilter(filter))
    if (wrong !== undefined) throw new BrokerFault('bad-option', 'subscribe', 'a topic filter', wrong)
    const stop = this.#router.subscribe(filters, handler)
    this.#unsubscribe.add(stop)
    return async () => {
      this.#unsubscribe.delete(stop)
      stop()
    }
  }

  onConnected(listener: (connected: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    if (!this.#connected) return
    this.#connected = false
    for (const stop of this.#unsubscribe) stop()
    for (const listener of this.#listeners) listener(false)
  }
}

const closed = (where: string) => new BrokerFault('not-connected', where, 'an open link', 'a closed one')
