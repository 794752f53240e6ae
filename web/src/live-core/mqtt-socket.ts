// A fleet's broker in the place of a hub: listens over MQTT and says what it hears as a hub would say it.
import {
  type ClientMessage,
  type DriverMessage,
  type DriverReceipt,
  type DriverReference,
  type Hello,
  type PageReport,
  referenceEvery_ms,
  rigKeyOf,
  type ServerMessage,
} from '../../../src/model/live-protocol.ts'
import type { Socket } from './connection.ts'
import {
  connectPacket,
  type Heard,
  PacketReader,
  pingPacket,
  publishPacket,
  subscribePacket,
} from './mqtt-packets.ts'

/** What the page asks the API for at the beginning. */
export type Past = Pick<Hello, 'rigs' | 'laps' | 'boards'>

export type MqttSurroundings = {
  readonly now: () => number
  readonly clientId: () => string
  readonly past: () => Promise<Past>
}

/** Eight filters are the most that IoT Core takes at once; these are all that a page shows. */
const ofRigs = ['live', 'event', 'lap', 'session', 'status', 'entries'].map(stream => `rigs/+/+/${stream}`)
const ofPeople = ['boards/#', 'words/#', 'receipts/#', 'references/#', 'screens/#']
const field = 'rigs/+/+/field'
const keepalive_s = 30
const topicForm = /^(?:rigs\/[^/]+\/[^/]+\/(\w+)|(boards|words|receipts|references|screens)\/.+)$/
/** Words of which this page may still say what became of them. */
const mostWords = 32

/** Whether an address is one of a broker and not of a hub. */
export const isBroker = (url: string): boolean => new URL(url).pathname === '/mqtt'

/** `url`: `wss://page:TOKEN@host/mqtt?…`; the token is the password of MQTT and stands in no address that is opened. */
export class MqttSocket implements Socket {
  onopen: Socket['onopen'] = null
  onmessage: Socket['onmessage'] = null
  onclose: Socket['onclose'] = null
  readonly #around: MqttSurroundings
  readonly #socket: WebSocket
  readonly #reader = new PacketReader()
  readonly #credentials: { readonly user: string; readonly password: string }
  #ready = false
  #subscriptions = 0
  /** Pings of the page that the broker has not answered. */
  #asked: number[] = []
  #watchesField = false
  /** Whose words are shown here, and those that were. */
  #heeded: ReadonlySet<string> = new Set()
  readonly #words = new Map<string, DriverMessage>()
  /** What this page's driver measures against, as it was last said. */
  #reference: { readonly said: string; readonly again_ms: number } = { said: '', again_ms: 0 }

  constructor(url: string, around: MqttSurroundings) {
    this.#around = around
    const address = new URL(url)
    this.#credentials = { user: address.username, password: decodeURIComponent(address.password) }
    address.username = ''
    address.password = ''
    this.#socket = new WebSocket(address, 'mqtt')
    this.#socket.binaryType = 'arraybuffer'
    this.#socket.onopen = () => this.#connect()
    this.#socket.onmessage = ({ data }) => this.#take(data)
    this.#socket.onclose = event => this.onclose?.(event)
  }

  get readyState(): number {
    return this.#ready || this.#socket.readyState > 1 ? this.#socket.readyState : 0
  }

  send(text: string): void {
    const message: ClientMessage = JSON.parse(text)
    if (message.type === 'ping') {
      this.#asked.push(message.client_ms)
      this.#socket.send(pingPacket())
      if (message.page !== undefined) this.#refer(message.page)
    } else if (message.type === 'watch' && (message.fields ?? []).length > 0 && !this.#watchesField) {
      this.#watchesField = true
      this.#subscribe([field])
    } else if (message.type === 'listen') {
      this.#heeded = new Set(message.rigs)
    } else if (message.type === 'receipt') {
      const words = this.#words.get(message.id)
      if (words !== undefined) this.#confirm(words, message.state)
    }
  }

