// The life of a connection to a game that broadcasts: register, notice silence, register again, ask who there is.
// Knows no socket: it is given a way for datagrams. The protocol has no keep-alive, so silence is all there is to see.
import type { Clock } from '../../model/clock.ts'
import { millis } from '../../units/quantity.ts'
import { broadcastVersion } from '../../wire/acc/broadcast/commands.ts'
import {
  type BroadcastCommand,
  type BroadcastMessage,
  decodeBroadcast,
  encodeBroadcastCommand,
} from '../../wire/acc/broadcast-v4.ts'
import { WireFault } from '../../wire/fault.ts'
import { RigFault } from '../fault.ts'

/** Where a game listens, and what it wants to hear. */
export type GameAddress = {
  readonly host: string
  readonly port: number
  readonly connectionPassword: string
  /** For what changes the game's picture; a wrong one only reads. */
  readonly commandPassword: string
}

/** The way to one game: what others send never comes through. */
export type Datagrams = {
  readonly send: (bytes: Uint8Array) => void
  readonly close: () => void
}
export type OpenDatagrams = (
  to: Pick<GameAddress, 'host' | 'port'>,
  heard: (bytes: Uint8Array) => void,
) => Datagrams

export type ClientOptions = {
  readonly game: GameAddress
  readonly clock: Clock
  readonly open: OpenDatagrams
  /** Between two rounds of updates; the game's frame rate bounds it. 100 if left out. */
  readonly interval_ms?: number
  /** Every message with its bytes, in the order of arrival. */
  readonly heard: (message: BroadcastMessage, bytes: Uint8Array) => void
  /** A sentence that somebody should read. */
  readonly report: (text: string) => void
}

export type ClientCounters = {
  readonly datagrams: number
  /** Datagrams that are no message of the protocol. */
  readonly garbage: number
  readonly registrations: number
  /** Times that the game fell silent. */
  readonly silences: number
}

type State =
  | { readonly kind: 'calling' }
  | { readonly kind: 'connected'; readonly id: number; readonly readOnly: boolean }
  | { readonly kind: 'refused' }

const defaultInterval_ms = 100
const beat = millis(250)
/** Without a datagram for so long, the game is taken for gone, or for started again. */
const leastSilence_ms = 2000
/** Between two calls to a game that does not answer: twice as long after each, until it is as patient as this. */
const firstPause_ms = 500
const slowestCall_ms = 10_000
/** Between two requests for the same thing: an answer of sixty datagrams takes its time. */
const askAgain_ms = 2000

export class BroadcastClient {
  readonly #options: ClientOptions
  readonly #interval_ms: number
  readonly #way: Datagrams
  readonly #asked = new Map<'request-entry-list' | 'request-track-data', number>()
  readonly #wanted = new Set<'request-entry-list' | 'request-track-data'>()
  readonly #count = { datagrams: 0, garbage: 0, registrations: 0, silences: 0 }
  readonly #said = new Set<string>()
  #state: State = { kind: 'calling' }
  #heard_ms = 0
  /** The last look found silence. */
  #doubted = false
  #called_ms = Number.NEGATIVE_INFINITY
  #pause_ms = firstPause_ms
  #cancel: () => void = () => undefined
  #open = true

  constructor(options: ClientOptions) {
    this.#options = options
    this.#interval_ms = options.interval_ms ?? defaultInterval_ms
    this.#way = options.open(options.game, bytes => this.#take(bytes))
    this.#call()
    this.#beat()
  }

  get counters(): ClientCounters {
    return { ...this.#count }
  }

  get connected(): boolean {
    return this.#state.kind === 'connected'
  }

  /** Somebody is missing: the entry list is asked for, soon and not too often. */
  wantEntries(): void {
    this.#want('request-entry-list')
  }

  wantTrack(): void {
    this.#want('request-track-data')
  }

  /** What was wanted has come. */
  got(what: 'entries' | 'track'): void {
    this.#wanted.delete(what === 'entries' ? 'request-entry-list' : 'request-track-data')
  }

  /**
   * Tells the game something over the connection that it has given. Throws RigFault `no-access` while there is no connection, and for what changes the picture
   * of a game that was given a wrong command password.
   */
  command(make: (connectionId: number) => BroadcastCommand): void {
    const state = this.#state
    if (state.kind !== 'connected') {
      throw new RigFault('no-access', 'broadcasting', 'a game that broadcasts', 'none is connected')
    }
    const command = make(state.id)
    if (state.readOnly && !command.kind.startsWith('request-')) {
      throw new RigFault(
        'no-access',
        command.kind,
        'the command password of the game',
        'a read-only connection',
      )
    }
    this.#send(command)
  }

  /** Says goodbye, so that the game does not go on for a minute. */
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#cancel()
    this.#leave()
    this.#way.close()
  }

