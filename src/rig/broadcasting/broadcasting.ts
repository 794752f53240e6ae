// Follows a game that broadcasts: what comes over the wire, or out of a recording of it, becomes messages of the rig.
import type { Clock } from '../../model/clock.ts'
import type { Micros, UnixMillis } from '../../units/quantity.ts'
import { type BroadcastMessage, decodeBroadcast } from '../../wire/acc/broadcast-v4.ts'
import { WireFault } from '../../wire/fault.ts'
import { BroadcastClient, type GameAddress } from './client.ts'
import { type FieldOptions, FieldRecorder } from './field-recorder.ts'
import { openUdp } from './udp.ts'

/** What a connector is told of broadcasting. */
export type BroadcastingOptions = {
  readonly game: GameAddress
  readonly clock: Clock
  /** Between two rounds of updates; 100 if left out. */
  readonly interval_ms?: number
}

/** The clock of what the rig reads besides, so that both tell one time. */
export type SourceTime = {
  /** The instant of what arrives now; undefined while the source has not begun. */
  readonly now: () => Micros | undefined
  readonly wallOf: (at: Micros) => UnixMillis
}

export type Heard = {
  readonly recorded: Omit<FieldOptions, 'ask'>
  readonly time: SourceTime
  /** Every datagram of the game as it came, before anything is made of it. */
  readonly taped?: (bytes: Uint8Array, at: Micros) => void
  readonly report: (text: string) => void
}

export class Broadcasting {
  readonly #heard: Heard
  readonly #client: BroadcastClient | undefined
  #recorder: FieldRecorder

  /** Without a game only recorded datagrams are taken. */
  constructor(game: BroadcastingOptions | undefined, heard: Heard) {
    this.#heard = heard
    this.#recorder = this.#recorderAnew()
    this.#client =
      game &&
      new BroadcastClient({
        ...game,
        open: openUdp,
        heard: (message, bytes) => {
          const at = heard.time.now()
          if (at === undefined) return
          heard.taped?.(bytes, at)
          this.#take(message, at)
        },
        report: heard.report,
      })
  }

  /** Takes a datagram that was recorded. */
  datagram(bytes: Uint8Array, at: Micros): void {
    try {
      this.#take(decodeBroadcast(bytes), at)
    } catch (fault) {
      // The drive passed it over as well.
      if (!(fault instanceof WireFault)) throw fault
    }
  }

  /** What comes next does not continue what came before. */
  restart(): void {
    this.#recorder = this.#recorderAnew()
  }

  get counters(): Readonly<Record<string, number>> {
    if (this.#client === undefined) return {}
    const { datagrams, garbage, registrations, silences } = this.#client.counters
    return {
      broadcast_datagrams: datagrams,
      broadcast_garbage: garbage,
      broadcast_registrations: registrations,
      broadcast_silences: silences,
      broadcast_missed: this.#recorder.book.missed,
      broadcast_laps: this.#recorder.laps,
    }
  }

  /** Says goodbye to the game, and tells what was still waiting. */
  close(): void {
    this.#client?.close()
    this.#recorder.end()
  }

  #take(message: BroadcastMessage, at: Micros): void {
    this.#recorder.take(message, this.#heard.time.wallOf(at))
  }

  #recorderAnew(): FieldRecorder {
    return new FieldRecorder({
      ...this.#heard.recorded,
      ask: {
        entries: () => this.#client?.wantEntries(),
        track: () => this.#client?.wantTrack(),
        got: what => this.#client?.got(what),
      },
    })
  }
}
