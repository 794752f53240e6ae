// Hands messages to the handlers of this process, in order, without recursion and without a socket.
import type { Handler, Message } from './link.ts'
import { covers } from './topic-filter.ts'

type Subscription = { readonly filters: readonly string[]; readonly handler: Handler }
type Delivery = { readonly message: Message; readonly done: (safe: Promise<unknown>) => void }

/** Deliveries between two turns of the event loop, so that handlers that publish cannot hold up sockets. */
const deliveriesPerTurn = 200
/** What strangers can make the broker keep. */
const mostRetained = { topics: 1000, bytes: 16 * 2 ** 20 }

export class Router {
  readonly #subscriptions = new Set<Subscription>()
  readonly #retained = new Map<string, Message>()
  readonly #waiting: Delivery[] = []
  #retainedBytes = 0
  #draining = false

  /** Handlers get retained messages first, marked as such [MQTT-3.3.1-6]. */
  subscribe(filters: readonly string[], handler: Handler): () => void {
    const subscription = { filters, handler }
    this.#subscriptions.add(subscription)
    const kept = [...this.#retained.values()].filter(({ topic }) => wants(filters, topic))
    for (const message of kept) void call(handler, message).catch(ignore)
    return () => {
      this.#subscriptions.delete(subscription)
    }
  }

  /** Whether anybody in this process but `besides` gets what is published on a topic. */
  isRead(topic: string, besides: Handler | undefined): boolean {
    return [...this.#subscriptions].some(
      ({ filters, handler }) => handler !== besides && wants(filters, topic),
    )
  }

  /** Keeps or clears the retained message of a topic [MQTT-3.3.1-10]; false when there is no room for another. */
  retain(message: Message): boolean {
    const before = this.#retained.get(message.topic)
    const bytes = this.#retainedBytes + message.payload.byteLength - (before?.payload.byteLength ?? 0)
    const topics = this.#retained.size + (before === undefined ? 1 : 0)
    if (bytes > mostRetained.bytes || topics > mostRetained.topics) return false
    this.#retainedBytes = bytes
    if (message.payload.byteLength === 0) this.#retained.delete(message.topic)
    else this.#retained.set(message.topic, message)
    return true
  }

  /**
   * Resolves when every handler that wants the message has; rejects when one of them failed. Who was there before the
   * message gets it without the retain flag [MQTT-3.3.1-9].
   */
  async deliver({ retain: _, ...message }: Message): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#waiting.push({ message, done: resolve })
    if (!this.#draining) this.#drain()
    await promise
  }

  #drain(): void {
    this.#draining = true
    for (let turn = 0; turn < deliveriesPerTurn; turn++) {
      const next = this.#waiting.shift()
      if (next === undefined) {
        this.#draining = false
        return
      }
      const wanted = [...this.#subscriptions].filter(({ filters }) => wants(filters, next.message.topic))
      next.done(Promise.all(wanted.map(({ handler }) => call(handler, next.message))))
    }
    setImmediate(() => this.#drain())
  }
}

const wants = (filters: readonly string[], topic: string) => filters.some(filter => covers(filter, topic))

async function call(handler: Handler, message: Message): Promise<void> {
  await handler(message)
}

const ignore = () => undefined
