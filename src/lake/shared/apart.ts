// Closing a lap for a lake that others share: computed in a folder of its own, from what the bucket has of the lap, and
// made part of this hub's folder only when the bucket has it. Runs in the worker thread.
import { readFileSync, renameSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { TrackShape } from '../../race/corner-detection.ts'
import { type Carry, Catalogue, type StoredLap } from '../catalogue.ts'
import { type Desk, prepareLap, removeDiscarded, storeLap } from '../closing.ts'
import { FolderStore } from '../folder-store.ts'
import { digestOf } from './keys.ts'

/** What is known of a lap, as it stands in the bucket. */
export type Commit = {
  readonly v: 1
  readonly lap: StoredLap
  readonly carry?: Carry
}

export type ClosingApart = {
  readonly lap_id: string
  readonly session_id: string
  /** A folder for nothing but this, and in it the landing log. */
  readonly folder: string
  readonly log: string
  readonly length: number
  /** What the bucket has of the lap; its file lies in the folder under its key. */
  readonly base?: StoredLap
  readonly track?: string
}

/** The files lie in the folder under the keys that the lap names. */
export type ClosedApart = {
  readonly commit: Commit
  readonly bad: number
  readonly reason?: string
  /** What this lap, as the first, has shown of its track. */
  readonly shown?: { readonly track: string; readonly shape: TrackShape }
}

/** Undefined when the log has nothing that the base has not. */
export async function closeApart(own: Desk, job: ClosingApart): Promise<ClosedApart | undefined> {
  const { lap_id, session_id, folder, base, track = '' } = job
  const store = await new FolderStore(folder).open()
  const catalogue = new Catalogue(':memory:')
  try {
    const session = own.catalogue.session(session_id)
    const carry = own.catalogue.carry(session_id)
    const known = own.catalogue.shape(track)
    catalogue.transaction(() => {
      if (session !== undefined) catalogue.putSession(session_id, session)
      if (carry !== undefined) catalogue.putCarry(session_id, carry)
      if (base !== undefined) catalogue.putLap(base)
      if (known !== undefined) catalogue.keepShape(track, known)
    })
    const { block, version } = own
    const desk: Desk = { store, catalogue, block, version, carries: new Map() }
    const prepared = await prepareLap(desk, job)
    if (prepared === undefined) return undefined
    const { bad, reason } = await storeLap(desk, prepared)
    const stored = catalogue.lap(lap_id)
    if (stored === undefined) return undefined
    const lap = stored.path === base?.path ? stored : await named(store, stored)
    const newCarry = catalogue.carry(session_id)
    const shape = known === undefined ? catalogue.shape(track) : undefined
    return {
      commit: { v: 1, lap, ...(newCarry !== undefined && { carry: newCarry }) },
      bad,
      ...(reason !== undefined && { reason }),
      ...(shape !== undefined && { shown: { track, shape } }),
    }
  } finally {
    catalogue.close()
  }
}

/** Gives the files names that say what is in them: the same content always has the same. */
async function named(store: FolderStore, lap: StoredLap): Promise<StoredLap> {
  if (lap.path === undefined) return lap
  const contents = [lap.path, lap.grid].flatMap(key =>
    key === undefined ? [] : [readFileSync(store.path(key))],
  )
  const name = `${lap.lap_id}.${digestOf(Buffer.concat(contents))}.parquet`
  const moved = (key: string): string => {
    const to = `${dirname(key)}/${name}`
    renameSync(store.path(key), store.path(to))
    return to
  }
  return { ...lap, path: moved(lap.path), ...(lap.grid !== undefined && { grid: moved(lap.grid) }) }
}

export type Adopting = {
  readonly commit: Commit
  readonly number: number
  /** Files of the lap that are here now, to be moved into the lake. */
  readonly files: readonly { readonly from: string; readonly key: string }[]
}

/** Makes a lap of the bucket part of this hub's folder, in the place of an older one. */
export async function adopt(desk: Desk, { commit, number, files }: Adopting): Promise<void> {
  const { store, catalogue } = desk
  const { lap, carry } = commit
  if ((catalogue.mirrored(lap.lap_id) ?? 0) >= number) return
  for (const { from, key } of files) await store.put(key, { path: from })
  const before = catalogue.lap(lap.lap_id)
  const held = catalogue.carry(lap.session_id)
  catalogue.transaction(() => {
    catalogue.putLap(lap)
    catalogue.keepMirrored(lap.lap_id, number)
    if (carry !== undefined && carry.seq > (held?.seq ?? -1)) catalogue.putCarry(lap.session_id, carry)
    for (const what of ['path', 'grid'] as const) {
      const old = before?.[what]
      if (old !== undefined && old !== lap[what]) catalogue.discard(old)
    }
  })
  await removeDiscarded(desk)
}

export async function emptyFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
}
