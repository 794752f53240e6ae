// What the worker that holds the socket and the page say to each other.
import type {
  LiveRate,
  PageReport,
  ReceiptState,
  RigKey,
  ServerMessage,
} from '../../../src/model/live-protocol.ts'
import type { Row } from './row.ts'

export type ToWorker =
  | { readonly kind: 'open'; readonly url: string }
  /** How often values are wanted, for every rig; less while the page is hidden. */
  | { readonly kind: 'watch'; readonly rate_hz: LiveRate }
  /** The rigs whose whole field is wanted. */
  | { readonly kind: 'fields'; readonly rigs: readonly RigKey[] }
  /** The rigs whose driver takes words of the pit wall here. */
  | { readonly kind: 'listen'; readonly rigs: readonly RigKey[] }
  /** What became of words. */
  | { readonly kind: 'confirm'; readonly id: string; readonly state: ReceiptState }
  /** How evenly the page paints, for the hub. */
  | { readonly kind: 'painted'; readonly page: PageReport }
  /** Try at once: the network or the page has come back. */
  | { readonly kind: 'retry' }

/** The newest values of one rig. `at_ms` is the rig's clock, `received_ms` the hub's. */
export type Newest = {
  readonly rig: RigKey
  readonly session_id: string
  readonly lap_id: string
  readonly seq: number
  readonly t_us: number
  readonly at_ms: number
  readonly received_ms: number
  readonly row: Row
}

/** Everything of the hub that is not values or a pong, which the worker takes apart itself. */
export type Told = Exclude<ServerMessage, { readonly type: 'values' | 'pong' }>

export type Connection =
  | { readonly state: 'connecting'; readonly attempt: number }
  | { readonly state: 'open'; readonly since_ms: number }
  | { readonly state: 'waiting'; readonly attempt: number; readonly since_ms: number }

export type FromWorker =
  | { readonly kind: 'connection'; readonly connection: Connection }
  | { readonly kind: 'clock'; readonly offset_ms: number; readonly round_trip_ms: number }
  | { readonly kind: 'newest'; readonly newest: Newest }
  | { readonly kind: 'told'; readonly told: Told }
  /** A message that cannot be read; `total` counts them since the page was opened. */
  | { readonly kind: 'unreadable'; readonly total: number }

/** The wall clock that the page and its worker share, in ms; unlike Date.now it never jumps. */
export const wallNow = (): number => performance.timeOrigin + performance.now()
