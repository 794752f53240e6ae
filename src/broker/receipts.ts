// Receipts: what a hub says of a message once it is safe, over a broker that only says that it took it. A broker may
// lose what it took, and so may a hub that dies with a message in its hands; then no receipt comes, and the message does
// again.
import { createHash } from 'node:crypto'
import { BrokerFault } from './fault.ts'
import type { Handler, Link, Message } from './link.ts'

/** `receipts/{site}/{rig}`: one digest of a message as text. */
const receiptTopic = (topic: string): string | undefined => {
  const [, site, rig] = /^rigs\/([^/]+)\/([^/]+)\/[^/]+$/.exec(topic) ?? []
  return site === undefined || rig === undefined ? undefined : `receipts/${site}/${rig}`
}

/** The same message has the same one, whoever makes it. */
const digestOf = ({ topic, payload }: Message): string =>
  createHash('sha256').update(topic).update('\0').update(payload).digest('base64url').slice(0, 22)

/** Takes messages as `take` does, and says on `link` of each that is safe now. */
export const receipting =
  (link: Pick<Link, 'publish'>, take: Handler): Handler =>
  async message => {
    await take(message)
    const topic = receiptTopic(message.topic)
    if (message.qos === 0 || topic === undefined) return
    // A receipt that is lost costs the message a second way, and nothing else.
    link.publish({ topic, payload: Buffer.from(digestOf(message)), qos: 0 }).catch(ignore)
  }

type Awaited = { readonly arrived: () => void; readonly lost: (fault: BrokerFault) => void }

/** How long a rig waits for a receipt, in ms: a hub writes what it takes to a disk or a store before it says so. */
const patience_ms = 20_000

/**
 * A link whose messages of quality 1 are published when a hub has said that they are safe. They are those of one rig,
 * `site` and `rig`; any other message goes as it would without.
 */
export function withReceipts(link: Link, of: { readonly site: string; readonly rig: string }): Link {
  const own = `receipts/${of.site}/${of.rig}`
  const awaited = new Map<string, Set<Awaited>>()
  const subscribed = link.subscribe([own], ({ payload }) => {
    for (const { arrived } of awaited.get(Buffer.from(payload).toString()) ?? []) arrived()
  })
  subscribed.catch(ignore)

  async function publish(message: Message): Promise<void> {
    if (message.qos === 0 || receiptTopic(message.topic) !== own) return link.publish(message)
    const digest = digestOf(message)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Awaited = { arrived: resolve, lost: reject }
    const all = awaited.get(digest) ?? new Set()
    awaited.set(digest, all.add(waiting))
    const timer = setTimeout(() => {
      const found = `none within ${patience_ms / 1000} s; it is sent again`
      waiting.lost(new BrokerFault('not-safe', message.topic, 'the receipt of a hub', found))
    }, patience_ms)
    try {
      await Promise.all([link.publish(message), promise])
    } finally {
      clearTimeout(timer)
      all.delete(waiting)
      if (all.size === 0) awaited.delete(digest)
    }
  }

  // What was on its way when the connection went may never have reached a hub: it need not be waited for.
  const stop = link.onConnected(connected => {
    if (connected) return
    const fault = new BrokerFault('not-connected', own, 'the receipt of a hub', 'a connection that was lost')
    for (const all of awaited.values()) for (const { lost } of all) lost(fault)
  })

  return {
    get connected() {
      return link.connected
    },
    publish,
    subscribe: (filters, handler) => link.subscribe(filters, handler),
    onConnected: listener => link.onConnected(listener),
    async close() {
      await link.close()
      stop()
    },
  }
}

const ignore = () => undefined
