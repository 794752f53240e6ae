// Keeps every page of a source as it came, one file per session. A file begins with what had been said before its first
// page (the last static page, the counters), so that it gives the same session on its own, byte for byte.
import { rename } from 'node:fs/promises'
import { join } from 'node:path'
import { acc } from '../../model/games/acc.ts'
import type { Game } from '../../model/games/game.ts'
import type { RigId, SessionId, SiteId } from '../../model/identity.ts'
import type { Origin } from '../../model/messages.ts'
import type { Micros, UnixMillis } from '../../units/quantity.ts'
import type { PageName } from '../../wire/acc/page.ts'
import { noCounters, type SourceCounters } from '../source.ts'
import { McapFile } from './mcap-file.ts'
import { recordingEnding, Shelf, type ShelfOptions } from './shelf.ts'
import { broadcastTopic, countedWord, pageTopic, sourceTopic, stateWord, type Topic } from './topic.ts'

export type TapeOptions = ShelfOptions & {
  readonly site: SiteId
  readonly rig: RigId
  readonly origin: Origin
  /** Of pitwall. */
  readonly version: string
}

/** Since the tape was opened. */
export type TapeCounters = {
  /** Bytes of the file that is being written. */
  readonly recording_bytes: number
  /** Pages that are in no recording, because the disk did not take them or the budget was used up. */
  readonly unrecorded: number
  /** Recordings that were deleted because the budget was used up. */
  readonly recordings_dropped: number
}

/** A chunk is closed after so much time, so that a recorder that is killed loses no more. */
const chunk_ms = 1000
/** How often the folder is measured. */
const measure_ms = 10_000

type Said = { readonly state: 'waiting' | 'reading'; readonly detail: string; readonly startedAt: UnixMillis }

export class Tape {
  readonly #options: TapeOptions
  readonly #shelf: Shelf
  /** The last page of each kind as it came, and the topic that it went to. */
  readonly #newest = new Map<PageName, { readonly bytes: Uint8Array; readonly topic: Topic }>()
  readonly #ticking: NodeJS.Timeout
  #file: { readonly mcap: McapFile; path: string } | undefined
  #session: SessionId | undefined
  #said: Said | undefined
  #counters: SourceCounters = noCounters
  #game: Game = acc
  #zero_ns = 0n
  #lastAt = 0n
  readonly #written: string[] = []
  #unrecorded = 0
  #lostBefore = 0
  #isFull = false
  #measuredAt = 0
  /** Files are made, renamed and closed one after the other. */
  #turn: Promise<unknown> = Promise.resolve()

  private constructor(options: TapeOptions) {
    this.#options = options
    this.#shelf = new Shelf(options)
    this.#ticking = setInterval(() => this.#tick(), chunk_ms).unref()
  }

