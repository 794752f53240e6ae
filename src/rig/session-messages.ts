// The messages of one session: what stands in them, and that the same samples always make the same bytes.
import type { Game } from '../model/games/game.ts'
import {
  type LapId,
  lapIdOf,
  type RigId,
  type SessionId,
  type SiteId,
  type Stream,
  sessionIdOf,
} from '../model/identity.ts'
import { JsonBytes } from '../model/json-bytes.ts'
import type { EventMessage, LapMessage, LiveMessage, Origin, SessionMessage } from '../model/messages.ts'
import { liveColumns } from '../model/sample.ts'
import type { Outcome } from '../race/field/reconcile.ts'
import { type AbandonReason, abandonReasons } from '../race/lap-event.ts'
import { type Micros, micros, type UnixMillis, unixMillis } from '../units/quantity.ts'
import type { LapFigures, LapTally } from './lap-tally.ts'
import type { Newest } from './newest.ts'
import type { SessionCard } from './session-card.ts'

/** A message of one of the rig's streams, as JSON in UTF-8. */
export type Outgoing = { readonly stream: Exclude<Stream, 'status'>; readonly json: Uint8Array }

export type SessionOptions = {
  readonly site: SiteId
  readonly rig: RigId
  readonly origin: Origin
  readonly game: Game
  /** Live messages a second of sample time. */
  readonly liveHz: number
  readonly send: (message: Outgoing) => void
}

/** A lap that never became one: nothing but its reason is known. */
export const abandoned = (reason: AbandonReason): Outcome => ({
  kind: 'incomplete',
  valid: null,
  invalid_reason: abandonReasons[reason],
  sector_times_ms: [],
})

/** Times are of the session: they count from its first sample. */
export class SessionMessages {
  readonly sessionId: SessionId
  readonly #options: SessionOptions
  readonly #startedAt: UnixMillis
  readonly #live = new JsonBytes()
  #liveSeq = 0

  constructor(options: SessionOptions, startedAt: UnixMillis) {
    this.sessionId = sessionIdOf(options.site, options.rig, startedAt)
    this.#options = options
    this.#startedAt = startedAt
  }

  lapId(card: SessionCard, lapNumber: number): LapId {
    return lapIdOf(this.sessionId, card.carId, lapNumber)
  }

  send(message: Outgoing): void {
    this.#options.send(message)
  }

  /** Sent at the start, when more is known, and at the end. */
  session(card: SessionCard, ended_us?: Micros): Outgoing {
    const { origin, game } = this.#options
    return outgoing('session', {
      v: 1,
      type: 'session',
      ...this.#whose(),
      origin,
      game: game.id,
      started_at: this.#instant(micros(0)),
      ...(ended_us !== undefined && { ended_at: this.#instant(ended_us) }),
      ...card.facts,
    } satisfies SessionMessage)
  }

  event(event: Pick<EventMessage, 'kind' | 'lap_id' | 'value' | 'sector'>, t_us: Micros): Outgoing {
    const { kind, lap_id, value, sector } = event
    return outgoing('event', {
      v: 1,
      type: 'event',
      id: `${lap_id}-${kind}-${t_us}`,
      kind,
      lap_id,
      ...this.#whose(),
      t_us,
      at: this.#instant(t_us),
      ...(value !== undefined && { value }),
      ...(sector !== undefined && { sector }),
    } satisfies EventMessage)
  }

  lap(lap: LapTally, outcome: Outcome, started_us: Micros, card: SessionCard, figures: LapFigures): Outgoing {
    const { driver, car, car_class, track } = card.facts
    return outgoing('lap', {
      v: 1,
      type: 'lap',
      first_seq: lap.firstSeq,
      last_seq: lap.lastSeq,
      lap_id: lap.lapId,
      ...this.#whose(),
      origin: this.#options.origin,
      driver,
      car,
      car_class,
      track,
      lap_number: lap.lapNumber,
      started_at: this.#instant(started_us),
      ...outcome,
      ...figures,
      ...(card.tyreCompound !== undefined && { tyre_compound: card.tyreCompound }),
    } satisfies LapMessage)
  }

  live(lap_id: LapId, newest: Newest, t_us: Micros): Outgoing {
    const header: LiveMessage = {
      v: 1,
      type: 'live',
      ...this.#whose(),
      lap_id,
      seq: this.#liveSeq++,
      t_us,
      at_ms: this.#startedAt + Math.round(t_us / 1000),
    }
    const json = this.#live
    json.clear()
    json.raw(JSON.stringify(header).slice(0, -1))
    for (let index = 0; index < liveColumns.length; index++) {
      const [name, key] = [liveColumns[index], liveKeys[index]]
      const value = name === undefined ? undefined : newest.value(name)
      if (value === undefined || key === undefined) continue
      json.raw(key)
      json.number(value)
    }
    json.raw('}')
    return { stream: 'live', json: json.taken() }
  }

  #whose() {
    const { site, rig } = this.#options
    return { session_id: this.sessionId, site, rig }
  }

  #instant(t_us: Micros): string {
    return new Date(unixMillis(this.#startedAt + Math.round(t_us / 1000))).toISOString()
  }
}

/** `,"speed_kmh":` */
const liveKeys = liveColumns.map(name => `,${JSON.stringify(name)}:`)

const outgoing = (stream: Outgoing['stream'], message: object): Outgoing => ({
  stream,
  json: Buffer.from(JSON.stringify(message)),
})
