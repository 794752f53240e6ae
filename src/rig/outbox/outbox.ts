// The way of QoS 1 messages out of the rig: written to the spool, then published in order, then forgotten when they
// are acknowledged. A lost broker, hub or rig costs nothing but time.
import { setTimeout as sleep } from 'node:timers/promises'
import { BrokerFault } from '../../broker/fault.ts'
import type { Link, Message } from '../../broker/link.ts'
import { Pace } from './pace.ts'
import { type Position, Spool, type SpooledRecord } from './spool.ts'

export type OutboxOptions = {
  readonly folder: string
  readonly link: Link
  /** Bytes on disk; the oldest messages are dropped first. 2 GiB if left out. */
  readonly budget?: number
  /** What may be published in a second, so that live messages on the same line are not starved. */
  readonly bytesPerSecond?: number
  /** What may be on its way at a time: beyond one message, live messages would queue behind. 2 MiB if left out. */
  readonly bytesInFlight?: number
  /** Told in a sentence what was lost or is in the way. */
  readonly report: (text: string) => void
}

/** What the outbox counts since it was opened. */
export type OutboxCounters = {
  readonly sent: number
  /** Messages that were not acknowledged yet. */
  readonly waiting: number
  readonly dropped: number
  readonly spooled_bytes: number
}

/** Messages on their way to the broker at a time. */
const window = 16
/** Bytes that wait for the disk; more are dropped, for the game does not wait. */
const mostUnwritten = 32 * 2 ** 20
const batchBytes = 2 ** 20
const retry_ms = 1000
/** How often it is written down what has arrived: after a kill, what arrived since then is sent twice. */
const save_ms = 2000

type Flight = { readonly end: Position; readonly bytes: number; landed: boolean; arrived: boolean }

export class Outbox {
  readonly #spool: Spool
  readonly #link: Link
  readonly #report: (text: string) => void
  readonly #pace: Pace
  readonly #mostInFlight: number
  readonly #stopped = new AbortController()
  readonly #loops: Promise<unknown>
  #changed = Promise.withResolvers<void>()
  #unwritten: Uint8Array[] = []
  #unwrittenBytes = 0
  /** How many of the first unwritten messages are being written, or published past the disk. */
  #locked = 0
  #diskFails = false
  #flights: Flight[] = []
  #bytesInFlight = 0
  #next: Position
  /** A publish failed: when the others have landed, everything since the last acknowledgement goes again. */
  #failed = false
  #sent = 0
  #dropped = 0

  private constructor(spool: Spool, options: OutboxOptions) {
    this.#spool = spool
    this.#link = options.link
    this.#report = options.report
    this.#pace = new Pace(options.bytesPerSecond ?? Number.POSITIVE_INFINITY)
    this.#mostInFlight = options.bytesInFlight ?? 2 * 2 ** 20
    this.#next = spool.start
    const stopListening = options.link.onConnected(() => this.#wake())
    this.#loops = Promise.all([this.#write(), this.#publish(), this.#save()]).finally(stopListening)
  }

  /** Throws RigFault `no-access` for a folder that cannot be made or read. */
  static async open(options: OutboxOptions): Promise<Outbox> {
    const { folder, budget = 2 * 2 ** 30, report } = options
    return new Outbox(await Spool.open({ folder, budget, report }), options)
  }

  /** Messages that were not acknowledged yet. */
  get waiting(): number {
    return this.#unwritten.length + this.#spool.waiting
  }

  get counters(): OutboxCounters {
    return {
      sent: this.#sent,
      waiting: this.waiting,
      dropped: this.#dropped + this.#spool.dropped,
      spooled_bytes: this.#spool.bytes,
    }
  }

  /** Takes a message; a moment later it survives this process. Never waits. */
  append(topic: string, payload: Uint8Array): void {
    const body = bodyOf(topic, payload)
    this.#unwritten.push(body)
    this.#unwrittenBytes += body.byteLength
    while (this.#unwrittenBytes > mostUnwritten && this.#unwritten.length > this.#locked + 1) {
      const [oldest] = this.#unwritten.splice(this.#locked, 1)
      this.#unwrittenBytes -= oldest?.byteLength ?? 0
      this.#dropped++
    }
    this.#wake()
  }

  /** Resolves when fewer than `messages` wait, or when `signal` aborts: holds back a source that can be held back. */
  async room(messages: number, signal: AbortSignal): Promise<void> {
    await this.#until(() => this.waiting < messages, signal)
  }

  /** Resolves when everything that was appended is acknowledged or dropped, or when `signal` aborts. */
  async flushed(signal: AbortSignal): Promise<void> {
    await this.#until(() => this.waiting === 0, signal)
  }

  /** Stops publishing; what was not acknowledged stays in the spool. */
  async close(): Promise<void> {
    if (this.#stopped.signal.aborted) return
    this.#stopped.abort()
    this.#wake()
    await this.#loops
    if (this.#unwritten.length > 0) await this.#spool.append(this.#unwritten).catch(ignore)
    await this.#spool.close()
  }

  async #write(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.#unwritten.length === 0 || this.#locked > 0) {
        await this.#change()
        continue
      }
      const batch = batchOf(this.#unwritten)
      this.#locked = batch.length
      const trouble = await this.#spool.append(batch).then(nothing, messageOf)
      this.#locked = 0
      if (trouble === undefined) this.#forget(batch.length)
      if ((trouble !== undefined) !== this.#diskFails) {
        this.#diskFails = trouble !== undefined
        this.#report(
          trouble === undefined ? 'the spool is written again' : `the spool cannot be written (${trouble})`,
        )
      }
      this.#wake()
      if (trouble !== undefined) await this.#pause(retry_ms)
    }
  }

