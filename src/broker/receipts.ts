// Receipts: what a hub says of a message once it is safe, over a broker that only says that it took it. A broker may
// lose what it took, and so may a hub that dies with a message in its hands; then no receipt comes, and the message does
// again.
import { createHash } from 'node:crypto'
import { BrokerFault } from './fault.ts'
import type { Handler, Link, Message } from './link.ts'

/** What the topics of receipts begin with. */
export const receipts = 'receipts/'

/** `receipts/{site}/{rig}`: one digest of a message as text. */
const receiptTopic = (topic: string): string | undefined => {
  const [, site, rig] = /^rigs\/([^/]+)\/([^/]+)\/[^/]+$/.exec(topic) ?? []
  return site === undefined || rig === undefined ? undefined : `${receipts}${site}/${rig}`
}

/** The same message has the same one, whoever makes it. */
const digestOf = ({ topic, payload }: Message): string =>
  createHash('sha256').update(topic).update('\0').update(payload).digest('base64url').slice(0, 22)

/** What to publish once the message is safe; undefined for one that nobody waits for. */
export function receiptOf(message: Message): Message | undefined {
  const topic = receiptTopic(message.topic)
  if (message.qos === 0 || topic === undefined) return undefined
  return { topic, payload: Buffer.from(digestOf(message)), qos: 0 }
}

/** Takes messages as `take` does, and says on `link` of each that is safe now. */
export const receipting =
  (link: Pick<Link, 'publish'>, take: Handler): Handler =>
  async message => {
    await take(message)
    const receipt = receiptOf(message)
    // A receipt that is lost costs the message a second way, and nothing else.
    if (receipt !== undefined) link.publish(receipt).catch(ignore)
  }

type Awaited = { readonly arrived: () => void; readonly lost: (fault: BrokerFault) => void }

export type Receipted = {
  readonly site: string
  readonly rig: string
  /** Told in a sentence, once, that no receipts come, and when they do again. */
  readonly report?: (text: string) => void
  /** How long a receipt is waited for, in ms: a hub writes what it takes to a disk or a store before it says so. */
  readonly patience_ms?: number
}

/**
 * A link whose messages of quality 1 are published when a hub has said that they are safe. They are those of one rig,
 * `site` and `rig`; any other message goes as it would without.
 */
export function withReceipts(link: Link, of: Receipted): Link {
  const { site, rig, report, patience_ms = 20_000 } = of
  const own = `${receipts}${site}/${rig}`
  const awaited = new Map<string, Set<Awaited>>()
  let [isWaiting, isClosed] = [false, false]
  const subscribed = link.subscribe([own], ({ payload }) => {
    for (const { arrived } of awaited.get(Buffer.from(payload).toString()) ?? []) arrived()
    if (isWaiting) report?.('A hub says what is safe; what waited on this disk is on its way.')
    isWaiting = false
  })
  subscribed.catch((error: unknown) => {
    if (!isClosed) report?.(`The broker does not let this rig read ${own}: ${String(error)}. ${without}`)
  })
  const nobodySaid = () => {
    if (!isWaiting) report?.(`${nobody} ${without}`)
    isWaiting = true
  }

  async function publish(message: Message): Promise<void> {
    if (message.qos === 0 || receiptTopic(message.topic) !== own) return link.publish(message)
    const digest = digestOf(message)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting: Awaited = { arrived: resolve, lost: reject }
    const all = awaited.get(digest) ?? new Set()
    awaited.set(digest, all.add(waiting))
    const timer = setTimeout(() => {
      nobodySaid()
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
      isClosed = true
      await link.close()
      stop()
    },
  }
}

const nobody =
  'No hub has said that it has what this rig sent: what is driven waits on this disk until one does. Does a hub take ' +
  'from this broker, as "pitwall up --broker" does?'
const without = 'Where no hub ever listens, such as AWS IoT or software of your own, add --no-receipts.'
const ignore = () => undefined
