// Holds the socket to the hub open: pings it, notices silence, and comes back after a pause that grows.
import type {
  ClientMessage,
  LiveRate,
  PageReport,
  ReceiptState,
  RigKey,
  ServerMessage,
  Stamped,
} from '../../../src/model/live-protocol.ts'
import { rigKeyOf } from '../../../src/model/live-protocol.ts'
import { backoff } from './backoff.ts'
import { HostClock } from './host-clock.ts'
import { rowOf } from './row.ts'
import type { FromWorker, Newest } from './wire.ts'

const pingEvery_ms = 1000
/** Without a word for so long, the connection is taken for lost: pongs alone come once a second. */
const silence_ms = 4000

/** What a connection needs of a WebSocket. */
export interface Socket {
  readonly readyState: number
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  send(text: string): void
  close(): void
}

/** The part of the world that a connection needs; a test gives its own. */
export type Surroundings = {
  readonly open: (url: string) => Socket
  readonly now: () => number
  readonly chance: () => number
  readonly post: (message: FromWorker) => void
}

export class Connection {
  readonly #around: Surroundings
  readonly #url: string
  readonly #clock = new HostClock()
  #socket: Socket | undefined
  #attempt = 0
  #lost_ms: number
  #heard_ms = 0
  #unreadable = 0
  #rate: LiveRate = 60
  #fields: readonly RigKey[] | undefined
  #heeded: readonly RigKey[] = []
  #page: PageReport | undefined
  #retry: ReturnType<typeof setTimeout> | undefined
  #beat: ReturnType<typeof setInterval> | undefined

  constructor(url: string, around: Surroundings) {
    this.#url = url
    this.#around = around
    this.#lost_ms = around.now()
    this.#connect()
  }

  /** Asks for values at this rate, now and after every reconnect. */
  watch(rate: LiveRate): void {
    this.#rate = rate
    this.#ask()
  }

  /** Asks for all cars of these rigs' sessions and of no others, now and after every reconnect. */
  watchFields(rigs: readonly RigKey[]): void {
    this.#fields = rigs
    this.#ask()
  }

  /** What the next pings say of this page. */
  describe(page: PageReport): void {
    this.#page = page
  }

  /** Takes words of the pit wall for these rigs' drivers and for no others, now and after every reconnect. */
  listen(rigs: readonly RigKey[]): void {
    this.#heeded = rigs
    this.#say({ type: 'listen', rigs })
  }

  /** Says what became of words; lost when the line is away, as the words themselves would be. */
  confirm(id: string, state: ReceiptState): void {
    this.#say({ type: 'receipt', id, state })
  }

  /** Tries at once if it is waiting to try again. */
  retry(): void {
    if (this.#retry === undefined) return
    clearTimeout(this.#retry)
    this.#connect()
  }

  /** Ends it for good. */
  close(): void {
    clearTimeout(this.#retry)
    this.#retry = undefined
    this.#leave()
  }

  #connect(): void {
    this.#retry = undefined
    this.#around.post({ kind: 'connection', connection: { state: 'connecting', attempt: this.#attempt } })
    const socket = this.#around.open(this.#url)
    this.#socket = socket
    this.#heard_ms = this.#around.now()
    this.#beat = setInterval(() => this.#ping(), pingEvery_ms)
    socket.onopen = () => {
      this.#heard_ms = this.#around.now()
      if (this.#rate !== 60 || this.#fields !== undefined) this.#ask()
      if (this.#heeded.length > 0) this.listen(this.#heeded)
      this.#ping()
    }
    socket.onmessage = event => this.#hear(String(event.data))
    socket.onclose = () => {
      if (this.#socket === socket) this.#lose()
    }
  }

  #ask(): void {
    const fields = this.#fields
    this.#say({ type: 'watch', rigs: { '*': this.#rate }, ...(fields !== undefined && { fields }) })
  }

  #ping(): void {
    const now = this.#around.now()
    if (now - this.#heard_ms > silence_ms) this.#lose()
    else this.#say({ type: 'ping', client_ms: now, ...(this.#page !== undefined && { page: this.#page }) })
  }

  #say(message: ClientMessage): void {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(message))
  }

  #leave(): void {
    clearInterval(this.#beat)
    const socket = this.#socket
    this.#socket = undefined
    socket?.close()
  }

  #lose(): void {
    this.#leave()
    if (this.#attempt === 0) this.#lost_ms = this.#around.now()
    const connection = { state: 'waiting', attempt: this.#attempt, since_ms: this.#lost_ms } as const
    this.#around.post({ kind: 'connection', connection })
    this.#retry = setTimeout(() => this.#connect(), backoff(this.#attempt, this.#around.chance()))
    this.#attempt += 1
  }

  #hear(text: string): void {
    const now = this.#around.now()
    this.#heard_ms = now
    try {
      this.#take(JSON.parse(text), now)
    } catch {
      this.#unreadable += 1
      this.#around.post({ kind: 'unreadable', total: this.#unreadable })
    }
  }

  #take(message: ServerMessage, now: number): void {
    switch (message.type) {
      case 'values':
        for (const stamped of message.rigs) this.#around.post({ kind: 'newest', newest: newestOf(stamped) })
        return
      case 'pong': {
        this.#clock.observe(message.client_ms, message.now_ms, now)
        const best = this.#clock.best()
        if (best !== undefined) this.#around.post({ kind: 'clock', ...best })
        return
      }
      case 'hello':
        this.#attempt = 0
        this.#around.post({ kind: 'connection', connection: { state: 'open', since_ms: now } })
        break
    }
    this.#around.post({ kind: 'told', told: message })
  }
}

/** The newest values of a rig, as the page keeps them. */
export function newestOf({ received_ms, values }: Stamped): Newest {
  const { session_id, lap_id, seq, t_us, at_ms } = values
  return { rig: rigKeyOf(values), session_id, lap_id, seq, t_us, at_ms, received_ms, row: rowOf(values) }
}
