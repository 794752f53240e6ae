// Gathers pages into frames: at most a lap, a second, a hundred physics pages or a hundred kilobytes long.
import type { SampledPage } from '../model/channels.ts'
import type { FrameHeader } from '../model/frame.ts'
import { FrameText } from '../model/frame-text.ts'
import type { Game } from '../model/games/game.ts'
import type { LapId, RigId, SessionId, SiteId } from '../model/identity.ts'
import type { Micros } from '../units/quantity.ts'
import { type PageBlock, pageBlock } from './page-block.ts'

/** A quarter of a second at 400 Hz; a graphics page comes with every rendered frame. */
const capacity: Readonly<Record<SampledPage, number>> = { physics: 100, graphics: 128 }
const longest_us = 1_000_000
/** Bytes of a message; AWS IoT takes 128 KiB, and a rule may add to it. */
const largest = 100_000

export type FrameSession = {
  readonly game: Game
  readonly site: SiteId
  readonly rig: RigId
  readonly session_id: SessionId
}

export type FrameLap = { readonly lap_id: LapId; readonly lap_number: number }

/** The frames of one session. `send` gets each as JSON, with its sequence number. */
export class FrameCutter {
  readonly #session: FrameSession
  readonly #send: (json: Uint8Array, seq: number) => void
  readonly #blocks: { [Page in SampledPage]?: PageBlock } = {}
  readonly #text = new FrameText()
  #lap: FrameLap | undefined
  #since: Micros | undefined
  #next = 0

  constructor(session: FrameSession, send: (json: Uint8Array, seq: number) => void) {
    this.#session = session
    this.#send = send
  }

  /** The number that the next frame will get. */
  get nextSeq(): number {
    return this.#next
  }

  /** Closes the frame of the lap before, and files what follows under `lap`. */
  start(lap: FrameLap): void {
    this.cut()
    this.#lap = lap
  }

  /** Appends a page to the lap that was started last; `t_us` counts from the first sample of the session. */
  push(page: SampledPage, bytes: Uint8Array, t_us: Micros, packet: number): void {
    let block = this.#blocks[page]
    const full =
      block !== undefined && (block.count() === block.capacity || block.length !== bytes.byteLength)
    if (full || (this.#since !== undefined && t_us - this.#since >= longest_us)) this.cut()
    if (block === undefined || block.length !== bytes.byteLength) {
      block = pageBlock(this.#session.game, page, bytes.byteLength, capacity[page])
      this.#blocks[page] = block
    }
    block.push(bytes, t_us, packet)
    this.#since ??= t_us
  }

  /** Sends what has been gathered. */
  cut(): void {
    const { physics, graphics } = this.#blocks
    const [p, g] = [physics?.count() ?? 0, graphics?.count() ?? 0]
    if (this.#lap !== undefined && p + g > 0) this.#encode(this.#lap, [0, p], [0, g])
    this.drop()
  }

  /** Forgets what has been gathered. */
  drop(): void {
    for (const block of Object.values(this.#blocks)) block?.clear()
    this.#since = undefined
  }

  #encode(lap: FrameLap, physics: Rows, graphics: Rows): void {
    const { site, rig, session_id } = this.#session
    const header: FrameHeader = { site, rig, session_id, ...lap, seq: this.#next }
    const json = this.#text.write(header, {
      ...this.#rows('physics', physics),
      ...this.#rows('graphics', graphics),
    })
    if (json.byteLength > largest && physics[1] - physics[0] + graphics[1] - graphics[0] > 2) {
      const [p, g] = [middle(physics), middle(graphics)]
      this.#encode(lap, [physics[0], p], [graphics[0], g])
      this.#encode(lap, [p, physics[1]], [g, graphics[1]])
      return
    }
    const seq = this.#next++
    this.#send(json, seq)
  }

  #rows(page: SampledPage, [from, to]: Rows) {
    const block = this.#blocks[page]
    return block === undefined || to === from ? {} : { [page]: block.rows(from, to) }
  }
}

/** From a row to before another. */
type Rows = readonly [from: number, to: number]
const middle = ([from, to]: Rows) => Math.floor((from + to) / 2)
