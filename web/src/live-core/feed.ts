// Everything the page knows of the running line. The worker's messages go in; painters and the shell read.
import type { Board } from '../../../src/model/board.ts'
import type { BoardScreen } from '../../../src/model/board-screen.ts'
import { withLap } from '../../../src/model/lap-side.ts'
import {
  type DriverFate,
  fates,
  type RigKey,
  type RigState,
  rigKeyOf,
} from '../../../src/model/live-protocol.ts'
import type { LapRecord } from '../../../src/model/messages.ts'
import { RigFeed } from './rig-feed.ts'
import type { Connection, FromWorker, Told } from './wire.ts'

/** All cars of a session, or who they are. */
export type FieldTold = Extract<Told, { readonly type: 'field' | 'entries' }>

/** Of so many words the page remembers what became of them. */
const mostReceipts = 32

/** Enough for a list; older laps are on the Laps page. */
const mostLaps = 200

export class Feed {
  readonly rigs = new Map<RigKey, RigFeed>()
  readonly boards = new Map<string, Board>()
  /** Newest first. */
  laps: readonly LapRecord[] = []
  connection: Connection = { state: 'connecting', attempt: 0 }
  /** The hub's clock minus this page's, and how long a ping takes; undefined before the first word of the hub. */
  clock: { readonly offset_ms: number; readonly round_trip_ms?: number } | undefined
  rate: { readonly rate_hz: number; readonly asked_hz: number; readonly dropped: number } | undefined
  unreadable = 0
  /** What became of words to drivers, by their id; a new map with each change. */
  receipts: ReadonlyMap<string, DriverFate> = new Map()
  /** What screens of boards were told; a new map with each change. */
  screens: ReadonlyMap<string, BoardScreen> = new Map()
  /** Hears of all cars of the rigs that a page watches. */
  heardField: ((told: FieldTold) => void) | undefined
  /** Counts up with everything that is not a value: the shell looks again when it has changed. */
  version = 0

  /** Takes one message of the worker at `now_ms` of the page's clock. */
  take(message: FromWorker, now_ms: number): void {
    if (message.kind === 'newest') {
      const rig = this.rig(message.newest.rig)
      const { lap, facts } = rig
      rig.put(message.newest)
      if (rig.lap !== lap || rig.facts !== facts) this.version += 1
      return
    }
    if (message.kind === 'told' && (message.told.type === 'field' || message.told.type === 'entries')) {
      this.heardField?.(message.told)
      return
    }
    this.version += 1
    switch (message.kind) {
      case 'connection':
        this.connection = message.connection
        return
      case 'clock':
        this.clock = { offset_ms: message.offset_ms, round_trip_ms: message.round_trip_ms }
        return
      case 'unreadable':
        this.unreadable = message.total
        return
      case 'told':
        this.#hear(message.told, now_ms)
        return
    }
  }

  /** The rig with this key; a rig is known from its first message on. */
  rig(key: RigKey): RigFeed {
    const known = this.rigs.get(key)
    if (known !== undefined) return known
    const rig = new RigFeed(key)
    this.rigs.set(key, rig)
    this.version += 1
    return rig
  }

  /** How long ago the hub received the newest values of a rig, in ms, at `now_ms` of the page's clock; undefined before
   * the first. Whether a feed lives is judged by this: it needs no other clock than the hub's. */
  age_ms(key: RigKey, now_ms: number): number | undefined {
    const newest = this.rigs.get(key)?.newest
    return newest === undefined ? undefined : this.since_ms(newest.received_ms, now_ms)
  }

  /** How long ago the game wrote the newest values, in ms. Where the rig's clock cannot be compared with the hub's, since
   * when the hub has them. */
  lag_ms(key: RigKey, now_ms: number): number | undefined {
    const rig = this.rigs.get(key)
    if (rig?.newest === undefined) return undefined
    const { at_ms, received_ms } = rig.newest
    return this.since_ms(rig.way.comparable === true ? at_ms : received_ms, now_ms)
  }

  /** How long ago it was `hub_ms` by the hub's clock; undefined before that is known. */
  since_ms(hub_ms: number, now_ms: number): number | undefined {
    return this.clock === undefined ? undefined : Math.max(0, now_ms + this.clock.offset_ms - hub_ms)
  }

  #hear(told: Told, now_ms: number): void {
    switch (told.type) {
      case 'hello':
        this.clock ??= { offset_ms: told.now_ms - now_ms }
        this.rate = undefined
        this.#greet(told.rigs)
        this.laps = told.laps
        this.boards.clear()
        for (const board of told.boards) this.boards.set(board.board, board)
        if (told.screens !== undefined)
          this.screens = new Map(told.screens.map(screen => [screen.board, screen]))
        return
      case 'lap':
        this.laps = withLap(this.laps, told.lap, mostLaps)
        return
      case 'board':
        this.boards.set(told.board.board, told.board)
        return
      case 'session':
        this.rig(rigKeyOf(told.session)).session = told.session
        return
      case 'status':
        this.rig(rigKeyOf(told.status)).status = told.status
        return
      case 'event':
        this.rig(rigKeyOf(told.event)).hear(told.event, now_ms)
        return
      case 'message':
        this.rig(rigKeyOf(told.message)).message = {
          id: told.message.id,
          text: told.message.text,
          seen_ms: now_ms,
        }
        return
      case 'receipt': {
        const { id, state } = told.receipt
        // They may overtake one another.
        if (fates.indexOf(this.receipts.get(id) ?? 'shown') > fates.indexOf(state)) return
        const others = [...this.receipts].filter(([other]) => other !== id).slice(1 - mostReceipts)
        this.receipts = new Map([...others, [id, state]])
        return
      }
      case 'reference':
        this.rig(rigKeyOf(told.reference)).reference = told.reference.reference
        return
      case 'screen':
        this.screens = new Map([...this.screens, [told.screen.board, told.screen]])
        return
      case 'rate':
        this.rate = told
        return
      case 'refused':
        return
    }
  }

  /** A rig that the hub no longer knows is forgotten. */
  #greet(states: readonly RigState[]): void {
    const known = new Set(states.map(rigKeyOf))
    for (const key of this.rigs.keys()) if (!known.has(key)) this.rigs.delete(key)
    for (const state of states) this.rig(rigKeyOf(state)).greet(state)
  }
}
