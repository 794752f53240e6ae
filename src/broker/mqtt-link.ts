// The link to a broker somewhere else, over mqtt://, mqtts://, ws:// or wss://. MQTT 3.1.1 is enough.
import { connect, type IClientOptions, type IPublishPacket, type MqttClient, type Packet } from 'mqtt'
import { BrokerFault } from './fault.ts'
import { Inbox } from './inbox.ts'
import type { Handler, Link, Message } from './link.ts'
import { publishPacket } from './publish-packet.ts'
import { type TlsMaterial, trusting } from './tls-files.ts'
import { covers, isTopic, isTopicFilter } from './topic-filter.ts'

export type MqttLinkOptions = {
  /** A user and a password may stand in it. A function is asked with every connection, because brokers move. */
  readonly url: string | (() => string)
  /** One client at a time may use it: the broker closes the older one. */
  readonly clientId: string
  readonly user?: string
  /** The password of `user`, or a token. */
  readonly secret?: string
  /** The broker keeps QoS 1 messages for this client while it is away, and those it has not acknowledged. */
  readonly persistent?: boolean
  /** Published by the broker when this client vanishes without closing. */
  readonly will?: Message
  /** Asked for with every connection, so that a certificate may be renewed meanwhile. Throws BrokerFault. */
  readonly tls?: () => TlsMaterial
  /** Told in a sentence when the broker cannot be reached or turns the client away. */
  readonly report?: (text: string) => void
}

type Subscription = { readonly filters: readonly string[]; readonly handler: Handler }

/** Pauses between attempts grow from the first to the second, in ms. */
const retry_ms = { first: 250, most: 10_000 }
const keepalive_s = 15
/** Unsent bytes at which live messages are dropped rather than queued. */
const lineIsFull = 256 * 1024

/**
 * Begins to connect, and connects again whenever the connection is lost, until it is closed. Throws BrokerFault
 * `bad-option` for an address that is none.
 */
export const openMqttLink = (options: MqttLinkOptions): Link => new MqttLink(options)

class MqttLink implements Link {
  readonly #options: MqttLinkOptions
  #url = ''
  readonly #subscriptions = new Set<Subscription>()
  readonly #listeners = new Set<(connected: boolean) => void>()
  /** Publishes and subscriptions that the broker has not confirmed on this connection. */
  readonly #pending = new Set<(fault: Error) => void>()
  #unclaimed: { readonly message: Message; readonly claim: (handled: Promise<unknown>) => void }[] = []
  #client: MqttClient
  #connected = false
  #closed = false
  #attempts = 0
  #openedAt = 0
  #retry: NodeJS.Timeout | undefined
  #reported = ''
  /** Whether the other side ended the connection without a word. */
  #hungUp = true

  constructor(options: MqttLinkOptions) {
    this.#options = options
    this.#client = this.#connect()
  }

  get connected(): boolean {
    return this.#connected
  }

  async publish({ topic, payload, qos, retain = false }: Message): Promise<void> {
    if (!isTopic(topic)) throw new BrokerFault('bad-option', 'publish', 'a topic without wildcards', topic)
    if (!this.#connected) throw this.#away(topic)
    if (qos === 0 && this.#client.stream.writableLength > lineIsFull) {
      throw new BrokerFault('not-connected', topic, 'room on the line', 'a line that is full')
    }
    if (qos === 0) {
      const packet = publishPacket(topic, payload, retain)
      await this.#confirmed(done => this.#client.stream.write(packet, done))
      return
    }
    const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength)
    await this.#confirmed(done => this.#client.publish(topic, bytes, { qos, retain }, done))
  }

