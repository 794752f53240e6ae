// What a page and the hub say to each other over the WebSocket `/live`: one JSON object per text message.
//
// The hub opens with `hello`. Live values follow as the newest of each rig, at most at the rate that was asked for;
// values that were overtaken before they could be sent are dropped and counted. Everything else (laps, events,
// sessions, statuses, boards) is ordered and never dropped: a page that cannot take it is closed with code 1013,
// comes back, and finds the present state in the next `hello`.
//
// All cars of a rig's session (`field`, `entries`) come to pages that ask for them in `watch`: at once what is known,
// then the newest, ten times a second.
import type { Board } from './board.ts'
import type { BoardScreen } from './board-screen.ts'
import type { EntriesMessage, FieldMessage } from './field.ts'
import type { EventMessage, LapRecord, LiveMessage, SessionMessage, StatusMessage } from './messages.ts'

/** The rates at which a page may be fed, in Hz. One that falls behind steps down, and up again when it keeps up. */
export const liveRates = [60, 30, 10] as const
export type LiveRate = (typeof liveRates)[number]

/** A rig repeats its status this often, with its counters. */
export const statusEvery_ms = 5000

/** `site/rig`: names a rig on this wire. */
export type RigKey = `${string}/${string}`

export const rigKeyOf = (of: { readonly site: string; readonly rig: string }): RigKey =>
  `${of.site}/${of.rig}`

/** The close code of a page that could not take the ordered messages: try again later. */
export const tooSlow = 1013

/** What a page may say. */
export type ClientMessage =
  /** Which rigs to feed and how fast; `*` stands for all that are not named. Without it: every rig at 60 Hz. */
  | Watch
  /** Answered at once by `pong`. */
  | { readonly type: 'ping'; readonly client_ms: number; readonly page?: PageReport }
  /** The driver of these rigs, at this page, takes words of the pit wall. None, as long as nothing was said. */
  | { readonly type: 'listen'; readonly rigs: readonly RigKey[] }
  /** What became of words that this page was told. */
  | { readonly type: 'receipt'; readonly id: string; readonly state: ReceiptState }

/** How a page gets on, as it says itself. */
export type PageReport = {
  /** The path of the page that is looked at. */
  readonly view?: string
  readonly round_trip_ms?: number
  readonly fps?: number
  /** Frames since the page was opened that came after a pause twice as long as 60 a second have. */
  readonly late_frames?: number
  /** Of a driver's screen: whose it is, and what its delta is measured against. */
  readonly rig?: string
  readonly reference?: string
  /** Corners that its driver was told of since the page was opened, and those worth a word that were held back. */
  readonly corners_told?: number
  readonly corners_held?: number
}

export type Watch = {
  readonly type: 'watch'
  readonly rigs: { readonly [Rig in RigKey | '*']?: LiveRate }
  /** The rigs whose whole field is wanted as well; none if left out, as long as nothing else was said. */
  readonly fields?: readonly (RigKey | '*')[]
}

/** What the hub says. Times are wall-clock milliseconds of the hub, but for `at_ms` and `client_ms`. */
export type ServerMessage =
  | Hello
  | Values
  /** The newest state of all cars of a rig's session; only to a page that watches its field. */
  | { readonly type: 'field'; readonly received_ms: number; readonly field: FieldMessage }
  /** Who they are: after a `watch` before the first `field`, and when somebody comes, goes or is named. */
  | { readonly type: 'entries'; readonly received_ms: number; readonly entries: EntriesMessage }
  | { readonly type: 'lap'; readonly lap: LapRecord }
  | { readonly type: 'event'; readonly event: EventMessage }
  | { readonly type: 'session'; readonly session: SessionMessage }
  | { readonly type: 'status'; readonly status: StatusMessage }
  | { readonly type: 'board'; readonly board: Board }
  /** Words for the driver of a rig, to the pages that listen for them: shown at once and for some seconds. Nobody keeps
   * them. */
  | { readonly type: 'message'; readonly message: DriverMessage }
  /** What became of words, to every page: whoever sent them is on one of these. */
  | { readonly type: 'receipt'; readonly receipt: DriverReceipt }
  /** What a driver's own page measures against, when it has changed: for mirrors of it. */
  | { readonly type: 'reference'; readonly reference: DriverReference }
  /** What the screens of a board are to show. */
  | { readonly type: 'screen'; readonly screen: BoardScreen }
  | Rate
  /** `now_ms − (client_ms + its arrival) / 2` is the offset of the clocks, to half the round trip. */
  | { readonly type: 'pong'; readonly client_ms: number; readonly now_ms: number }
  /** The page said something that is no ClientMessage; it was passed over. */
  | { readonly type: 'refused'; readonly reason: string }

