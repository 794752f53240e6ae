// The QoS 1 messages of one sender that are not safe yet, and the acknowledgements that wait for them: on the broker's
// side of a connection, and on the side of a client that reads.
/** The stream to whoever sent them. */
type Line = {
  readonly destroyed: boolean
  write(bytes: Uint8Array): unknown
  destroy(): unknown
}

type Held = {
  readonly messageId: number
  readonly bytes: number
  readonly safe: Promise<unknown>
  /** What is to happen with the message once it is safe, before it is acknowledged. */
  readonly forward?: () => void
  /** Lets the next packet of this sender be read. */
  readonly proceed: (error?: Error | null) => void
}

/** What one sender may have waiting before it is no longer read. */
const mostHeld = { messages: 128, bytes: 8 * 2 ** 20 }

/**
 * The sender is read on while its messages wait, so that a slow disk delays neither its live messages nor its pings;
 * beyond the bound it is not read. Acknowledgements leave in the order of the messages [MQTT-4.6.0-2]. A message that
 * cannot be made safe ends the connection without one, so that the client sends it again [MQTT-4.4.0-1].
 */
export class Inbox {
  readonly #stream: Line
  #tail: Promise<void> = Promise.resolve()
  #messages = 0
  #bytes = 0
  #blocked: Held['proceed'][] = []

  constructor(stream: Line) {
    this.#stream = stream
  }

  hold(held: Held): void {
    this.#messages++
    this.#bytes += held.bytes
    const before = this.#tail
    this.#tail = held.safe.then(
      () => before.then(() => this.#finish(held)),
      () => {
        this.#stream.destroy()
        this.#release(held)
      },
    )
    if (this.#isFull()) this.#blocked.push(held.proceed)
    else held.proceed()
  }

  /** Acknowledges a message that nobody wants, in its turn. */
  acknowledge(messageId: number): void {
    this.#tail = this.#tail.then(() => this.#puback(messageId))
  }

  #finish(held: Held): void {
    held.forward?.()
    this.#puback(held.messageId)
    this.#release(held)
  }

  #release(held: Held): void {
    this.#messages--
    this.#bytes -= held.bytes
    if (this.#isFull()) return
    const blocked = this.#blocked
    this.#blocked = []
    for (const proceed of blocked) proceed()
  }

  #isFull(): boolean {
    return this.#messages > mostHeld.messages || this.#bytes > mostHeld.bytes
  }

  /** [MQTT-3.4]: type 4, two bytes of packet identifier. */
  #puback(messageId: number): void {
    if (this.#stream.destroyed) return
    this.#stream.write(Buffer.from([0x40, 2, messageId >> 8, messageId & 255]))
  }
}