  async subscribe(filters: readonly string[], handler: Handler): Promise<() => Promise<void>> {
    const wrong = filters.find(filter => !isTopicFilter(filter))
    if (wrong !== undefined) throw new BrokerFault('bad-option', 'subscribe', 'a topic filter', wrong)
    if (this.#closed) throw this.#away(filters.join(', '))
    const subscription = { filters, handler }
    this.#subscriptions.add(subscription)
    try {
      while (!(await this.#subscribed(filters))) await this.#whenConnected()
    } catch (error) {
      this.#subscriptions.delete(subscription)
      throw error
    }
    this.#claim()
    return async () => {
      this.#subscriptions.delete(subscription)
      const others = [...this.#subscriptions].flatMap(other => other.filters)
      const gone = filters.filter(filter => !others.includes(filter))
      if (gone.length > 0 && this.#connected) {
        await this.#confirmed(done => this.#client.unsubscribe([...gone], done)).catch(ignore)
      }
    }
  }

  onConnected(listener: (connected: boolean) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#retry)
    const wasConnected = this.#connected
    this.#lose()
    await this.#client.endAsync(!wasConnected).catch(ignore)
  }

  #connect(): MqttClient {
    const { clientId, persistent = false, will } = this.#options
    const url = addressOf(typeof this.#options.url === 'string' ? this.#options.url : this.#options.url())
    const credentials = credentialsOf(url, this.#options)
    url.username = ''
    url.password = ''
    // Who is somewhere else now is not made to wait for what was tried in vain where it was.
    if (url.href !== this.#url) this.#attempts = 0
    this.#url = url.href
    const client = connect(this.#url, {
      clientId,
      clean: !persistent,
      protocolVersion: 4,
      keepalive: keepalive_s,
      connectTimeout: 10_000,
      // Each connection gets a client of its own: what was not confirmed on one is rejected, not kept.
      reconnectPeriod: 0,
      resubscribe: false,
      queueQoSZero: false,
      // All 65 536 numbers as buffers of their own take eight megabytes.
      writeCache: false,
      ...credentials,
      ...(will !== undefined && {
        will: {
          topic: will.topic,
          payload: Buffer.from(will.payload),
          qos: will.qos,
          retain: will.retain ?? false,
        },
      }),
      ...this.#tls(),
    })
    this.#receiveWith(client)
    client.on('connect', () => this.#open(client))
    client.on('error', error => {
      this.#hungUp = false
      this.#report(`${this.#url}: ${error.message || String(error)}${untrusted(error)}; trying again`)
    })
    client.on('close', () => this.#reconnect(client))
    return client
  }

  /** For as long as a certificate cannot be read, the connection is tried without, and refused by the other side. */
  #tls(): IClientOptions {
    try {
      const material = this.#options.tls?.() ?? {}
      const { cert, key } = material
      const { port, protocol } = new URL(this.#url)
      // AWS IoT tells MQTT from HTTPS by this name on port 443 [AWS IoT developer guide, device protocols].
      const isAws = cert !== undefined && protocol === 'mqtts:' && port === '443'
      return {
        ...(cert !== undefined && { cert }),
        ...(key !== undefined && { key }),
        ...trusting(material),
        ...(isAws && { ALPNProtocols: ['x-amzn-mqtt-ca'] }),
      }
    } catch (error) {
      this.#report(error instanceof Error ? error.message : String(error))
      return {}
    }
  }

  /**
   * The library acknowledges one message after the other and reads on in between. Here a message is taken as if it were
   * QoS 0, and acknowledged when its handler is done, while others are being read.
   */
  #receiveWith(client: MqttClient): void {
    const inbox = new Inbox(client.stream)
    const toAcknowledge = new WeakMap<IPublishPacket, number>()
    client.on('packetreceive', (packet: Packet) => {
      if (packet.cmd !== 'publish' || packet.qos !== 1 || packet.messageId === undefined) return
      toAcknowledge.set(packet, packet.messageId)
      packet.qos = 0
    })
    client.handleMessage = (packet, done) => {
      const messageId = toAcknowledge.get(packet)
      const message = messageOf(packet, messageId === undefined ? 0 : 1)
      const handled = this.#dispatch(message)
      if (messageId === undefined) {
        handled.catch(ignore)
        done()
        return
      }
      const safe = this.#options.persistent === true ? handled : handled.catch(ignore)
      inbox.hold({ messageId, bytes: message.payload.byteLength, safe, proceed: () => done() })
    }
  }

  /** Resolves when all handlers that want the message are done. */
  #dispatch(message: Message): Promise<unknown> {
    const wanted = [...this.#subscriptions].filter(({ filters }) =>
      filters.some(filter => covers(unshared(filter), message.topic)),
    )
    if (wanted.length > 0 || message.qos === 0 || this.#options.persistent !== true) {
      return Promise.all(wanted.map(({ handler }) => call(handler, message)))
    }
    // A kept session delivers before its handlers have subscribed again.
    const { promise, resolve } = Promise.withResolvers<unknown>()
    this.#unclaimed.push({ message, claim: resolve })
    return promise
  }

  #claim(): void {
    const waiting = this.#unclaimed
    this.#unclaimed = []
    for (const { message, claim } of waiting) claim(this.#dispatch(message))
  }

  #open(client: MqttClient): void {
    if (client !== this.#client || this.#closed) return
    this.#connected = true
    this.#openedAt = performance.now()
    if (this.#reported !== '') this.#options.report?.(`${this.#url}: connected`)
    this.#reported = ''
    for (const { filters } of this.#subscriptions) void this.#subscribed(filters).catch(ignore)
    for (const listener of this.#listeners) listener(true)
  }

  #reconnect(client: MqttClient): void {
    if (client !== this.#client || this.#closed) return
    if (this.#connected) this.#report(`${this.#url}: the connection was lost; trying again`)
    else if (this.#hungUp)
      this.#report(`${this.#url}: it hung up before it answered; ${this.#hint()}trying again`)
    this.#hungUp = true
    // A broker that takes a connection and drops it again is not asked at once.
    if (this.#connected && performance.now() - this.#openedAt > retry_ms.most) this.#attempts = 0
    this.#lose()
    client.end(true)
    const pause_ms = Math.min(retry_ms.most, retry_ms.first * 2 ** this.#attempts++)
    this.#retry = setTimeout(
      () => {
        this.#client = this.#connect()
      },
      pause_ms * (0.75 + Math.random() / 2),
    )
  }

  #lose(): void {
    const was = this.#connected
    this.#connected = false
    this.#unclaimed = []
    for (const reject of [...this.#pending]) reject(this.#away('mqtt'))
    if (was) for (const listener of this.#listeners) listener(false)
  }

  /** Whether the broker has confirmed; false when the connection is away. */
  async #subscribed(filters: readonly string[]): Promise<boolean> {
    if (!this.#connected) return false
    try {
      await this.#confirmed(done => this.#client.subscribe([...filters], { qos: 1 }, done))
      return true
    } catch (error) {
      if (this.#closed || this.#connected) {
        throw new BrokerFault('not-allowed', 'subscribe', filters.join(', '), String(error))
      }
      return false
    }
  }

  #whenConnected(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const stop = this.onConnected(() => {
      stop()
      resolve()
    })
    return promise
  }

  #confirmed(ask: (done: (error?: Error | null) => void) => void): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const lost = (fault: Error) => {
      this.#pending.delete(lost)
      reject(fault)
    }
    this.#pending.add(lost)
    ask(error => {
      this.#pending.delete(lost)
      if (error) reject(error)
      else resolve()
    })
    return promise
  }

  #away(where: string): BrokerFault {
    const found = this.#closed ? 'a link that was closed' : `no connection to ${this.#url}`
    return new BrokerFault('not-connected', where, 'a connection', found)
  }

  #hint(): string {
    const { protocol } = new URL(this.#url)
    return protocol === 'mqtt:' || protocol === 'ws:'
      ? `if it speaks TLS, write ${protocol.replace(':', 's://')}; `
      : ''
  }

  #report(text: string): void {
    if (text === this.#reported || this.#closed) return
    this.#reported = text
    this.#options.report?.(text)
  }
}

function addressOf(url: string): URL {
  const address = URL.canParse(url) ? new URL(url) : undefined
  if (address !== undefined && protocols.includes(address.protocol)) return address
  throw new BrokerFault('bad-option', 'broker address', 'mqtt://host:1883, mqtts://, ws:// or wss://', url)
}
const protocols: readonly string[] = ['mqtt:', 'mqtts:', 'ws:', 'wss:']

/** What to do about a certificate that nobody here vouches for. */
const untrusted = (error: Error): string =>
  'code' in error &&
  typeof error.code === 'string' &&
  /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/.test(error.code)
    ? '; pin its authority with --broker-fingerprint, or give it with --broker-ca'
    : ''

/** A token needs a user beside it [MQTT-3.1.2-22]. */
function credentialsOf({ username, password }: URL, { user, secret }: MqttLinkOptions) {
  const name = user ?? decodeURIComponent(username)
  const proof = secret ?? decodeURIComponent(password)
  if (name === '' && proof === '') return {}
  return { username: name || 'token', password: proof }
}

function messageOf({ topic, payload, retain }: IPublishPacket, qos: 0 | 1): Message {
  const bytes = typeof payload === 'string' ? Buffer.from(payload) : payload
  return { topic, payload: bytes, qos, ...(retain && { retain }) }
}

/** The filter of a shared subscription: messages come on their own topics [MQTT-4.8.2]. */
const unshared = (filter: string): string => filter.replace(/^\$share\/[^/]+\//, '')

async function call(handler: Handler, message: Message): Promise<void> {
  await handler(message)
}

const ignore = () => undefined
