// The connector: a source is recorded, messages go through the outbox, live values past it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Link, Message } from '../broker/link.ts'
import { acc } from '../model/games/acc.ts'
import { type RigId, type SiteId, type Stream, streams, topicOf } from '../model/identity.ts'
import { liveRates, statusEvery_ms } from '../model/live-protocol.ts'
import type { StatusMessage } from '../model/messages.ts'
import { micros, type UnixMillis } from '../units/quantity.ts'
import { Broadcasting, type BroadcastingOptions } from './broadcasting/broadcasting.ts'
import type { FieldOptions } from './broadcasting/field-recorder.ts'
import { LivePace } from './live-pace.ts'
import { Outbox, type OutboxOptions } from './outbox/outbox.ts'
import { type Outgoing, Recorder } from './recorder.ts'
import type { Tape } from './recording/tape.ts'
import { noCounters, type Source, type SourceCounters } from './source.ts'
import { Testament } from './testament.ts'

export type RigOptions = {
  readonly source: Source
  readonly link: Link
  readonly site: SiteId
  readonly rig: RigId
  /** Messages wait here until they are acknowledged; one connector at a time per folder. */
  readonly spoolFolder: string
  /** Bytes that may wait there; the oldest go first. 2 GiB if left out. */
  readonly spoolBudget?: number
  /** Live messages a second of sample time; 60 if left out. */
  readonly liveHz?: number
  /** How the line to the broker is shared between QoS 1 and live messages; without a limit if left out. */
  readonly line?: LineOptions
  /** Keeps the pages as they come; it is closed with the connector. */
  readonly tape?: Tape
  /** A game that broadcasts all cars; none is followed if left out. */
  readonly broadcasting?: BroadcastingOptions
  /** Told what a driver should know, in sentences. */
  readonly report: (text: string) => void
}

export type LineOptions = Pick<OutboxOptions, 'bytesPerSecond' | 'bytesInFlight'> &
  Pick<FieldOptions, 'fieldBytesPerSecond'> & {
    /** Nothing is subscribed to: AWS IoT ends a connection that asks for what its policy does not name. */
    readonly deaf?: boolean
  }

/** For a broker that is reached over a network: AWS IoT takes 512 KiB a second of a connection, live messages included. */
export const networkLine: LineOptions = {
  bytesPerSecond: 360 * 1024,
  bytesInFlight: 128 * 1024,
  fieldBytesPerSecond: 64 * 1024,
}

/** The last will of a connector's link: what its status is when it vanishes. */
export function lastWill(site: SiteId, rig: RigId): Message {
  const status: StatusMessage = {
    v: 1,
    type: 'status',
    site,
    rig,
    state: 'offline',
    detail: 'the connection was lost',
  }
  const payload = Buffer.from(JSON.stringify(status))
  return { topic: topicOf(site, rig, 'status'), payload, qos: 1, retain: true }
}

/** What was done. */
export type RigSummary = {
  readonly source: SourceCounters
  readonly live: { readonly sent: number; readonly dropped: number }
  readonly sent: number
  /** Messages left in the spool. */
  readonly waiting: number
  readonly dropped: number
}

/** Live values a second where nothing is said. */
const fullLive_hz = liveRates[0]
/** How long to try to empty the spool when told to stop. */
const parting_ms = 3000
/** Messages that a source which can wait may be ahead of the acknowledgements. */
const ahead = 256

/**
 * Runs until the source ends or `signal` aborts. A source that is no game is held back while messages cannot be
 * delivered, and after its end they are waited for. Rejects with what the source rejects with, and with RigFault
 * `no-access` for a spool folder that cannot be used.
 */
export async function runRig(options: RigOptions, signal: AbortSignal): Promise<RigSummary> {
  const { link, report, spoolBudget: budget, line = {} } = options
  const outbox = await Outbox.open({
    folder: options.spoolFolder,
    link,
    report,
    ...(budget !== undefined && { budget }),
    ...line,
  })
  try {
    return await new Connector(options, outbox).run(signal)
  } finally {
    await outbox.close()
    await options.tape?.close()
  }
}

