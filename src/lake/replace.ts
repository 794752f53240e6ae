// Puts what another lake holds of a session in the place of what this one does, in one commit: until then readers see the
// old rows, and afterwards the new ones. Whatever goes wrong before leaves the old ones where they were.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { Catalogue, type StoredLap } from './catalogue.ts'
import { removeDiscarded } from './closing.ts'
import { catalogueFile, landingFolder, logName } from './desk.ts'
import { FolderStore } from './folder-store.ts'
import { writeSummaries } from './summaries.ts'

/** Samples of a session before and after. */
export type Replaced = { readonly before: number; readonly after: number; readonly replaced: boolean }

/** Two lakes that nobody else has open. `rebuilt` is used up. */
export class Replacement {
  readonly #folder: string
  readonly #store: FolderStore
  readonly #catalogue: Catalogue
  readonly #rebuilt: Catalogue
  readonly #rebuiltStore: FolderStore
  readonly #version: string

  private constructor(folder: string, rebuilt: string, store: FolderStore, version: string) {
    this.#folder = folder
    this.#store = store
    this.#version = version
    this.#catalogue = new Catalogue(join(folder, catalogueFile))
    this.#rebuilt = new Catalogue(join(rebuilt, catalogueFile))
    this.#rebuiltStore = new FolderStore(rebuilt)
  }

  static async open(folder: string, rebuilt: string, version: string): Promise<Replacement> {
    return new Replacement(folder, rebuilt, await new FolderStore(folder).open(), version)
  }

  get sessions(): readonly string[] {
    return this.#rebuilt.sessions()
  }

  /** Fewer samples than there are replace none, unless `fewer` says so: a recording may have been cut short. */
  async replace(sessionId: string, fewer: boolean): Promise<Replaced> {
    const catalogue = this.#catalogue
    const old = catalogue.lapsOf(sessionId)
    const laps = this.#rebuilt.lapsOf(sessionId)
    const [before, after] = [rowsOf(old), rowsOf(laps)]
    // What has no samples was told by others than the pages of this car, and no recording of them knows it.
    const ids = new Set(laps.map(({ lap_id }) => lap_id))
    const told = old.filter(lap => lap.rows === 0 && lap.complete && !ids.has(lap.lap_id))
    if (after < before && !fewer) return { before, after, replaced: false }
    const generations = new Map(old.map(({ lap_id, generation }) => [lap_id, generation]))
    const moved = laps.map(lap => ({ from: lap, to: renamed(lap, (generations.get(lap.lap_id) ?? 0) + 1) }))
    const files = moved.flatMap(({ from, to }) => [pair(from.path, to.path), pair(from.grid, to.grid)].flat())
    // Until the commit below they are files that nobody needs.
    catalogue.transaction(() => {
      for (const { to } of files) catalogue.discard(to)
    })
    for (const { from, to } of files) await this.#store.put(to, { path: this.#rebuiltStore.path(from) })
    catalogue.transaction(() => {
      catalogue.removeSession(sessionId)
      for (const lap of [...told, ...moved.map(({ to }) => to)]) catalogue.putLap(lap)
      for (const { to } of files) catalogue.undiscard(to)
      const message = this.#rebuilt.session(sessionId)
      if (message !== undefined) catalogue.putSession(sessionId, message)
      const carry = this.#rebuilt.carry(sessionId)
      if (carry !== undefined) catalogue.putCarry(sessionId, carry)
      for (const [track, shape] of this.#rebuilt.shapes()) catalogue.keepShape(track, shape)
    })
    for (const { lap_id } of [...old.filter(lap => !told.includes(lap)), ...laps]) {
      rmSync(join(this.#folder, landingFolder, logName(lap_id)), { force: true })
    }
    await removeDiscarded({ store: this.#store, catalogue })
    await writeSummaries(this.#store, catalogue, this.#version)
    return { before, after, replaced: true }
  }

  close(): void {
    this.#catalogue.close()
    this.#rebuilt.close()
  }
}

/** What a lake knows of the shapes of tracks: one that is rebuilt shall number corners in the same way. */
export function copyShapes(folder: string, rebuilt: string): void {
  const [from, to] = [folder, rebuilt].map(root => new Catalogue(join(root, catalogueFile)))
  for (const [track, shape] of from?.shapes() ?? []) to?.keepShape(track, shape)
  from?.close()
  to?.close()
}

/** The pitwalls that wrote the laps of a session; none when there are none. */
export function writersOf(folder: string, sessionId: string): ReadonlySet<string> {
  const catalogue = new Catalogue(join(folder, catalogueFile))
  try {
    return new Set(catalogue.lapsOf(sessionId).map(({ written_by = 'unknown' }) => written_by))
  } finally {
    catalogue.close()
  }
}

const rowsOf = (laps: readonly StoredLap[]): number => laps.reduce((sum, { rows }) => sum + rows, 0)

/** The same lap under the names of another generation: readers of the old files are not disturbed. */
function renamed(lap: StoredLap, generation: number): StoredLap {
  const under = (path: string) => path.replace(/\.parquet$/, generation === 1 ? '$&' : `.${generation}$&`)
  return {
    ...lap,
    generation,
    ...(lap.path !== undefined && { path: under(lap.path) }),
    ...(lap.grid !== undefined && { grid: under(lap.grid) }),
  }
}

const pair = (from: string | undefined, to: string | undefined) =>
  from === undefined || to === undefined ? [] : [{ from, to }]
