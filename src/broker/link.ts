// The port to an MQTT broker: what a rig and a hub need of one, whichever it is.

export type Message = {
  readonly topic: string
  readonly payload: Uint8Array
  readonly qos: 0 | 1
  readonly retain?: boolean
  /** The client that published it, where the broker says so. */
  readonly client?: string
  /** How many rules have republished it so far. */
  readonly hops?: number
}

/** Called for every message; QoS 1 is acknowledged to the broker only when the promise resolves. */
export type Handler = (message: Message) => Promise<void> | void

/** A connection that survives its broker: it reconnects and subscribes again by itself. */
export interface Link {
  readonly connected: boolean
  /** QoS 1 resolves once the broker has acknowledged, and rejects when the connection is lost before that. QoS 0
   * resolves when written, and rejects at once while the broker is away. */
  publish(message: Message): Promise<void>
  /** Filters may be wildcards. Resolves when the broker has confirmed; the returned function unsubscribes. */
  subscribe(filters: readonly string[], handler: Handler): Promise<() => Promise<void>>
  /** Called with every change of `connected`; the returned function stops that. */
  onConnected(listener: (connected: boolean) => void): () => void
  close(): Promise<void>
}