  /** Throws what the file system says of a folder that cannot be made. */
  static async open(options: TapeOptions): Promise<Tape> {
    const tape = new Tape(options)
    try {
      await tape.#shelf.open()
      await tape.#measure()
      return tape
    } catch (error) {
      clearInterval(tape.#ticking)
      throw error
    }
  }

  get counters(): TapeCounters {
    return {
      recording_bytes: this.#file?.mcap.bytes ?? 0,
      unrecorded: this.#unrecorded + this.#lostBefore + (this.#file?.mcap.lost ?? 0),
      recordings_dropped: this.#shelf.dropped,
    }
  }

  /** Where the session that is being driven is recorded. */
  get path(): string | undefined {
    return this.#file?.path
  }

  state(state: Said['state'], detail: string, startedAt: UnixMillis): void {
    const isFirst = this.#said === undefined
    this.#said = { state, detail, startedAt }
    if (isFirst) this.#zero_ns = BigInt(startedAt) * 1_000_000n
    else if (this.#file !== undefined) this.#sayState(this.#file.mcap, this.#lastAt)
    // Nothing may come for a while.
    if (state === 'waiting') this.#file?.mcap.cut()
  }

  /** Whose pages follow; those of ACC until somebody says otherwise. */
  game(game: Game): void {
    if (game !== this.#game) this.#newest.clear()
    this.#game = game
  }

  counted(counters: SourceCounters): void {
    this.#counters = counters
    if (this.#file !== undefined) this.#sayCounters(this.#file.mcap, this.#lastAt)
  }

  /** Takes a page after it was looked at: `session` is the one that is being driven since then. Never waits. */
  page(page: PageName, bytes: Uint8Array, at: Micros, session: SessionId | undefined): void {
    this.#lastAt = this.#instant(at)
    if (session !== undefined && session !== this.#session) this.#begin(session, page)
    this.#session = session ?? this.#session
    const { topic } = this.#keep(page, bytes)
    if (this.#isFull) this.#unrecorded++
    else {
      this.#file ??= this.#create(this.#nameOfNow())
      this.#file.mcap.add(topic, this.#lastAt, bytes)
    }
  }

  /** Takes what the game broadcast. Never waits. */
  datagram(bytes: Uint8Array, at: Micros): void {
    this.#lastAt = this.#instant(at)
    if (this.#isFull) this.#unrecorded++
    else {
      this.#file ??= this.#create(this.#nameOfNow())
      this.#file.mcap.add(broadcastTopic, this.#lastAt, bytes)
    }
  }

  /** Resolves when the disk has taken most of what it was given: for a source that can wait. */
  room(): Promise<void> | undefined {
    const mcap = this.#file?.mcap
    return mcap !== undefined && mcap.waiting > largestBacklog ? mcap.written() : undefined
  }

  /** Whose pages these are. */
  get of(): Pick<TapeOptions, 'site' | 'rig' | 'origin'> {
    return this.#options
  }

  /** Resolves when what was cut so far is on the disk, or lost. */
  async flushed(): Promise<void> {
    await this.#turn
    await this.#file?.mcap.written()
  }

  /** Makes safe what was taken; resolves with the files that were written. */
  async close(): Promise<readonly string[]> {
    clearInterval(this.#ticking)
    this.#finish()
    await this.#turn
    return this.#written
  }

  /** A session begins with this page: it gets a file of its own, unless the one that is open has none yet. */
  #begin(session: SessionId, by: PageName): void {
    const name = `${session}${recordingEnding}`
    if (this.#session === undefined) {
      const file = this.#file
      if (file === undefined) return
      const path = join(this.#shelf.folder, name)
      file.mcap.cut()
      this.#turn = this.#turn.then(async () => {
        await file.mcap.written()
        await rename(file.path, path).then(
          () => {
            file.path = path
          },
          // Its name says less then; what lies in it says the same.
          () => undefined,
        )
      })
      return
    }
    this.#finish()
    if (this.#isFull) return
    this.#file = this.#create(name)
    // Of the other page that is sampled, only what makes the fold begin at this very page: see Recorder.
    const before: readonly PageName[] = by === 'physics' ? ['static', 'graphics'] : ['static', 'physics']
    for (const page of before) {
      const newest = this.#newest.get(page)
      if (newest !== undefined && page !== by) this.#file.mcap.add(newest.topic, this.#lastAt, newest.bytes)
    }
  }

  #keep(page: PageName, bytes: Uint8Array): { readonly topic: Topic } {
    const before = this.#newest.get(page)
    if (before?.bytes.byteLength === bytes.byteLength) {
      before.bytes.set(bytes)
      return before
    }
    const now = { bytes: Uint8Array.from(bytes), topic: pageTopic(this.#game, page, bytes.byteLength) }
    this.#newest.set(page, now)
    return now
  }

  #create(name: string): { readonly mcap: McapFile; path: string } {
    const { site, rig, origin, version, report } = this.#options
    const path = join(this.#shelf.folder, name)
    const about = { site, rig, origin, game: this.#game.id, version, zero_ns: String(this.#zero_ns) }
    const mcap = new McapFile({ path, about, report })
    this.#sayState(mcap, this.#lastAt)
    this.#sayCounters(mcap, this.#lastAt)
    return { mcap, path }
  }

  #finish(): void {
    const file = this.#file
    this.#file = undefined
    if (file === undefined) return
    this.#turn = this.#turn.then(async () => {
      await file.mcap.close()
      this.#written.push(file.path)
      this.#lostBefore += file.mcap.lost
    })
  }

  #sayState(mcap: McapFile, at_ns: bigint): void {
    if (this.#said === undefined) return
    const { state, detail, startedAt } = this.#said
    mcap.add(sourceTopic, at_ns, stateWord(state, detail, startedAt))
  }

  #sayCounters(mcap: McapFile, at_ns: bigint): void {
    mcap.add(sourceTopic, at_ns, countedWord(this.#counters))
  }

  #tick(): void {
    this.#file?.mcap.cut()
    if (performance.now() - this.#measuredAt > measure_ms) void this.#measure().catch(() => undefined)
  }

  async #measure(): Promise<void> {
    this.#measuredAt = performance.now()
    const path = this.#file?.path
    const fits = await this.#shelf.keepBudget(new Set(path === undefined ? [] : [path]), Date.now())
    if (fits === !this.#isFull) return
    this.#isFull = !fits
    this.#options.report(
      fits
        ? 'pages are recorded again'
        : 'this session alone fills the budget of recordings: pages are not recorded',
    )
  }

  #instant(at: Micros): bigint {
    return this.#zero_ns + BigInt(Math.round(at * 1000))
  }

  /** `home-rig1-20261124T015230123Z.mcap`, as of a session that began now. */
  #nameOfNow(): string {
    const stamp = new Date(Number(this.#lastAt / 1_000_000n)).toISOString().replace(/[-:.]/g, '')
    return `${this.#options.site}-${this.#options.rig}-${stamp}${recordingEnding}`
  }
}

const largestBacklog = 8 * 2 ** 20
