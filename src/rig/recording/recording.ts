// A recording as a source: the pages of a game that ran before, at their own pace or faster.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Micros } from '../../units/quantity.ts'
import { micros } from '../../units/quantity.ts'
import { accPages, type PageName } from '../../wire/acc/page.ts'
import { WireFault } from '../../wire/fault.ts'
import { requirePageSize } from '../../wire/games.ts'
import { noCounters, type Source, type SourceCounters, type SourceHandler } from '../source.ts'
import { pagesOfDump, type RecordedPage, startOfDump } from './page-dump.ts'

export type RecordingOptions = {
  readonly path: string
  /** Times faster than it was driven; `max` as fast as the pages are taken. */
  readonly speed: number | 'max'
}

/** Opens a recording. Nothing is read before it runs. */
export const recording = ({ path, speed }: RecordingOptions): Source => ({
  origin: 'replay',
  run: (handler, signal) => new Playback(path, speed, handler, signal).run(),
})

/** The physics of ACC steps 400 times a second: a container without times tells them by the game's own counter. */
const step_us = 2500
/** A counter that jumps by more is another run of the game. */
const longestGap = 400 * 3600
/** The physics page is empty while a session loads: all zero but for the counter. */
const counterSize = 4

class Playback {
  readonly #path: string
  readonly #speed: number | 'max'
  readonly #handler: SourceHandler
  readonly #signal: AbortSignal
  readonly #startedOn = performance.now()
  #counters: SourceCounters = noCounters
  #packet: number | undefined
  #at = micros(0)
  /** Of one instant, physics is handed out last. */
  #physics: Uint8Array | undefined

  constructor(path: string, speed: number | 'max', handler: SourceHandler, signal: AbortSignal) {
    this.#path = path
    this.#speed = speed
    this.#handler = handler
    this.#signal = signal
  }

  async run(): Promise<SourceCounters> {
    const notice = (text: string) => this.#handler.notice?.(text)
    const startedAt = await startOfDump(this.#path)
    let opened = false
    for await (const pages of pagesOfDump(this.#path, notice)) {
      if (!opened) this.#handler.state('reading', `replaying ${this.#path}`, startedAt)
      opened = true
      for (const page of pages) {
        if (this.#signal.aborted) return this.#counters
        await this.#take(page)
      }
    }
    await this.#handOutPhysics()
    return this.#counters
  }

  async #take({ page, bytes }: RecordedPage): Promise<void> {
    requireBeginning(page, bytes)
    if (page !== 'physics') {
      await this.#handOut(page, bytes)
      return
    }
    await this.#handOutPhysics()
    const packet = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true)
    const steps = this.#packet === undefined ? 0 : packet - this.#packet
    if (steps === 0 && this.#packet !== undefined) {
      this.#count({ duplicates: this.#counters.duplicates + 1 })
      return
    }
    const another = steps < 0 || steps > longestGap
    this.#packet = packet
    this.#at = micros(this.#at + (another ? 1 : steps) * step_us)
    if (!another && steps > 1) this.#count({ gaps: this.#counters.gaps + steps - 1 })
    await this.#due(this.#at)
    if (bytes.subarray(counterSize).every(byte => byte === 0)) {
      this.#count({ empty: this.#counters.empty + 1 })
      return
    }
    this.#physics = bytes
  }

  async #handOutPhysics(): Promise<void> {
    const bytes = this.#physics
    this.#physics = undefined
    if (bytes !== undefined) await this.#handOut('physics', bytes)
  }

  async #handOut(page: PageName, bytes: Uint8Array): Promise<void> {
    this.#counters = { ...this.#counters, pages: this.#counters.pages + 1 }
    await this.#handler.page(page, bytes, this.#at)
  }

  #count(change: Partial<SourceCounters>): void {
    this.#counters = { ...this.#counters, ...change }
    this.#handler.counted?.(this.#counters)
  }

  async #due(at: Micros): Promise<void> {
    if (this.#speed === 'max') return
    const wait_ms = at / 1000 / this.#speed - (performance.now() - this.#startedOn)
    if (wait_ms > 1) await sleep(wait_ms, undefined, { signal: this.#signal }).catch(() => undefined)
  }
}

/** A recorder may keep only the beginning of a page; another game's page is refused by its size. */
function requireBeginning(page: PageName, bytes: Uint8Array): void {
  try {
    requirePageSize('acc', page, bytes.byteLength)
  } catch (fault) {
    const short = bytes.byteLength < accPages[page].size
    if (fault instanceof WireFault && fault.code === 'wrong-size' && short) return
    throw fault
  }
}
