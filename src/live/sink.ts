// The port of the live stream: whoever wants the values while the lap still runs implements it.
import type { EntriesMessage, FieldMessage } from '../model/field.ts'
import type { ServerMessage } from '../model/live-protocol.ts'
import type { LiveMessage } from '../model/messages.ts'
import type { UnixMillis } from '../units/quantity.ts'

/** What is told in order and to everybody. */
export type Told = Extract<ServerMessage, { readonly type: 'lap' | 'event' | 'session' | 'status' | 'board' }>

/** Neither method waits, throws or slows its caller down, however slow the other side is. */
export interface LiveSink {
  /** Newest wins: values that are overtaken before they could be passed on are dropped, and counted. */
  put(values: LiveMessage, received: UnixMillis): void
  /** All cars of a rig's session, or who they are: newest wins, and only for readers that watch it. */
  putField(message: FieldMessage | EntriesMessage, received: UnixMillis): void
  /** Passed on in this order, or not at all: a reader that cannot take them is cut off, and counted. */
  tell(message: Told): void
  counters(): LiveCounters
  /** Passes on what is due and ends. */
  close(): Promise<void>
}

export type LiveCounters = {
  readonly readers: number
  readonly received: number
  /** Values passed on, once for each reader. */
  readonly sent: number
  /** Overtaken values that a reader was too slow to take. */
  readonly dropped: number
  /** Overtaken values that a reader had not asked for: it wants fewer a second. */
  readonly thinned: number
  readonly fields_received: number
  /** Fields and entries passed on, once for each reader. */
  readonly fields_sent: number
  readonly told: number
  /** Readers that were cut off because they did not take what is ordered. */
  readonly cut_off: number
  /** Rigs that made room because more were heard of than are kept. */
  readonly forgotten: number
}