  async #publish(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      if (this.#failed && this.#flights.every(({ landed }) => landed)) {
        this.#flights = []
        this.#failed = false
        this.#next = this.#spool.start
        if (this.#link.connected) await this.#pause(retry_ms)
      }
      if (this.#failed || !this.#link.connected || this.#isWindowFull()) {
        await this.#change()
        continue
      }
      const change = this.#change()
      const record = await this.#spool.read(this.#next)
      if (record !== undefined) await this.#launch(record)
      else if (this.#mayGoPastDisk()) await this.#publishPastDisk()
      else await change
    }
  }

  #isWindowFull(): boolean {
    return this.#flights.length >= window || this.#bytesInFlight >= this.#mostInFlight
  }

  async #launch({ body, next }: SpooledRecord): Promise<void> {
    await this.#pace.spend(body.byteLength, this.#stopped.signal)
    const flight: Flight = { end: next, bytes: body.byteLength, landed: false, arrived: false }
    this.#bytesInFlight += flight.bytes
    this.#flights.push(flight)
    this.#next = next
    this.#send(body).then(arrived => this.#land(flight, arrived))
  }

  /** Whether the message is done with: it arrived, or it is refused and always will be. */
  async #send(body: Uint8Array): Promise<boolean> {
    try {
      await this.#link.publish(messageIn(body))
      this.#sent++
      return true
    } catch (error) {
      if (!(error instanceof BrokerFault) || error.code !== 'refused') return false
      this.#report(`a message was dropped: ${error.message}`)
      this.#dropped++
      return true
    }
  }

  #land(flight: Flight, arrived: boolean): void {
    flight.landed = true
    flight.arrived = arrived
    this.#bytesInFlight -= flight.bytes
    if (!arrived) this.#failed = true
    while (this.#flights[0]?.arrived === true) {
      const [{ end }] = this.#flights
      this.#flights.shift()
      void this.#spool.acknowledge(end).then(() => this.#wake(), ignore)
    }
    this.#wake()
  }

  #mayGoPastDisk(): boolean {
    return this.#diskFails && this.#locked === 0 && this.#unwritten.length > 0 && this.#flights.length === 0
  }

  /** While the disk takes nothing, messages go straight from memory, one at a time, after all that was spooled. */
  async #publishPastDisk(): Promise<void> {
    const [body] = this.#unwritten
    if (body === undefined) return
    this.#locked = 1
    const arrived = await Promise.race([this.#send(body), this.#whenStopped()])
    this.#locked = 0
    if (arrived) this.#forget(1)
    else await this.#pause(retry_ms)
    this.#wake()
  }

  async #whenStopped(): Promise<boolean> {
    while (!this.#stopped.signal.aborted) await this.#change()
    return false
  }

  async #save(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await this.#pause(save_ms)
      await this.#spool.save().catch(ignore)
    }
  }

  #forget(count: number): void {
    const gone = this.#unwritten.slice(0, count)
    this.#unwritten = this.#unwritten.slice(count)
    this.#unwrittenBytes -= gone.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  async #until(holds: () => boolean, signal: AbortSignal): Promise<void> {
    const wake = () => this.#wake()
    signal.addEventListener('abort', wake)
    while (!signal.aborted && !this.#stopped.signal.aborted && !holds()) await this.#change()
    signal.removeEventListener('abort', wake)
  }

  #change(): Promise<void> {
    return this.#changed.promise
  }

  #wake(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stopped.signal }).catch(ignore)
  }
}

/** u16 length of the topic, the topic, the payload. */
function bodyOf(topic: string, payload: Uint8Array): Uint8Array {
  const name = Buffer.from(topic)
  const length = Buffer.alloc(2)
  length.writeUInt16LE(name.byteLength)
  return Buffer.concat([length, name, payload])
}

function messageIn(body: Uint8Array): Message {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const payloadAt = 2 + bytes.readUInt16LE(0)
  return { topic: bytes.toString('utf8', 2, payloadAt), payload: bytes.subarray(payloadAt), qos: 1 }
}

function batchOf(bodies: readonly Uint8Array[]): readonly Uint8Array[] {
  let bytes = 0
  const tooMany = bodies.findIndex(body => {
    bytes += body.byteLength
    return bytes > batchBytes
  })
  return bodies.slice(0, tooMany < 0 ? bodies.length : Math.max(1, tooMany))
}

const nothing = () => undefined
const ignore = () => undefined
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
