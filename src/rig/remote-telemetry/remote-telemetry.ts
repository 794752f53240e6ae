// Assetto Corsa (AC1) over UDP as a source: asks the game for its frames, and asks again when they stop coming.
import { createSocket, type Socket } from 'node:dgram'
import { lookup } from 'node:dns/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { ac1Udp } from '../../model/games/ac1-udp.ts'
import { micros, unixMillis } from '../../units/quantity.ts'
import {
  ac1CarInfo,
  ac1CarPage,
  ac1Introduction,
  ac1RemotePort,
  ac1Request,
  readAc1Datagram,
} from '../../wire/ac1/remote.ts'
import { encode } from '../../wire/struct.ts'
import { noCounters, type Source, type SourceCounters, type SourceHandler } from '../source.ts'

export type RemoteTelemetryOptions = {
  /** Where the game runs; this machine if left out. */
  readonly host?: string
  readonly port?: number
  /** How long to wait for a word of the game before asking anew, in ms. */
  readonly patience_ms?: number
}

/** Reads a game that may not run yet, and goes on until told to stop. */
export const remoteTelemetry = (options: RemoteTelemetryOptions = {}): Source => ({
  origin: 'live',
  run: (handler, signal) => new Listening(options, handler).run(signal),
})

const operations = { handshake: 0, updates: 1, dismiss: 3 } as const
const counterSize = 4

class Listening {
  readonly #host: string
  readonly #port: number
  readonly #patience_ms: number
  readonly #handler: SourceHandler
  readonly #socket: Socket = createSocket('udp4')
  readonly #startedOn = performance.now()
  readonly #page = new Uint8Array(ac1CarPage.size)
  #counters: SourceCounters = noCounters
  #packet = 0
  #heardAt = Number.NEGATIVE_INFINITY
  #introduced = false
  #told = ''

  constructor(
    { host = '127.0.0.1', port = ac1RemotePort, patience_ms = 2000 }: RemoteTelemetryOptions,
    handler: SourceHandler,
  ) {
    this.#host = host
    this.#port = port
    this.#patience_ms = patience_ms
    this.#handler = handler
  }

  async run(signal: AbortSignal): Promise<SourceCounters> {
    let failed: unknown
    const broken = new AbortController()
    this.#socket.on('error', error => {
      failed = error
      broken.abort()
    })
    const { address: host } = await lookup(this.#host, 4)
    this.#socket.on('message', (bytes, { address, port }) => {
      if (port === this.#port && address === host) this.#take(bytes)
    })
    const ended = AbortSignal.any([signal, broken.signal])
    this.#handler.game?.(ac1Udp)
    while (!ended.aborted) {
      if (performance.now() - this.#heardAt > this.#patience_ms) this.#ask()
      await sleep(this.#patience_ms / 2, undefined, { signal: ended }).catch(ignore)
    }
    await this.#part()
    if (failed !== undefined) throw failed
    return this.#counters
  }

  #ask(): void {
    this.#introduced = false
    this.#say('waiting', `no word from Assetto Corsa at ${this.#host}:${this.#port}; asking again`)
    this.#request(operations.handshake)
  }

  #take(bytes: Buffer): void {
    let datagram: ReturnType<typeof readAc1Datagram>
    try {
      datagram = readAc1Datagram(bytes)
    } catch {
      // What nobody understands is passed over, and counted.
      this.#count({ torn: this.#counters.torn + 1 })
      return
    }
    const now = performance.now()
    // Frames that nobody asked for are no answer.
    if (datagram.kind === 'introduction' || this.#introduced) this.#heardAt = now
    if (datagram.kind === 'introduction') this.#meet(bytes, now)
    else if (datagram.kind === 'car' && this.#introduced) this.#frame(bytes, now)
  }

  #meet(bytes: Buffer, now: number): void {
    this.#introduced = true
    this.#hand('static', bytes.subarray(0, ac1Introduction.size), now)
    this.#request(operations.updates)
  }

  /** The game repeats itself when it has rendered nothing new. */
  #frame(bytes: Buffer, now: number): void {
    const before = this.#page.subarray(counterSize)
    if (this.#packet > 0 && bytes.equals(before)) {
      this.#count({ duplicates: this.#counters.duplicates + 1 })
      return
    }
    carPage(bytes, ++this.#packet, this.#page)
    this.#say('reading', `reading Assetto Corsa at ${this.#host}:${this.#port}`)
    this.#hand('graphics', this.#page, now)
    this.#hand('physics', this.#page, now)
  }

  #hand(page: 'static' | 'graphics' | 'physics', bytes: Uint8Array, now: number): void {
    this.#counters = { ...this.#counters, pages: this.#counters.pages + 1 }
    void this.#handler.page(page, bytes, micros(Math.round((now - this.#startedOn) * 1000)))
  }

  #say(state: 'waiting' | 'reading', detail: string): void {
    if (detail === this.#told) return
    this.#told = detail
    this.#handler.state(state, detail, unixMillis(Math.round(performance.timeOrigin + this.#startedOn)))
  }

  #count(change: Partial<SourceCounters>): void {
    this.#counters = { ...this.#counters, ...change }
    this.#handler.counted?.(this.#counters)
  }

  #request(operation: number): void {
    const request = encode(ac1Request, { identifier: 1, version: 1, operation })
    // A game that is not there may be told as an error: it is asked again.
    this.#socket.send(request, this.#port, this.#host, ignore)
  }

  /** Says goodbye: the game sends to whoever it was not told has gone. */
  async #part(): Promise<void> {
    const goodbye = encode(ac1Request, { identifier: 1, version: 1, operation: operations.dismiss })
    await new Promise<void>(done => this.#socket.send(goodbye, this.#port, this.#host, () => done()))
    await new Promise<void>(done => this.#socket.close(() => done()))
  }
}

/** A frame behind a counter, as a page. `bytes` holds 328 bytes. */
export function carPage(
  bytes: Uint8Array,
  packet: number,
  into: Uint8Array = new Uint8Array(ac1CarPage.size),
): Uint8Array {
  encode(ac1CarPage, { packetId: packet }, into)
  into.set(bytes.subarray(0, ac1CarInfo.size), counterSize)
  return into
}

const ignore = () => undefined
