// Follows a game that broadcasts: what comes over the wire becomes messages of the rig.
import type { Clock } from '../../model/clock.ts'
import type { UnixMillis } from '../../units/quantity.ts'
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

export type Broadcasting = {
  readonly counters: () => Readonly<Record<string, number>>
  /** Says goodbye to the game, and tells what was still waiting. */
  readonly close: () => void
}

/** `now` is the instant of what the rig reads besides, so that both tell one time. */
export function followBroadcasting(
  { game, clock, interval_ms = 100 }: BroadcastingOptions,
  recorded: Omit<FieldOptions, 'ask'>,
  now: () => UnixMillis,
  report: (text: string) => void,
): Broadcasting {
  const recorder = new FieldRecorder({
    ...recorded,
    ask: {
      entries: () => client.wantEntries(),
      track: () => client.wantTrack(),
      got: what => client.got(what),
    },
  })
  const client = new BroadcastClient({
    game,
    clock,
    interval_ms,
    open: openUdp,
    heard: message => recorder.take(message, now()),
    report,
  })
  return {
    counters: () => {
      const { datagrams, garbage, registrations, silences } = client.counters
      return {
        broadcast_datagrams: datagrams,
        broadcast_garbage: garbage,
        broadcast_registrations: registrations,
        broadcast_silences: silences,
        broadcast_missed: recorder.book.missed,
        broadcast_laps: recorder.laps,
      }
    },
    close: () => {
      client.close()
      recorder.end()
    },
  }
}