/** What the hub knows when a page connects. */
export type Hello = {
  readonly type: 'hello'
  readonly v: 1
  readonly now_ms: number
  readonly rigs: readonly RigState[]
  /** The latest laps, newest first. */
  readonly laps: readonly LapRecord[]
  readonly boards: readonly Board[]
  /** What screens of boards were told. A fleet remembers none. */
  readonly screens?: readonly BoardScreen[]
}

/** The last that was heard of a rig; what was never heard is absent. */
export type RigState = {
  readonly site: string
  readonly rig: string
  readonly status?: StatusMessage
  readonly session?: SessionMessage
  readonly live?: Stamped
  /** Cars in its newest field: whether it is worth watching. */
  readonly field_cars?: number
  /** What the driver's own page measures against. */
  readonly reference?: string
}

/** Characters that a driver reads in a glance. */
export const longestMessage = 24

/** What somebody on the pit wall tells a driver. */
export type DriverMessage = {
  readonly id: string
  readonly site: string
  readonly rig: string
  /** 1 to `longestMessage` characters, without a break. */
  readonly text: string
  readonly sent_ms: number
}

/** Seen: they stood on a visible page. Acknowledged: the driver touched them, or pressed a key. */
export const receiptStates = ['seen', 'acknowledged'] as const
/** Shown: they reached a page that takes words, of another hub or at a broker. */
export const fates = ['shown', ...receiptStates] as const
export type ReceiptState = (typeof receiptStates)[number]
export type DriverFate = (typeof fates)[number]

/** What became of words to a driver. */
export type DriverReceipt = {
  readonly id: string
  readonly site: string
  readonly rig: string
  readonly state: DriverFate
}

export type DriverReference = {
  readonly site: string
  readonly rig: string
  /** As the page calls it: `best`, `board`, the id of a lap. */
  readonly reference: string
}

/** A page repeats what it measures against this often: whoever listens to a broker remembers nothing. */
export const referenceEvery_ms = 10_000

/** What pages say that pages of other hubs must hear as well. */
export type Passed = Extract<ServerMessage, { readonly type: 'message' | 'receipt' | 'reference' | 'screen' }>

/** The answer to whoever sent words: `listeners` pages show them; with none the driver has not agreed to any. Where other
 * hubs or a broker may have pages it is absent, and a receipt tells that they are shown. */
export type SentMessage = DriverMessage & { readonly listeners?: number }

/** The newest values of one rig. Their age on a page: its time in hub milliseconds minus `received_ms`, plus what the
 * way from the rig took: `received_ms − values.at_ms`, when both clocks are one. */
export type Stamped = { readonly received_ms: number; readonly values: LiveMessage }

/** The newest values of every watched rig that has new ones, at most one for each. */
export type Values = { readonly type: 'values'; readonly sent_ms: number; readonly rigs: readonly Stamped[] }

/** The page is fed slower than it asked, or again as fast. `dropped` counts values since it connected. */
export type Rate = {
  readonly type: 'rate'
  readonly rate_hz: LiveRate
  readonly asked_hz: LiveRate
  readonly dropped: number
}
