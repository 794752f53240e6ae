// Hands messages to the clients of the broker, in the order in which they came.
import type { PublishPacket } from 'aedes'

/** A message takes one of three ways through aedes: at once, or after it was retained, or queued, or both. */
type Way = 'at-once' | 'retained' | 'queued' | 'retained-queued'

/**
 * Aedes drops a message for a client that has already got a younger one, and messages that are retained or are QoS 1
 * take longer through it than others: a live value that follows a lap would overtake it, and the lap would be lost. So
 * only messages of one way are let in together, and the next turn of the event loop is waited for before another.
 */
export class Forwarder {
  readonly #publish: (packet: PublishPacket) => void
  readonly #waiting: PublishPacket[] = []
  #onTheWay: Way = 'at-once'

  constructor(publish: (packet: PublishPacket) => void) {
    this.#publish = publish
  }

  send(packet: PublishPacket): void {
    this.#waiting.push(packet)
    this.#advance()
  }

  #advance(): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      const way = wayOf(next)
      if (this.#onTheWay !== 'at-once' && this.#onTheWay !== way) return
      if (this.#onTheWay !== way) this.#arriveNextTurn()
      this.#onTheWay = way
      this.#waiting.shift()
      this.#publish(next)
    }
  }

  #arriveNextTurn(): void {
    setImmediate(() => {
      this.#onTheWay = 'at-once'
      this.#advance()
    })
  }
}

function wayOf({ qos, retain }: PublishPacket): Way {
  if (qos === 0) return retain ? 'retained' : 'at-once'
  return retain ? 'retained-queued' : 'queued'
}
