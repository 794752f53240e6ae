// The lake's port to the hub: frames land, laps close, and what was acknowledged is in the lake exactly once.
import { join } from 'node:path'
import type { FrameHeader } from '../model/frame.ts'
import type { LapMessage, SessionMessage } from '../model/messages.ts'
import type { UnixMillis } from '../units/quantity.ts'
import { landingFolder } from './desk.ts'
import { DeskLink } from './desk-link.ts'
import { Landing, type OpenLog } from './landing.ts'
import type { LapReader } from './lap-reader.ts'
import { OpenedLake } from './opened-lake.ts'
import type { LakeState } from './pulse.ts'

/** Something that whoever runs the lake should read: each kind is reported once per lap. */
export type LakeNotice = {
  readonly code: 'bad-frame' | 'damaged-log' | 'orphan-closed' | 'frames-missing' | 'not-written'
  readonly message: string
  readonly lap_id?: string
}

/** Since the lake was opened. */
export type LakeCounters = {
  /** Frames that are safe. */
  landed: number
  /** Frames that were safe before. */
  duplicates: number
  /** Frames that are none; they were passed over. */
  bad_frames: number
  /** Frames that the disk did not take; they were not acknowledged. */
  rejected: number
  /** Files written, again for a lap whose frames came late. */
  laps_closed: number
  rows: number
  bytes: number
  /** Syncs of the landing log: each makes all frames safe that waited for it. */
  syncs: number
}

export type LakeOptions = {
  readonly folder: string
  /** Of pitwall: what the rows name as their writer. */
  readonly version?: string
  readonly report?: (notice: LakeNotice) => void
  /** How long a lap message waits for frames that it names and that have not come. */
  readonly patience_ms?: number
  /** How long a lap is open without a frame before it is closed as incomplete. */
  readonly idle_ms?: number
  readonly openLog?: OpenLog
}

export interface Lake {
  /**
   * Makes a frame safe. `bytes` is the message as it came. Resolves when it is on the disk, or was before; a frame that
   * is too large to be one is counted and passed over. Rejects with `disk-full`, `disk-failed` or `busy`.
   */
  land(bytes: Uint8Array, header: FrameHeader): Promise<void>
  /** Makes a lap's message safe, and closes the lap as soon as its frames are there. */
  closeLap(message: LapMessage): Promise<void>
  /** Makes a session's message safe. */
  session(message: SessionMessage): Promise<void>
  /** Closes what has waited long enough. Call it about once a second. */
  tick(now: UnixMillis): void
  /**
   * Resolves when every lap that can be closed is in the lake. With `everything`, laps without a message are closed as
   * incomplete, and those whose frames are missing without them: nobody will send more.
   */
  settle(everything?: 'everything'): Promise<void>
  /** Reads laps while more of them arrive. */
  readonly laps: LapReader
  readonly counters: Readonly<LakeCounters>
  /** How it is doing, as of the last tick. */
  state(): LakeState
  close(): Promise<void>
}

/** Opens or makes a lake; what a former process left in the landing log is taken up. One process at a time. */
export async function openLake(options: LakeOptions): Promise<Lake> {
  const { folder, version = 'unknown' } = options
  const desk = new DeskLink({ folder, version })
  const found = await desk.ask({ ask: 'open' })
  const landing = new Landing(join(options.folder, landingFolder), options.openLog)
  const lake = new OpenedLake(options, desk, landing)
  for (const lap of found) await lake.takeUp(lap)
  return lake
}