class Connector {
  readonly #options: RigOptions
  /** As many live values a second are made now. */
  #liveHz: number
  readonly #outbox: Outbox
  readonly #recorder: Recorder
  readonly #testament: Testament
  readonly #topics: ReadonlyMap<Stream, string>
  /** Whether the source can be held back without losing anything. */
  readonly #patient: boolean
  #counters: SourceCounters = noCounters
  #live = { sent: 0, dropped: 0 }
  #state: StatusMessage['state'] = 'waiting'
  #detail = ''
  #reading = false
  #acknowledged: StatusMessage['acknowledged']
  #startedAt: UnixMillis | undefined
  /** What broadcasting counts. */
  #counted: () => Readonly<Record<string, number>> = () => ({})

  constructor(options: RigOptions, outbox: Outbox) {
    const { site, rig, source, liveHz = fullLive_hz } = options
    this.#options = options
    this.#liveHz = liveHz
    this.#outbox = outbox
    this.#testament = new Testament(options.spoolFolder)
    this.#patient = source.origin !== 'live'
    this.#topics = new Map(streams.map(stream => [stream, topicOf(site, rig, stream)]))
    this.#recorder = new Recorder({
      site,
      rig,
      origin: source.origin,
      liveHz,
      send: message => this.#send(message),
      turned: () => this.#turn(this.#detail),
    })
  }

  async run(signal: AbortSignal): Promise<RigSummary> {
    const { source, link, tape } = this.#options
    for (const { stream, json } of await this.#testament.left()) {
      this.#outbox.append(this.#topics.get(stream) ?? '', json)
    }
    const stopListening = link.onConnected(connected => connected && this.#sayStatus())
    const ticking = setInterval(() => this.#sayStatus(), statusEvery_ms)
    const pace = this.#followReaders()
    const broadcasting = this.#follow()
    this.#counted = () => broadcasting.counters
    try {
      this.#counters = await source.run(
        {
          page: (page, bytes, at) => {
            this.#recorder.page(page, bytes, at)
            tape?.page(page, bytes, at, this.#recorder.session?.id)
            if (!this.#patient) return
            return this.#outbox.waiting >= ahead ? this.#outbox.room(ahead, signal) : tape?.room()
          },
          state: (state, detail, startedAt) => {
            tape?.state(state, detail, startedAt)
            this.#recorder.startedAt(startedAt)
            this.#startedAt = startedAt
            this.#reading = state === 'reading'
            if (!this.#reading) this.#recorder.flush()
            this.#turn(detail)
          },
          game: game => {
            this.#recorder.game(game)
            tape?.game(game)
          },
          counted: counters => {
            this.#counters = counters
            this.#recorder.counted(counters)
            tape?.counted(counters)
          },
          datagram: (bytes, at) => broadcasting.datagram(bytes, at),
          anew: () => {
            this.#recorder.restart()
            broadcasting.restart()
          },
          notice: text => this.#options.report(text),
        },
        signal,
      )
    } finally {
      pace?.close()
      broadcasting.close()
      this.#recorder.end()
      await this.#testament.forget()
      clearInterval(ticking)
      stopListening()
      await this.#part(signal)
    }
    const { sent, waiting, dropped } = this.#outbox.counters
    return { source: this.#counters, live: this.#live, sent, waiting, dropped }
  }

  #follow(): Broadcasting {
    const { broadcasting, site, rig, source, report, line, tape } = this.#options
    const { fieldBytesPerSecond } = line ?? {}
    const clock = broadcasting?.clock
    return new Broadcasting(broadcasting, {
      recorded: {
        ...{ site, rig, origin: source.origin, game: acc.id },
        ...(fieldBytesPerSecond !== undefined && { fieldBytesPerSecond }),
        send: message => this.#send(message),
        own: () => this.#recorder.session,
      },
      time: {
        // A game is read while it happens; what drives faster than the wall clock says itself when it is.
        now: () => {
          if (this.#startedAt === undefined) return undefined
          if (source.origin !== 'live' || clock === undefined) return this.#recorder.at
          return micros((clock.now() - this.#startedAt) * 1000)
        },
        wallOf: at => this.#recorder.wallOf(at),
      },
      taped: (bytes, at) => tape?.datagram(bytes, at),
      report,
    })
  }

  /** A source that can gather its pages is asked for them as often as a hub takes live values. */
  #followReaders(): LivePace | undefined {
    const { source, link, site, rig, liveHz: full_hz = fullLive_hz, line } = this.#options
    if (source.pace === undefined || line?.deaf === true) return undefined
    const changed = (hz: number) => {
      source.pace?.(hz)
      this.#liveHz = hz
      this.#recorder.liveHz(hz)
    }
    source.pace(full_hz)
    return new LivePace({ link, site, rig, full_hz, changed })
  }

  /** Empties the spool as far as it goes, and says goodbye. */
  async #part(signal: AbortSignal): Promise<void> {
    const deadline = new AbortController()
    const hurry = () => setTimeout(() => deadline.abort(), parting_ms).unref()
    if (signal.aborted || !this.#patient) hurry()
    else signal.addEventListener('abort', hurry, { once: true })
    await this.#outbox.flushed(deadline.signal)
    this.#state = 'offline'
    const goodbye = this.#options.link.connected ? this.#publishStatus() : undefined
    await Promise.race([goodbye, sleep(parting_ms, undefined, { ref: false })])
  }

  #send(message: Outgoing): void {
    const { stream, json } = message
    const topic = this.#topics.get(stream) ?? ''
    const testament = () => this.#recorder.session?.testament() ?? []
    if (stream === 'lap') this.#testament.keepNow([message, ...testament()])
    if (stream === 'frame') this.#testament.keep(testament)
    if (!passing.has(stream)) {
      this.#outbox.append(topic, json)
      return
    }
    this.#options.link.publish({ topic, payload: json, qos: 0 }).then(
      () => stream === 'live' && this.#live.sent++,
      () => stream === 'live' && this.#live.dropped++,
    )
  }

  #turn(detail: string): void {
    const state = this.#stateNow()
    if (state === this.#state && detail === this.#detail) return
    if (detail !== this.#detail) this.#options.report(detail)
    this.#state = state
    this.#detail = detail
    this.#sayStatus()
  }

  #stateNow(): StatusMessage['state'] {
    if (this.#reading && this.#recorder.driving) {
      return this.#options.source.origin === 'replay' ? 'replaying' : 'driving'
    }
    return this.#reading && this.#recorder.session !== undefined ? 'paused' : 'waiting'
  }

  #sayStatus(): void {
    if (this.#options.link.connected) void this.#publishStatus()
  }

  /** A status is not spooled: when it cannot leave, the next one says more. */
  async #publishStatus(): Promise<void> {
    const { site, rig, link } = this.#options
    const session_id = this.#recorder.session?.id
    const { pages, duplicates, gaps, torn, empty } = this.#counters
    const at = new Date().toISOString()
    const acknowledged = this.#acknowledged
    const status: StatusMessage = {
      v: 1,
      type: 'status',
      site,
      rig,
      state: this.#state,
      ...(this.#detail !== '' && { detail: this.#detail.slice(0, 300) }),
      at,
      ...this.#expected(),
      ...(acknowledged !== undefined && { acknowledged }),
      ...(session_id !== undefined && { session_id }),
      counters: {
        ...{ pages, duplicates, gaps, torn, empty },
        ...this.#outbox.counters,
        ...this.#options.tape?.counters,
        live_sent: this.#live.sent,
        live_dropped: this.#live.dropped,
        ...this.#counted(),
      },
    }
    const payload = Buffer.from(JSON.stringify(status))
    const left_ms = performance.now()
    try {
      await link.publish({ topic: this.#topics.get('status') ?? '', payload, qos: 1, retain: true })
      this.#acknowledged = { at, after_ms: Math.round((performance.now() - left_ms) * 10) / 10 }
    } catch {
      // The next one says more.
    }
  }

  /** What whoever listens may expect of the live values. */
  #expected(): Pick<StatusMessage, 'live_per_s' | 'speed'> {
    const { speed, pages_per_s = Number.POSITIVE_INFINITY } = this.#options.source.tempo?.() ?? { speed: 1 }
    if (!Number.isFinite(speed)) return {}
    const live_per_s = Math.min(this.#liveHz, pages_per_s) * speed
    return { live_per_s, ...(speed !== 1 && { speed }) }
  }
}

/** Newest wins: what cannot leave now is overtaken by the next. */
const passing: ReadonlySet<Stream> = new Set(['live', 'field', 'entries'])
