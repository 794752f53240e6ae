// A fleet's broker in the place of a hub: listens over MQTT and says what it hears as a hub would say it.
import {
  type ClientMessage,
  type Hello,
  rigKeyOf,
  type ServerMessage,
} from '../../../src/model/live-protocol.ts'
import type { Socket } from './connection.ts'
import { connectPacket, type Heard, PacketReader, pingPacket, subscribePacket } from './mqtt-packets.ts'

/** What the page asks the API for at the beginning. */
export type Past = Pick<Hello, 'rigs' | 'laps' | 'boards'>

export type MqttSurroundings = {
  readonly now: () => number
  readonly clientId: () => string
  readonly past: () => Promise<Past>
}

/** Eight filters are the most that IoT Core takes at once; this is all that a page shows. */
const always = ['live', 'event', 'lap', 'session', 'status', 'entries'].map(stream => `rigs/+/+/${stream}`)
const field = 'rigs/+/+/field'
const keepalive_s = 30
const topicForm = /^(?:rigs\/[^/]+\/[^/]+\/(\w+)|boards\/(.+)|words\/(.+))$/

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
  /** Whose words are shown here. */
  #heeded: ReadonlySet<string> = new Set()

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
    } else if (message.type === 'watch' && (message.fields ?? []).length > 0 && !this.#watchesField) {
      this.#watchesField = true
      this.#subscribe([field])
    } else if (message.type === 'listen') {
      this.#heeded = new Set(message.rigs)
    }
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
        if (heard.accepted) this.#subscribe([...always, 'boards/#', 'words/#'])
        else this.close()
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
          if (message.type !== 'message' || this.#heeded.has(rigKeyOf(message.message))) this.#say(message)
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
  const [, stream, board, words] = topicForm.exec(topic) ?? []
  const value = parsed(payload)
  if (value === undefined) return []
  if (board !== undefined) return [{ type: 'board', board: value }]
  if (words !== undefined) return [{ type: 'message', message: value }]
  switch (stream) {
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
