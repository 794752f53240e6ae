// One rig as the page knows it: its newest values, the last seconds of its traces, its session and its present lap.
import type { RigKey, RigState } from '../../../src/model/live-protocol.ts'
import type { EventMessage, SessionMessage, StatusMessage } from '../../../src/model/messages.ts'
import { newestOf } from './connection.ts'
import { DeltaWatch } from './delta-watch.ts'
import { LapTraces } from './lap-trace.ts'
import { LiveLap } from './live-lap.ts'
import { Ring } from './ring.ts'
import { type LiveColumn, valueIn } from './row.ts'
import { Way } from './way.ts'
import type { Newest } from './wire.ts'

/** What the painters draw over time; 20 s at 60 Hz. */
export const tracedColumns = [
  'throttle',
  'brake',
  'steer',
  'speed_kmh',
  'rpm',
] as const satisfies readonly LiveColumn[]
const tracedRows = 1200

/** What is known of the lap that is being driven, from its events. */
export type PresentLap = {
  readonly lap_id: string
  /** Times of the sectors that are finished, in ms; a hole where the page came too late. */
  readonly sectors: readonly (number | undefined)[]
  readonly invalid_reason?: string
}

/** Values that change a few times a lap; the shell is shown them when they do. Absent is what the game does not say. */
const factColumns = [
  'sector',
  'last_lap_ms',
  'best_lap_ms',
  'completed_laps',
] as const satisfies readonly LiveColumn[]
export type Facts = { readonly [Name in (typeof factColumns)[number]]?: number }

/** The last line crossing: the provisional lap time stands until the lap record comes. */
export type Crossing = { readonly lap_id: string; readonly lap_time_ms?: number; readonly seen_ms: number }

export class RigFeed {
  readonly key: RigKey
  readonly ring = new Ring(tracedColumns, tracedRows)
  readonly way = new Way()
  readonly traces = new LapTraces()
  readonly liveLap = new LiveLap()
  readonly delta = new DeltaWatch()
  newest: Newest | undefined
  session: SessionMessage | undefined
  status: StatusMessage | undefined
  lap: PresentLap | undefined
  facts: Facts = {}
  crossing: Crossing | undefined
  /** Cars in its field when the page connected: whether there is something to watch. */
  field_cars: number | undefined
  /** What the driver's own page measures against, as it says. */
  reference: string | undefined
  /** Words of the pit wall, and when they came by the page's clock. */
  message: { readonly id: string; readonly text: string; readonly seen_ms: number } | undefined

  constructor(key: RigKey) {
    this.key = key
  }

  /** What the hub knew of the rig when the page connected. */
  greet(state: RigState): void {
    this.session = state.session ?? this.session
    this.status = state.status ?? this.status
    this.field_cars = state.field_cars
    this.reference = state.reference ?? this.reference
    if (state.live !== undefined) this.put(newestOf(state.live))
  }

  put(newest: Newest): void {
    const before = this.newest
    if (before !== undefined && before.session_id === newest.session_id && newest.seq < before.seq) return
    this.newest = newest
    this.way.observe(newest.at_ms, newest.received_ms)
    // By the hub's clock: that of a drive faster than real time runs away from the page's.
    this.ring.push(newest.received_ms, newest.row)
    this.traces.push(newest)
    this.liveLap.push(newest)
    this.delta.step(newest)
    this.#look(newest)
    if (this.lap?.lap_id !== newest.lap_id) this.lap = { lap_id: newest.lap_id, sectors: [] }
  }

  #look({ row }: Newest): void {
    const changed = factColumns.some(name => valueIn(row, name) !== this.facts[name])
    if (!changed) return
    const facts: { -readonly [Name in keyof Facts]: number } = {}
    for (const name of factColumns) {
      const value = valueIn(row, name)
      if (value !== undefined) facts[name] = value
    }
    this.facts = facts
  }

  /** Takes an event of this rig, seen by the page at `seen_ms`. */
  hear(event: EventMessage, seen_ms: number): void {
    const lap = this.lap?.lap_id === event.lap_id ? this.lap : { lap_id: event.lap_id, sectors: [] }
    if (event.kind === 'line') {
      const time = typeof event.value === 'number' ? { lap_time_ms: event.value } : {}
      this.crossing = { lap_id: event.lap_id, seen_ms, ...time }
    } else if (event.kind === 'lap-invalid') {
      this.lap = { ...lap, invalid_reason: typeof event.value === 'string' ? event.value : 'not said' }
    } else if (event.kind === 'sector' && typeof event.value === 'number' && event.sector !== undefined) {
      this.lap = { ...lap, sectors: withSector(lap.sectors, event.sector - 1, event.value) }
    }
  }
}

function withSector(sectors: PresentLap['sectors'], at: number, time_ms: number): PresentLap['sectors'] {
  const next = [...sectors]
  next[at] = time_ms
  return Array.from(next)
}
