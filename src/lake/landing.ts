// The landing log: what has arrived and must survive, one file per open lap. Appends that come while the disk is busy
// share its next sync, so that the more there is to write, the fewer syncs each frame costs.
import type { FileHandle } from 'node:fs/promises'
import { open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { faultOf, LakeFault } from './fault.ts'
import { syncFolder } from './folder-store.ts'

/** The lowest file port: tests put a full disk in its place. */
export type LogFile = Pick<FileHandle, 'datasync' | 'truncate' | 'close'> & {
  writev(parts: Uint8Array[], position: number): Promise<{ readonly bytesWritten: number }>
}
export type OpenLog = (path: string) => Promise<LogFile>

type Waiting = {
  readonly parts: readonly Uint8Array[]
  readonly bytes: number
  readonly done: () => void
  readonly failed: (fault: LakeFault) => void
}
type Log = {
  file: LogFile | undefined
  length: number
  waiting: Waiting[]
  isNew: boolean
  /** A log of the same name that is still being deleted. */
  readonly before: Promise<void> | undefined
}

/** Bytes that may wait for the disk: beyond them the newest are refused, to be sent again. */
const mostWaiting = 64 * 1_048_576

export class Landing {
  readonly #folder: string
  readonly #open: OpenLog
  readonly #logs = new Map<string, Log>()
  readonly #dropping = new Map<string, Promise<void>>()
  #waiting = 0
  #flushing: Promise<void> | undefined
  syncs = 0

  /** `openLog` opens a file for writing without emptying it, and makes it when there is none. */
  constructor(folder: string, openLog: OpenLog = openForWriting) {
    this.#folder = folder
    this.#open = openLog
  }

  path(name: string): string {
    return join(this.#folder, name)
  }

  /** Goes on with a log that a former process left, behind its last good byte. */
  resume(name: string, length: number): void {
    this.#logs.set(name, { file: undefined, length, waiting: [], isNew: false, before: undefined })
  }

  /** How many bytes of a log are safe. */
  lengthOf(name: string): number {
    return this.#logs.get(name)?.length ?? 0
  }

  /** Resolves when the record is on the disk; rejects with `disk-full`, `disk-failed` or `busy` when it is not. */
  append(name: string, parts: readonly Uint8Array[]): Promise<void> {
    const bytes = parts.reduce((sum, part) => sum + part.length, 0)
    if (this.#waiting + bytes > mostWaiting) {
      const found = `${this.#waiting} bytes waiting`
      return Promise.reject(new LakeFault('busy', name, 'a disk that keeps up; send the frame again', found))
    }
    let log = this.#logs.get(name)
    if (log === undefined) {
      log = { file: undefined, length: 0, waiting: [], isNew: true, before: this.#dropping.get(name) }
      this.#logs.set(name, log)
    }
    const { waiting } = log
    this.#waiting += bytes
    return new Promise((done, failed) => {
      waiting.push({ parts, bytes, done, failed })
      this.#flushing ??= this.#flush()
    })
  }

  /** Deletes a log whose records are all in the lake. */
  async drop(name: string): Promise<void> {
    const log = this.#logs.get(name)
    this.#logs.delete(name)
    const dropped = (async () => {
      await log?.file?.close()
      await rm(this.path(name), { force: true })
    })().finally(() => this.#dropping.delete(name))
    this.#dropping.set(name, dropped)
    await dropped
  }

  /** Resolves when nothing waits any more. */
  async settle(): Promise<void> {
    while (this.#flushing !== undefined) await this.#flushing
  }

  async close(): Promise<void> {
    await this.settle()
    await Promise.all([...this.#logs.values()].map(log => log.file?.close()))
    this.#logs.clear()
  }

  async #flush(): Promise<void> {
    // A turn later, everything that arrived in this one goes along.
    await Promise.resolve()
    for (;;) {
      const batch = [...this.#logs].filter(([, log]) => log.waiting.length > 0)
      if (batch.length === 0) break
      const areNew = batch.some(([, log]) => log.isNew)
      await Promise.all(batch.map(([name, log]) => this.#write(name, log, areNew)))
    }
    this.#flushing = undefined
  }

  async #write(name: string, log: Log, syncsFolder: boolean): Promise<void> {
    const batch = log.waiting
    log.waiting = []
    const bytes = batch.reduce((sum, entry) => sum + entry.bytes, 0)
    try {
      await log.before
      log.file ??= await this.#open(this.path(name))
      if (syncsFolder && log.isNew) {
        await syncFolder(this.#folder)
        log.isNew = false
      }
      await writeAll(
        log.file,
        batch.flatMap(entry => entry.parts),
        log.length,
      )
      await log.file.datasync()
      this.syncs++
      log.length += bytes
      for (const entry of batch) entry.done()
    } catch (thrown) {
      const fault = faultOf(thrown, `landing log ${name}`)
      await this.#mend(log)
      for (const entry of batch) entry.failed(fault)
    } finally {
      this.#waiting -= bytes
    }
  }

  /** After a failed write only what was safe before counts: the rest is cut, or overwritten by the next append. */
  async #mend(log: Log): Promise<void> {
    const { file } = log
    log.file = undefined
    try {
      await file?.truncate(log.length)
    } catch {
      // The next append writes at the same place.
    }
    try {
      await file?.close()
    } catch {
      // A file that cannot even be closed is not used again.
    }
  }
}

async function writeAll(file: LogFile, parts: readonly Uint8Array[], position: number): Promise<void> {
  // Few system calls for many parts, and never more parts than the system takes at once.
  const whole = parts.length > 512 ? [Buffer.concat(parts)] : [...parts]
  const wanted = whole.reduce((sum, part) => sum + part.length, 0)
  const { bytesWritten } = await file.writev(whole, position)
  if (bytesWritten === wanted) return
  const rest = Buffer.concat(whole).subarray(bytesWritten)
  if (bytesWritten > 0) return writeAll(file, [rest], position + bytesWritten)
  throw new LakeFault('disk-failed', 'landing log', `${wanted} bytes written`, '0 bytes')
}

/** Opens a log without emptying it, and makes it when there is none. */
export async function openForWriting(path: string): Promise<LogFile> {
  try {
    return await open(path, 'r+')
  } catch {
    return open(path, 'w+')
  }
}
