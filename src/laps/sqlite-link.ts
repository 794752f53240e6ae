// The lap store of a process that must not wait for the disk: the same port, its work done on a thread of its own.
import { Worker } from 'node:worker_threads'
import type { Board, BoardRecord, BoardRow, Theoretical } from '../model/board.ts'
import type { BoardEvent } from '../model/board-event.ts'
import type { HiddenDriver } from '../model/hidden-driver.ts'
import type { LapId } from '../model/identity.ts'
import type { LapRemark } from '../model/lap-remark.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap, Ruling } from '../model/ruling.ts'
import type { TrackCuts } from '../model/track-cuts.ts'
import { LapsFault } from './fault.ts'
import type { Answer, Call } from './sqlite-thread.ts'
import type {
  BoardFilter,
  LapFilter,
  LapStore,
  ListedSession,
  Recorded,
  SessionFilter,
  SessionRecord,
  TheoreticalFilter,
} from './store.ts'

/** Opens the store at `path`, or makes it; for a hub. Rejects with LapsFault and a sentence for the user. */
export async function openLapStoreThread(path: string): Promise<LapStore> {
  const link = new SqliteLink(path)
  await link.opened
  return link
}

/** A call that waits; the thread answers each in its own type, a message between threads carries none. */
type Waiting = { done(value: unknown): void; failed(error: LapsFault): void }
type Method = Call['method']
type Result<Asked extends Method> = Awaited<ReturnType<LapStore[Asked]>>

class SqliteLink implements LapStore {
  readonly opened: Promise<unknown>
  readonly #path: string
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #asked = 0
  #gone: LapsFault | undefined

  constructor(path: string) {
    this.#path = path
    this.opened = new Promise((done, failed) => this.#waiting.set(0, { done, failed }))
    // The thread's file lies beside this one, as TypeScript in a checkout and as JavaScript in the package.
    const file = new URL(import.meta.url.replace(/sqlite-link(\.\w+)$/, 'sqlite-thread$1'))
    this.#worker = new Worker(file, { workerData: path })
    this.#worker.on('message', (answer: Answer) => this.#settle(answer))
    this.#worker.on('error', (error: Error) => this.#fail(error.message))
    this.#worker.on('exit', () => this.#fail('it is closed'))
  }

  recordLap(lap: LapRecord, ranked: boolean): Promise<Recorded> {
    return this.#ask('recordLap', [lap, ranked])
  }

  recordSession(session: SessionRecord): Promise<{ readonly changed: boolean }> {
    return this.#ask('recordSession', [session])
  }

  recordRuling(ruling: Ruling): Promise<Recorded> {
    return this.#ask('recordRuling', [ruling])
  }

  declareEvent(event: BoardEvent): Promise<Recorded> {
    return this.#ask('declareEvent', [event])
  }

  removeEvent(event: string): Promise<Recorded> {
    return this.#ask('removeEvent', [event])
  }

  lap(id: LapId): Promise<RuledLap | undefined> {
    return this.#ask('lap', [id])
  }

  laps(filter: LapFilter): Promise<readonly RuledLap[]> {
    return this.#ask('laps', [filter])
  }

  countLaps(filter: LapFilter): Promise<number> {
    return this.#ask('countLaps', [filter])
  }

  sessions(filter: SessionFilter): Promise<readonly ListedSession[]> {
    return this.#ask('sessions', [filter])
  }

  rulings(id?: LapId): Promise<readonly Ruling[]> {
    return this.#ask('rulings', [id])
  }

  events(): Promise<readonly BoardEvent[]> {
    return this.#ask('events', [])
  }

  boards(filter: BoardFilter): Promise<readonly Board[]> {
    return this.#ask('boards', [filter])
  }

  rank(board: string, driver: string): Promise<BoardRow | undefined> {
    return this.#ask('rank', [board, driver])
  }

  records(board: string): Promise<readonly BoardRecord[]> {
    return this.#ask('records', [board])
  }

  theoretical(filter: TheoreticalFilter): Promise<Theoretical | undefined> {
    return this.#ask('theoretical', [filter])
  }

  cuts(track: string): Promise<TrackCuts | undefined> {
    return this.#ask('cuts', [track])
  }

  putCuts(cuts: TrackCuts): Promise<void> {
    return this.#ask('putCuts', [cuts])
  }

  removeCuts(track: string): Promise<boolean> {
    return this.#ask('removeCuts', [track])
  }

  remarks(): Promise<readonly LapRemark[]> {
    return this.#ask('remarks', [])
  }

  putRemark(remark: LapRemark): Promise<void> {
    return this.#ask('putRemark', [remark])
  }

  hiddenDrivers(): Promise<readonly HiddenDriver[]> {
    return this.#ask('hiddenDrivers', [])
  }

  putHidden(driver: HiddenDriver): Promise<void> {
    return this.#ask('putHidden', [driver])
  }

  removeHidden(driver: string): Promise<boolean> {
    return this.#ask('removeHidden', [driver])
  }

  /** Waits for what was asked before. */
  async close(): Promise<void> {
    if (this.#gone !== undefined) return
    const ended = new Promise(resolve => this.#worker.once('exit', resolve))
    this.#worker.postMessage('close')
    await ended
  }

  #ask<Asked extends Method>(method: Asked, args: Parameters<LapStore[Asked]>): Promise<Result<Asked>> {
    if (this.#gone !== undefined) return Promise.reject(this.#gone)
    const id = ++this.#asked
    return new Promise((done, failed) => {
      this.#waiting.set(id, { done, failed })
      this.#worker.postMessage({ id, method, args })
    })
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('value' in answer) waiting?.done(answer.value)
    else waiting?.failed(new LapsFault(answer.fault.code, answer.fault.where, answer.fault.sentence))
  }

  #fail(why: string): void {
    this.#gone ??= new LapsFault('store-failed', this.#path, `the lap store's thread has ended: ${why}`)
    for (const { failed } of this.#waiting.values()) failed(this.#gone)
    this.#waiting.clear()
  }
}
