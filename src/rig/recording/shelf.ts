// The folder of recordings and its budget: one file per session, and the oldest sessions go first.
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

export type ShelfOptions = {
  readonly folder: string
  /** Bytes that recordings may take; 10 GiB if left out. */
  readonly budget?: number
  /** Told in a sentence what was deleted. */
  readonly report: (text: string) => void
}

export type Shelved = { readonly path: string; readonly bytes: number; readonly written_ms: number }

export const defaultBudget = 10 * 2 ** 30
export const recordingEnding = '.mcap'
/** A file that was written to so recently may be another recorder's. */
const fresh_ms = 60_000

export class Shelf {
  readonly #options: ShelfOptions
  #dropped = 0

  constructor(options: ShelfOptions) {
    this.#options = options
  }

  get folder(): string {
    return this.#options.folder
  }

  /** Recordings that were deleted because the budget was used up. */
  get dropped(): number {
    return this.#dropped
  }

  async open(): Promise<void> {
    await mkdir(this.#options.folder, { recursive: true })
  }

  /** Deletes the oldest recordings until all fit, but for `held`; false when they still do not. */
  async keepBudget(held: ReadonlySet<string>, now_ms: number): Promise<boolean> {
    const { budget = defaultBudget, report } = this.#options
    const all = await shelved(this.#options.folder)
    let bytes = all.reduce((sum, recording) => sum + recording.bytes, 0)
    for (const recording of all) {
      if (bytes <= budget) break
      if (held.has(recording.path) || now_ms - recording.written_ms < fresh_ms) continue
      await rm(recording.path, { force: true })
      bytes -= recording.bytes
      this.#dropped++
      report(`recordings take more than ${budget} bytes: ${recording.path}, the oldest, was deleted`)
    }
    return bytes <= budget
  }
}

/** The recordings of a folder, the oldest first; none when there is no such folder. */
export async function shelved(folder: string): Promise<readonly Shelved[]> {
  const names = await readdir(folder).catch(() => [])
  const found = await Promise.all(
    names
      .filter(name => name.endsWith(recordingEnding))
      .map(async name => {
        const path = join(folder, name)
        const { size, mtimeMs } = await stat(path).catch(() => ({ size: -1, mtimeMs: 0 }))
        return { path, bytes: size, written_ms: mtimeMs }
      }),
  )
  return found.filter(({ bytes }) => bytes >= 0).sort((a, b) => a.written_ms - b.written_ms)
}
