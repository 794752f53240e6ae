// The virtual rig as a game that writes its pages into a folder, in place and in real time, for the shared-memory source.
import { accessSync, constants, mkdirSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { RigFault } from '../fault.ts'
import type { WorldOptions } from './session.ts'
import { worldOptions } from './source.ts'

export type PageFileOptions = Partial<WorldOptions> & {
  /** Physics pages written per second, 1 to 400. */
  readonly rate?: number
  /** Every so many physics pages are written in two pieces 0.2 ms apart, so that readers meet torn pages; 0 never. */
  readonly tearEvery?: number
}

/** What was written, and what should have been. */
export type PageFileCounters = {
  readonly physics: number
  readonly graphics: number
  /** Physics pages that were due but were overtaken by the next before they could be written. */
  readonly missed: number
  /** Physics pages that were written in two pieces. */
  readonly torn: number
  /** The longest delay of a step behind its time, ms. */
  readonly latest_ms: number
}

/** What the thread is given. `stop` holds one number: 1 ends it. */
export type PageFileTask = {
  readonly folder: string
  readonly world: WorldOptions
  readonly rate: number
  readonly tearEvery: number
  readonly stop: Int32Array<SharedArrayBuffer>
}

/**
 * Writes `acpmf_physics`, `acpmf_graphics` and `acpmf_static` of exactly the game's sizes until `signal` aborts; each
 * page with one positional write of the whole page. A thread of its own sleeps and spins to keep 400 Hz. Makes the
 * folder; files that are there are overwritten in place, so that a reader may keep them open. Throws RigFault
 * `no-access` when the folder cannot be written.
 */
export async function writePages(
  folder: string,
  options: PageFileOptions,
  signal: AbortSignal,
): Promise<PageFileCounters> {
  const task: PageFileTask = {
    folder,
    world: worldOptions(options),
    rate: Math.max(1, Math.min(400, options.rate ?? 400)),
    tearEvery: options.tearEvery ?? 0,
    stop: new Int32Array(new SharedArrayBuffer(4)),
  }
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new RigFault('no-access', folder, 'a folder that can be written, for the pages', String(cause))
  }
  const worker = new Worker(new URL('./page-writer.ts', import.meta.url), { workerData: task })
  const end = () => {
    Atomics.store(task.stop, 0, 1)
    Atomics.notify(task.stop, 0)
  }
  signal.addEventListener('abort', end, { once: true })
  if (signal.aborted) end()
  try {
    return await new Promise<PageFileCounters>((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
    })
  } finally {
    signal.removeEventListener('abort', end)
    await worker.terminate()
  }
}
