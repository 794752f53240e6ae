// The running line as the shell sees it: one feed, one loop, and a snapshot of it at most five times a second.
import { flushSync } from 'svelte'
import type { Board } from '../../../src/model/board.ts'
import type { BoardScreen } from '../../../src/model/board-screen.ts'
import {
  type DriverFate,
  type PageReport,
  type ReceiptState,
  type RigKey,
  rigKeyOf,
} from '../../../src/model/live-protocol.ts'
import type { LapRecord, SessionMessage, StatusMessage } from '../../../src/model/messages.ts'
import { Feed, type FieldTold } from '../live-core/feed.ts'
import { FrameWatch } from '../live-core/frame-rate.ts'
import { type Freshness, freshnessOf } from '../live-core/freshness.ts'
import { Loop } from '../live-core/loop.ts'
import type { Crossing, Facts, PresentLap } from '../live-core/rig-feed.ts'
import { wayIn } from '../live-core/way-in.ts'
import { type Connection, type FromWorker, type ToWorker, wallNow } from '../live-core/wire.ts'

export type RigSnapshot = {
  readonly key: RigKey
  readonly session: SessionMessage | undefined
  readonly status: StatusMessage | undefined
  readonly lap: PresentLap | undefined
  readonly facts: Facts
  readonly crossing: Crossing | undefined
  /** What the driver's own page measures against, as it says. */
  readonly reference: string | undefined
  readonly freshness: Freshness
  readonly age_ms: number | undefined
}

export type Snapshot = {
  readonly now_ms: number
  readonly connection: Connection
  readonly round_trip_ms: number | undefined
  readonly rate: Feed['rate']
  readonly unreadable: number
  readonly rigs: readonly RigSnapshot[]
  /** Newest first. */
  readonly laps: readonly LapRecord[]
  readonly boards: readonly Board[]
  /** What became of words to drivers, by their id. */
  readonly receipts: ReadonlyMap<string, DriverFate>
  /** What screens of boards were told. */
  readonly screens: ReadonlyMap<string, BoardScreen>
}

export const feed = new Feed()
export const loop = new Loop(requestAnimationFrame.bind(globalThis), reportError.bind(globalThis))

function snapshotOf(now_ms: number): Snapshot {
  return {
    now_ms,
    connection: feed.connection,
    round_trip_ms: feed.clock?.round_trip_ms,
    rate: feed.rate,
    unreadable: feed.unreadable,
    rigs: [...feed.rigs.values()].map(({ key, session, status, lap, facts, crossing, reference }) => {
      const age_ms = feed.age_ms(key, now_ms)
      return { key, session, status, lap, facts, crossing, reference, age_ms, freshness: freshnessOf(age_ms) }
    }),
    laps: feed.laps,
    boards: [...feed.boards.values()],
    receipts: feed.receipts,
    screens: feed.screens,
  }
}

/** What the hub is told about this page. */
function pageReport({ rate, late }: FrameWatch, round_trip_ms: number | undefined): PageReport {
  const tenth = (value: number) => Math.round(value * 10) / 10
  return {
    view: location.pathname.split('/', 2).join('/').slice(0, 20),
    ...(round_trip_ms !== undefined && { round_trip_ms: tenth(round_trip_ms) }),
    ...(rate !== undefined && { fps: tenth(rate.fps), late_frames: late }),
  }
}

/** Who hears of the cars of a rig's session. */
type Watcher = (told: FieldTold) => void

class Line {
  now: Snapshot = $state.raw(snapshotOf(wallNow()))
  #seen = { version: -1, states: '' }
  /** How evenly this page paints. */
  readonly frames = new FrameWatch()
  /** Whose screen this page is, while it is a driver's. */
  screen: Pick<PageReport, 'rig' | 'reference'> = {}
  /** How seldom its driver is spoken to. */
  corners: Pick<PageReport, 'corners_told' | 'corners_held'> = {}
  #say: (message: ToWorker) => void = () => undefined

  /** Opens the line of the hub, or of the fleet, that this page came from. */
  open(): void {
    const worker = new Worker(new URL('../live-core/socket.worker.ts', import.meta.url), { type: 'module' })
    const say = (message: ToWorker) => worker.postMessage(message)
    this.#say = say
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => feed.take(data, wallNow())
    const url = wayIn({ location, storage: localStorage, fetch: path => fetch(path) })
    void url.then(found => say({ kind: 'open', url: found }))
    addEventListener('online', () => say({ kind: 'retry' }))
    document.addEventListener('visibilitychange', () => {
      say({ kind: 'watch', rate_hz: document.hidden ? 10 : 60 })
      if (!document.hidden) say({ kind: 'retry' })
    })
    loop.add(5, () => this.#look())
    loop.add('display', now_ms => this.frames.step(now_ms))
    loop.add(1, () =>
      say({
        kind: 'painted',
        page: { ...pageReport(this.frames, feed.clock?.round_trip_ms), ...this.screen, ...this.corners },
      }),
    )
  }

  /** Lets `hear` know of all cars of a rig's session until the returned function is called. One page at a time. */
  watchField(key: RigKey, hear: Watcher): () => void {
    feed.heardField = told => {
      const { type } = told
      if (rigKeyOf(type === 'field' ? told.field : told.entries) === key) hear(told)
    }
    const heard = feed.heardField
    this.#say({ kind: 'fields', rigs: [key] })
    return () => {
      if (feed.heardField !== heard) return
      feed.heardField = undefined
      this.#say({ kind: 'fields', rigs: [] })
    }
  }

  /** Takes words of the pit wall for the driver of a rig until the returned function is called. */
  listen(key: RigKey): () => void {
    this.#say({ kind: 'listen', rigs: [key] })
    return () => this.#say({ kind: 'listen', rigs: [] })
  }

  /** Says what became of words that were shown. */
  confirm(id: string, state: ReceiptState): void {
    this.#say({ kind: 'confirm', id, state })
  }

  /** Takes a new snapshot when something happened, and when an age has come to another class or another second. */
  #look(): void {
    const now_ms = wallNow()
    const states = [...feed.rigs.keys()]
      .map(key => feed.age_ms(key, now_ms))
      .map(age_ms => `${freshnessOf(age_ms)} ${(age_ms ?? 0) < 1000 ? '' : Math.floor((age_ms ?? 0) / 1000)}`)
      .join()
    const waited = feed.connection.state === 'open' ? '' : String(Math.floor(now_ms / 1000))
    if (feed.version === this.#seen.version && states + waited === this.#seen.states) return
    this.#seen = { version: feed.version, states: states + waited }
    this.now = snapshotOf(now_ms)
    // What a rig that has gone was painted by must be gone before the painters of this frame run.
    flushSync()
  }
}

export const line = new Line()
