// A link to a broker that is not known yet: away until it becomes another link, and that one from then on.
import { BrokerFault } from './fault.ts'
import type { Handler, Link, Message } from './link.ts'

export type LaterLink = Link & {
  /** Takes the place of this one, once; closed with it, and at once when this one is closed already. */
  readonly become: (link: Link) => void
}

/** `what` says in faults who is waited for, such as "a hub on this network". */
export const laterLink = (what: string): LaterLink => new Later(what)

class Later implements LaterLink {
  readonly #what: string
  readonly #listeners = new Set<(connected: boolean) => void>()
  readonly #known = Promise.withResolvers<Link>()
  #link: Link | undefined
  #closed = false

  constructor(what: string) {
    this.#what = what
    this.#known.promise.catch(() => undefined)
  }

  get connected(): boolean {
    return this.#link?.connected ?? false
  }

  become(link: Link): void {
    if (this.#closed || this.#link !== undefined) {
      void link.close()
      return
    }
    this.#link = link
    link.onConnected(connected => {
      for (const listener of this.#listeners) listener(connected)
    })
    this.#known.resolve(link)
    if (link.connected) for (const listener of this.#listeners) listener(true)
  }

  async publish(message: Message): Promise<void> {
    if (this.#link === undefined) throw this.#away(message.topic)
    await this.#link.publish(message)
  }

  async subscribe(filters: readonly string[], handler: Handler): Promise<() => Promise<void>> {
    return await (await this.#known.promise).subscribe(filters, handler)
  }

  onConnected(listener: (connected: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#known.reject(this.#away('mqtt'))
    await this.#link?.close()
  }

  #away(where: string): BrokerFault {
    return new BrokerFault('not-connected', where, 'a connection', `none: ${this.#what} is waited for`)
  }
}