  #confirm({ id, site, rig }: DriverMessage, state: DriverReceipt['state']): void {
    const receipt: DriverReceipt = { id, site, rig, state }
    this.#publish(`receipts/${site}/${rig}`, receipt)
  }

  /** Says what the driver measures against when it has changed, and again in a while: the broker remembers nothing. */
  #refer({ rig: key = '', reference }: PageReport): void {
    const [site, rig] = key.split('/')
    if (site === undefined || rig === undefined || reference === undefined) return
    const said = `${key} ${reference}`
    const now_ms = this.#around.now()
    if (said === this.#reference.said && now_ms < this.#reference.again_ms) return
    this.#reference = { said, again_ms: now_ms + referenceEvery_ms }
    const told: DriverReference = { site, rig, reference }
    this.#publish(`references/${site}/${rig}`, told)
  }

  #publish(topic: string, said: object): void {
    if (this.readyState === 1) this.#socket.send(publishPacket(topic, JSON.stringify(said)))
  }

  /** Shows words to whoever listens here, and says that they are shown. */
  #show(words: DriverMessage): void {
    if (!this.#heeded.has(rigKeyOf(words))) return
    this.#words.set(words.id, words)
    for (const oldest of this.#words.keys()) {
      if (this.#words.size <= mostWords) break
      this.#words.delete(oldest)
    }
    this.#confirm(words, 'shown')
    this.#say({ type: 'message', message: words })
  }

  close(): void {
    this.#socket.close()
  }

  #connect(): void {
    const { user, password } = this.#credentials
    this.#socket.send(connectPacket(this.#around.clientId(), user, password, keepalive_s))
  }

  #subscribe(filters: readonly string[]): void {
    this.#subscriptions += 1
    this.#socket.send(subscribePacket(this.#subscriptions, filters))
  }

  #take(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) return
    try {
      for (const heard of this.#reader.take(new Uint8Array(data))) this.#hear(heard)
    } catch {
      this.close()
    }
  }

  #hear(heard: Heard): void {
    switch (heard.kind) {
      case 'connack':
        if (!heard.accepted) {
          this.close()
          return
        }
        this.#subscribe(ofRigs)
        this.#subscribe(ofPeople)
        return
      case 'suback':
        if (!this.#ready) void this.#open()
        return
      case 'pingresp': {
        const client_ms = this.#asked.shift()
        const now_ms = this.#around.now()
        // There is no clock of a hub: the page's own stands in its place, with the way there and back.
        if (client_ms !== undefined) this.#say({ type: 'pong', client_ms, now_ms: (client_ms + now_ms) / 2 })
        return
      }
      case 'publish':
        for (const message of messagesOf(heard.topic, heard.payload, this.#around.now())) {
          if (message.type === 'message') this.#show(message.message)
          else this.#say(message)
        }
        return
    }
  }

  async #open(): Promise<void> {
    this.#ready = true
    this.onopen?.(new Event('open'))
    const past = await this.#around.past()
    this.#say({ type: 'hello', v: 1, now_ms: this.#around.now(), ...past })
  }

  #say(message: ServerMessage): void {
    this.onmessage?.(new MessageEvent('message', { data: JSON.stringify(message) }))
  }
}

/** What a message of a rig, or a board, is in the words of a hub; nothing for what a page does not show. */
function messagesOf(topic: string, payload: Uint8Array, received_ms: number): readonly ServerMessage[] {
  const [, stream, of] = topicForm.exec(topic) ?? []
  const value = parsed(payload)
  if (value === undefined) return []
  switch (stream ?? of) {
    case 'boards':
      return [{ type: 'board', board: value }]
    case 'words':
      return [{ type: 'message', message: value }]
    case 'receipts':
      return [{ type: 'receipt', receipt: value }]
    case 'references':
      return [{ type: 'reference', reference: value }]
    case 'screens':
      return [{ type: 'screen', screen: value }]
    case 'live':
      return [{ type: 'values', sent_ms: received_ms, rigs: [{ received_ms, values: value }] }]
    case 'lap': {
      const { v: _v, type: _type, first_seq: _first, last_seq: _last, ...lap } = value
      return lap.kind === 'incomplete' ? [] : [{ type: 'lap', lap }]
    }
    case 'event':
      return [{ type: 'event', event: value }]
    case 'session':
      return [{ type: 'session', session: value }]
    case 'status':
      return [{ type: 'status', status: value }]
    case 'field':
      return [{ type: 'field', received_ms, field: value }]
    case 'entries':
      return [{ type: 'entries', received_ms, entries: value }]
    default:
      return []
  }
}

/** As it was published, by one who was let in: a page takes the word of its hub, or broker, for the form of a message. */
function parsed(payload: Uint8Array): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(new TextDecoder().decode(payload))
  } catch {
    return undefined
  }
}
