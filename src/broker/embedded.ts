// The MQTT broker inside the hub's own process: TCP and WebSocket for rigs, a direct link for the hub itself. What
// comes in is first made safe by the handlers of this process and acknowledged only then.
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createServer as createSecureServer } from 'node:tls'
import { Aedes, type Client, type PublishPacket } from 'aedes'
import { type Authenticate, type Grant, isLoopback, mayPublish, maySubscribe } from './access.ts'
import { Allowance, machineOf, type Rate } from './allowance.ts'
import { DirectLink } from './direct-link.ts'
import { BrokerFault } from './fault.ts'
import { answerPlain, keepRenewed, type ShownIdentity } from './first-byte.ts'
import { Forwarder } from './forwarder.ts'
import { Gate } from './gate.ts'
import { Inbox } from './inbox.ts'
import type { Handler, Link, Message } from './link.ts'
import { messageOf, mute, packetOf, withoutBasicIngest } from './packet.ts'
import { ReadFilters } from './read-filters.ts'
import { receiptOf, receipts } from './receipts.ts'
import { Router } from './router.ts'
import { attachWebSockets, type Upgrades } from './websocket.ts'

export type BrokerOptions = {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** May be left out only where nobody but this machine can connect. */
  readonly authenticate?: Authenticate
  /** Gets every message from the first on; QoS 1 is acknowledged to its publisher when the promise resolves. */
  readonly ingest?: Handler
  /** Bytes of one payload; larger messages are refused and counted. 128 KiB if left out. */
  readonly payloadLimit?: number
  /** What to speak TLS with; without, MQTT is spoken in the clear. */
  readonly identity?: ShownIdentity
  /** Connections at a time. 1000 if left out. */
  readonly clientLimit?: number
  /** New connections of one machine. 200 at once and 20 a second if left out, enough for a room full of rigs. */
  readonly connectRate?: Rate
  /** Told in a sentence what was refused. */
  readonly report?: (text: string) => void
}

/** What the broker counts since it was opened. */
export type BrokerCounters = {
  readonly clients: number
  readonly received: number
  readonly refused_clients: number
  readonly hasty_clients: number
  readonly refused_messages: number
  readonly oversized_messages: number
  readonly unsafe_messages: number
  readonly slow_drops: number
}

export interface Broker {
  readonly port: number
  readonly counters: BrokerCounters
  /** A link without a socket. */
  link(): Link
  /** Takes WebSocket upgrades of `path` on an HTTP server; leaves others alone. The returned function stops that. */
  attach(server: Upgrades, path?: string): () => void
  /** Whether anybody but `ingest` gets what is published on a topic. */
  isRead(topic: string): boolean
  /** Ends the connections of grants that no longer stand. */
  expel(stands: (grant: Grant) => boolean): void
  close(): Promise<void>
}

/**
 * Starts listening. It keeps no session for a client that is away: whoever needs one connects to a broker of its own
 * kind. Throws BrokerFault `bad-option` for a reachable host without authentication.
 */
export async function openBroker(options: BrokerOptions): Promise<Broker> {
  if (options.authenticate === undefined && !isLoopback(options.host)) {
    throw new BrokerFault(
      'bad-option',
      'broker',
      'credentials, because other machines can reach it',
      `host ${options.host} without any; add credentials or use 127.0.0.1`,
    )
  }
  const broker = new EmbeddedBroker(options)
  try {
    await broker.listen()
  } catch (error) {
    await broker.close()
    throw error
  }
  return broker
}

/** A client that has not read this much is too slow: it loses QoS 0 messages; at the second mark, its connection. */
const slowAt = { drop: 256 * 1024, close: 8 * 2 ** 20 }
const payloadLimitDefault = 128 * 1024
const connectRateDefault = { burst: 200, per_s: 20 }
/** Half of them have not said who they are yet, or never will. */
const mostSockets = 2000

