// Stands between a socket and the broker's parser and lets no packet through that is larger than the limit: the parser
// would hold all of it in memory first.
import { Duplex } from 'node:stream'
import { BrokerFault } from './fault.ts'

/** A PUBLISH that was not let through; `messageId` is there for QoS 1. */
export type Oversized = {
  readonly topic: string
  readonly bytes: number
  readonly messageId?: number
}

const publish = 3

/**
 * Wraps `socket`. An oversized PUBLISH is skipped without being held, and reported: whoever gets the report should
 * acknowledge a QoS 1 message all the same, because MQTT 3.1.1 has no other answer but to close [MQTT-3.3.5-2], and a
 * client that keeps its messages would send this one for ever. Any other oversized packet destroys the connection.
 */
export class Gate extends Duplex {
  readonly #socket: Duplex
  readonly #limit: number
  readonly #oversized: (packet: Oversized) => void
  /** Bytes of the current packet that are still to come, to be passed on or to be skipped. */
  #passing = 0
  #skipping = 0
  /** The beginning of a packet of which too little has come to know its size. */
  #head: Buffer = Buffer.alloc(0)

  constructor(socket: Duplex, payloadLimit: number, oversized: (packet: Oversized) => void) {
    super()
    this.#socket = socket
    this.#limit = payloadLimit
    this.#oversized = oversized
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('end', () => this.push(null))
    socket.on('error', error => this.destroy(error))
    socket.on('close', () => this.destroy())
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(chunk, done)
  }

  override _writev(
    chunks: readonly { readonly chunk: Buffer }[],
    done: (error?: Error | null) => void,
  ): void {
    this.#socket.write(Buffer.concat(chunks.map(({ chunk }) => chunk)), done)
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#socket.end(done)
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#socket.destroy()
    done(error)
  }

  #take(chunk: Buffer): void {
    const bytes = this.#head.length === 0 ? chunk : Buffer.concat([this.#head, chunk])
    this.#head = Buffer.alloc(0)
    let from = 0
    let at = 0
    while (at < bytes.length) {
      if (this.#skipping > 0) {
        const skipped = Math.min(this.#skipping, bytes.length - at)
        this.#skipping -= skipped
        at += skipped
        from = at
        continue
      }
      if (this.#passing === 0) {
        const next = this.#nextPacket(bytes.subarray(at))
        if (next === undefined) break
        this.#pass(bytes.subarray(from, at))
        from = at
        if (next.skip) this.#skipping = next.length
        else this.#passing = next.length
        continue
      }
      const passed = Math.min(this.#passing, bytes.length - at)
      this.#passing -= passed
      at += passed
    }
    this.#pass(bytes.subarray(from, at))
    this.#head = Buffer.from(bytes.subarray(at))
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0 && !this.destroyed && !this.push(bytes)) this.#socket.pause()
  }

  /** Length of the packet that begins here, and whether to skip it; undefined while too little of it has come. */
  #nextPacket(bytes: Buffer): { readonly length: number; readonly skip: boolean } | undefined {
    const header = fixedHeader(bytes)
    if (header === undefined) return undefined
    const { length, start, type } = header
    if (length - start <= this.#limit) return { length, skip: false }
    if (type !== publish) {
      this.destroy(new BrokerFault('refused', 'mqtt', `packets of ${this.#limit} bytes`, `${length} bytes`))
      return undefined
    }
    if (bytes.length < start + 2) return undefined
    const topicEnd = start + 2 + bytes.readUInt16BE(start)
    const qos = ((bytes[0] ?? 0) >> 1) & 3
    const payload = topicEnd + (qos === 0 ? 0 : 2)
    if (bytes.length < payload) return undefined
    if (length - payload <= this.#limit) return { length, skip: false }
    const topic = bytes.toString('utf8', start + 2, topicEnd)
    const packet = { topic, bytes: length - payload }
    this.#oversized(qos === 1 ? { ...packet, messageId: bytes.readUInt16BE(topicEnd) } : packet)
    return { length, skip: true }
  }
}

type FixedHeader = { readonly type: number; readonly start: number; readonly length: number }

/** Reads type and remaining length [MQTT-2.2]; a length of more than four bytes reads as endless. */
function fixedHeader(bytes: Buffer): FixedHeader | undefined {
  let remaining = 0
  for (let index = 1; index <= 4; index++) {
    const byte = bytes[index]
    if (byte === undefined) return undefined
    remaining += (byte & 127) * 128 ** (index - 1)
    if (byte < 128) return { type: (bytes[0] ?? 0) >> 4, start: index + 1, length: index + 1 + remaining }
  }
  return { type: 0, start: 5, length: Number.POSITIVE_INFINITY }
}