  #beat(): void {
    this.#cancel = this.#options.clock.after(beat, () => {
      this.#look()
      if (this.#open) this.#beat()
    })
  }

  #look(): void {
    const now = this.#options.clock.elapsed()
    if (this.#state.kind === 'connected') {
      const silence_ms = Math.max(leastSilence_ms, 10 * this.#interval_ms)
      const silent = now - this.#heard_ms > silence_ms
      // A process that stood still itself finds its datagrams waiting behind this very look.
      if (silent && this.#doubted) this.#lose()
      this.#doubted = silent
      if (!silent) for (const kind of this.#wanted) this.#ask(kind, now)
    } else if (now - this.#called_ms >= this.#pause_ms) {
      this.#call()
    }
  }

  #lose(): void {
    this.#count.silences += 1
    // Else a game that only paused would go on sending to the old connection as well.
    this.#leave()
    this.#state = { kind: 'calling' }
    // At once when it was in the middle of a session, patiently when it only ever answers, as in its menus.
    if (this.#options.clock.elapsed() - this.#called_ms >= this.#pause_ms) this.#call()
  }

  #leave(): void {
    if (this.#state.kind === 'connected') this.#send({ kind: 'unregister', connectionId: this.#state.id })
  }

  #call(): void {
    const { connectionPassword, commandPassword } = this.#options.game
    this.#called_ms = this.#options.clock.elapsed()
    this.#pause_ms = Math.min(slowestCall_ms, this.#pause_ms * 2)
    this.#send({
      kind: 'register',
      protocolVersion: broadcastVersion,
      displayName: 'pitwall',
      connectionPassword,
      updateIntervalMs: this.#interval_ms,
      commandPassword,
    })
  }

  #want(kind: 'request-entry-list' | 'request-track-data'): void {
    this.#wanted.add(kind)
    this.#ask(kind, this.#options.clock.elapsed())
  }

  #ask(kind: 'request-entry-list' | 'request-track-data', now: number): void {
    if (this.#state.kind !== 'connected') return
    if (now - (this.#asked.get(kind) ?? Number.NEGATIVE_INFINITY) < askAgain_ms) return
    this.#asked.set(kind, now)
    this.#send({ kind, connectionId: this.#state.id })
  }

  #send(command: BroadcastCommand): void {
    this.#way.send(encodeBroadcastCommand(command))
  }

  #take(bytes: Uint8Array): void {
    if (!this.#open) return
    this.#count.datagrams += 1
    let message: BroadcastMessage
    try {
      message = decodeBroadcast(bytes)
    } catch (fault) {
      if (!(fault instanceof WireFault)) throw fault
      this.#count.garbage += 1
      this.#sayOnce(`a datagram of the game was passed over: ${fault.message}`)
      return
    }
    this.#heard_ms = this.#options.clock.elapsed()
    if (message.kind === 'registration-result') this.#answered(message)
    else if (message.kind === 'realtime-update') this.#pause_ms = firstPause_ms
    this.#options.heard(message, bytes)
  }

  #answered(answer: Extract<BroadcastMessage, { readonly kind: 'registration-result' }>): void {
    const { connectionId, success, isReadOnly, error } = answer
    const { host, port } = this.#options.game
    if (!success) {
      this.#state = { kind: 'refused' }
      this.#pause_ms = slowestCall_ms
      this.#sayOnce(
        `the game at ${host}:${port} refused the connection${error === '' ? '' : ` ("${error}")`}: ` +
          'the connection password must be the one in its broadcasting.json; pitwall goes on trying',
      )
      return
    }
    this.#count.registrations += 1
    this.#state = { kind: 'connected', id: connectionId, readOnly: isReadOnly }
    this.#asked.clear()
    this.#sayOnce(
      isReadOnly
        ? `the game at ${host}:${port} broadcasts all cars (to be watched only: without its command password, cameras stay as they are)`
        : `the game at ${host}:${port} broadcasts all cars`,
    )
    this.wantEntries()
    this.wantTrack()
  }

  #sayOnce(text: string): void {
    if (this.#said.has(text) || this.#said.size > 50) return
    this.#said.add(text)
    this.#options.report(text)
  }
}