class EmbeddedBroker implements Broker {
  readonly #options: BrokerOptions
  readonly #payloadLimit: number
  readonly #router = new Router()
  readonly #grants = new WeakMap<Client, Grant>()
  readonly #inboxes = new WeakMap<Client, Inbox>()
  /** Every connection, with what is known of it. */
  readonly #sockets = new Map<Duplex, Client>()
  readonly #addresses = new WeakMap<Client, string>()
  /** Those who wait for receipts: they do not know that an acknowledgement of this broker is one. */
  readonly #receipted = new WeakSet<Client>()
  /** What each client has subscribed to. */
  readonly #reads = new ReadFilters<Client>()
  readonly #connects: Allowance
  readonly #links = new Set<Link>()
  readonly #counts = {
    received: 0,
    refused_clients: 0,
    hasty_clients: 0,
    refused_messages: 0,
    oversized_messages: 0,
    unsafe_messages: 0,
    slow_drops: 0,
  }
  readonly #aedes: Aedes
  readonly #forwarder = new Forwarder(packet => this.#aedes.publish(packet, ignore))
  readonly #server: Server
  #closed = false

  constructor(options: BrokerOptions) {
    this.#options = options
    this.#payloadLimit = options.payloadLimit ?? payloadLimitDefault
    this.#connects = new Allowance(options.connectRate ?? connectRateDefault, () => performance.now())
    if (options.ingest !== undefined) this.#router.subscribe(['#', '$aws/rules/#'], options.ingest)
    this.#aedes = new Aedes({
      // No limit: one that is reached would hold up every client for the sake of the slowest.
      concurrency: 0,
      connectTimeout: 10_000,
      drainTimeout: 30_000,
      maxClientsIdLength: 64,
      preConnect: (_client, packet, done) => {
        // What a client would miss while it is away is not kept: it would be kept in memory, without a bound.
        packet.clean = true
        const full = this.#aedes.connectedClients >= (options.clientLimit ?? 1000)
        done(full ? this.#refuseClient('the broker is full') : null, !full)
      },
      authenticate: (client, user, password, done) => {
        this.#authenticate(client, user, password).then(
          known => done(null, known),
          () => done(null, false),
        )
      },
      authorizePublish: (client, packet, done) => this.#accept(client, packet, done),
      authorizeSubscribe: (client, subscription, done) => {
        const grant = this.#grants.get(client)
        const allowed = grant !== undefined && maySubscribe(grant, subscription.topic)
        if (!allowed) this.#refuse(`${client.id} may not subscribe to ${subscription.topic}`)
        else if (subscription.topic.startsWith(receipts)) this.#receipted.add(client)
        done(null, allowed ? subscription : null)
      },
      authorizeForward: (client, packet) => (this.#isTooSlow(client, packet.qos) ? null : packet),
    })
    this.#aedes.on('subscribe', (subscriptions, client) => {
      for (const { topic } of subscriptions) this.#reads.add(client, topic)
    })
    this.#aedes.on('unsubscribe', (filters, client) => {
      for (const filter of filters) this.#reads.remove(client, filter)
    })
    // A client that breaks its connection is no fault of the broker.
    this.#aedes.on('clientError', () => undefined)
    this.#aedes.on('connectionError', () => undefined)
    this.#server = this.#listener(socket => this.#connect(socket, socket.remoteAddress))
    this.#server.maxConnections = mostSockets
  }

  async listen(): Promise<void> {
    await this.#aedes.listen()
    this.#server.listen(this.#options.port, this.#options.host)
    await once(this.#server, 'listening')
  }

  get port(): number {
    const address = this.#server.address()
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  get counters(): BrokerCounters {
    return { clients: this.#aedes.connectedClients, ...this.#counts }
  }

  link(): Link {
    const link = new DirectLink(message => this.#publish(message), this.#router)
    this.#links.add(link)
    return link
  }

  attach(server: Upgrades, path = '/mqtt'): () => void {
    return attachWebSockets(server, path, (stream, address) => this.#connect(stream, address))
  }

  isRead(topic: string): boolean {
    return this.#router.isRead(topic, this.#options.ingest) || this.#reads.cover(topic)
  }

  expel(stands: (grant: Grant) => boolean): void {
    for (const [socket, client] of this.#sockets) {
      const grant = this.#grants.get(client)
      if (grant !== undefined && !stands(grant)) socket.destroy()
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined
    this.#server.close()
    for (const link of this.#links) await link.close()
    await new Promise<void>(resolve => this.#aedes.close(resolve))
    for (const socket of this.#sockets.keys()) socket.destroy()
    await closed
  }

  #connect(socket: Duplex | Socket, address: string | undefined): void {
    if (this.#closed || (this.#options.authenticate === undefined && !isLoopback(address))) {
      this.#refuseClient(`${address ?? 'a stranger'} came without being asked for credentials`)
      socket.destroy()
      return
    }
    if (this.#connects.take(machineOf(address)) > 0) {
      this.#counts.hasty_clients++
      socket.destroy()
      return
    }
    if ('setNoDelay' in socket) socket.setNoDelay(true)
    const gate = new Gate(socket, this.#payloadLimit, ({ topic, bytes, messageId }) => {
      this.#counts.oversized_messages++
      this.#options.report?.(`refused ${bytes} bytes on ${topic}: ${this.#payloadLimit} are allowed`)
      if (messageId !== undefined) this.#inboxOf(client).acknowledge(messageId)
    })
    const client = this.#aedes.handle(gate)
    gate.once('close', () => {
      this.#sockets.delete(gate)
      this.#reads.forget(client)
    })
    this.#sockets.set(gate, client)
    if (address !== undefined) this.#addresses.set(client, address)
  }

  #listener(take: (socket: Socket) => void): Server {
    const { identity } = this.#options
    if (identity === undefined) return createServer(take)
    const server = createSecureServer({ ...identity(), minVersion: 'TLSv1.2' }, take)
    keepRenewed(server, identity)
    answerPlain(server, socket => {
      const who = socket.remoteAddress ?? 'a stranger'
      this.#refuseClient(`${who} spoke MQTT without TLS; it must be told mqtts:// instead of mqtt://`)
      socket.destroy()
    })
    return server
  }

  async #authenticate(client: Client, user?: string, password?: Buffer): Promise<boolean> {
    const { authenticate } = this.#options
    const address = this.#addresses.get(client)
    const grant =
      authenticate === undefined
        ? { name: client.id }
        : await authenticate(user, password?.toString() ?? '', address)
    if (grant === undefined) this.#refuseClient(`${client.id} came with a wrong user, password or token`)
    else this.#grants.set(client, grant)
    return grant !== undefined
  }

  /** Decides about a message from a client: the hook that the broker asks before anything else happens with it. */
  #accept(client: Client | null, packet: PublishPacket, done: (error?: Error | null) => void): void {
    const grant = client === null ? undefined : this.#grants.get(client)
    const { topic, messageId } = packet
    const asked = withoutBasicIngest(topic)
    if (client === null || grant === undefined || asked.startsWith('$') || !mayPublish(grant, asked)) {
      done(this.#refuse(`${client?.id ?? 'a client'} may not publish on ${topic}`))
      return
    }
    const { qos } = packet
    const message = this.#retainable(messageOf(packet, client.id))
    const safe = this.#deliver(message)
    // Basic Ingest is for the rules alone: nobody can subscribe to it. Nobody else is waited for: a slow reader must not
    // hold up the sender.
    const forward = () => {
      if (asked === topic) this.#forwarder.send(packetOf(message))
      const receipt = this.#receipted.has(client) ? receiptOf(message) : undefined
      if (receipt !== undefined) this.#forwarder.send(packetOf(receipt))
    }
    mute(packet)
    if (qos === 0) {
      safe.catch(ignore)
      forward()
      done()
    } else if (qos === 1 && messageId !== undefined) {
      const bytes = message.payload.byteLength
      this.#inboxOf(client).hold({ messageId, bytes, safe, forward, proceed: done })
    } else {
      // QoS 2 is confirmed by aedes, and reaches the others at least once; last wills come this way too.
      safe.then(() => {
        forward()
        done()
      }, done)
    }
  }

  async #publish(message: Message): Promise<void> {
    if (this.#closed) throw new BrokerFault('not-connected', 'broker', 'an open broker', 'a closed one')
    const bytes = message.payload.byteLength
    if (bytes > this.#payloadLimit) {
      this.#counts.oversized_messages++
      throw new BrokerFault('refused', message.topic, `${this.#payloadLimit} bytes`, `${bytes} bytes`)
    }
    const retainable = this.#retainable(message)
    await this.#deliver(retainable)
    this.#forwarder.send(packetOf(retainable))
  }

  /** The message, no longer retained if there is no room for it. */
  #retainable(message: Message): Message {
    if (message.retain !== true || this.#router.retain(message)) return message
    this.#refuse(`no room to retain ${message.topic}`)
    return { ...message, retain: false }
  }

  async #deliver(message: Message): Promise<void> {
    this.#counts.received++
    try {
      await this.#router.deliver(message)
    } catch (error) {
      this.#counts.unsafe_messages++
      this.#options.report?.(`${message.topic} could not be made safe: ${String(error)}`)
      if (message.qos > 0) throw error
    }
  }

  #inboxOf(client: Client): Inbox {
    const known = this.#inboxes.get(client)
    if (known !== undefined) return known
    const inbox = new Inbox(client.conn)
    this.#inboxes.set(client, inbox)
    return inbox
  }

  #isTooSlow(client: Client, qos: number): boolean {
    const unread = client.conn.writableLength
    if (unread < slowAt.drop || (qos > 0 && unread < slowAt.close)) return false
    this.#counts.slow_drops++
    if (qos > 0) client.conn.destroy()
    return true
  }

  #refuse(text: string): BrokerFault {
    this.#counts.refused_messages++
    this.#options.report?.(text)
    return new BrokerFault('not-allowed', 'broker', 'a topic that the credential covers', text)
  }

  #refuseClient(text: string): BrokerFault {
    this.#counts.refused_clients++
    this.#options.report?.(`refused a connection: ${text}`)
    return new BrokerFault('refused', 'broker', 'a known client', text)
  }
}

const ignore = () => undefined
