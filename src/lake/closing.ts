// Closing a lap: its frames out of the landing log become one Parquet file, and the catalogue says so in one commit.
// Runs in a worker thread, in two steps, so that one lap is computed while the one before waits for the disk. Done again
// after a crash, or when frames come late, it gives the same lake.
import type { LapMessage } from '../model/messages.ts'
import { believedLap } from '../model/trust.ts'
import type { Carry, Catalogue, StoredLap } from './catalogue.ts'
import type { FolderStore } from './folder-store.ts'
import { indexLanding, type LandedFrame } from './landing-file.ts'
import { type Written, writeSamples } from './lap-file.ts'
import { gridOf, gridSources, type LapGrid } from './lap-grid.ts'
import { gridPath, samplesPath } from './partition.ts'
import { Ranges } from './ranges.ts'
import { readColumns } from './read.ts'
import type { RowBlock } from './rows.ts'
import { lakeTables, schemaName } from './tables.ts'

export type Closing = {
  readonly lap_id: string
  /** The landing log of the lap, and how far it is safe. */
  readonly log: string
  readonly length: number
}

export type Closed = {
  readonly lap_id: string
  readonly session_id: string
  readonly rows: number
  readonly bytes: number
  /** Frames that could not be read, with the reason of the first. */
  readonly bad: number
  readonly reason?: string
}

export type Desk = {
  readonly store: FolderStore
  readonly catalogue: Catalogue
  readonly block: RowBlock
  /** Of pitwall, as the rows name it. */
  readonly version: string
  /** What graphics said last, of sessions whose newest lap is not in the catalogue yet. */
  readonly carries: Map<string, Carry>
}

/** What is to be done for a lap: what is known of it, and which frames are new. */
type Task = {
  readonly lap_id: string
  readonly who: Pick<StoredLap, 'session_id' | 'site' | 'rig' | 'lap_number'>
  readonly before: StoredLap | undefined
  readonly message: LapMessage | undefined
  readonly frames: readonly LandedFrame[]
}

/** A lap whose files are drafts and whose rows nobody sees yet. */
export type Prepared = {
  readonly task: Task
  readonly written: Written | undefined
  readonly grid: LapGrid | undefined
}

/** Writes the drafts of what landed of a lap. Returns undefined when there was nothing new. */
export async function prepareLap(desk: Desk, job: Closing): Promise<Prepared | undefined> {
  const task = taskOf(desk.catalogue, job)
  if (task === undefined) return undefined
  const { before, frames, message } = task
  const complete = isComplete(message)
  const needsFile = frames.length > 0 || (before?.path !== undefined && before.complete !== complete)
  if (!needsFile) return { task, written: undefined, grid: undefined }
  const written = await writeSamples(desk, job, frames, before, complete ? job.lap_id : undefined)
  if (written.carry !== undefined) desk.carries.set(task.who.session_id, written.carry)
  return { task, written, grid: await gridFor(desk, message, written) }
}

/** Makes a prepared lap part of the lake. */
export async function storeLap(desk: Desk, { task, written, grid }: Prepared): Promise<Closed> {
  const { before, frames, message, who } = task
  const { session_id, site, rig, lap_number } = who
  try {
    const stored: StoredLap = {
      lap_id: task.lap_id,
      session_id,
      site,
      rig,
      lap_number,
      complete: isComplete(message),
      ...(message === undefined ? {} : { message: JSON.stringify(message) }),
      written_by: desk.version,
      frames: framesWith(before, frames),
      ...(written === undefined ? keptFiles(before) : await putFiles(desk, task, written, grid)),
    }
    commit(desk.catalogue, stored, before, written?.carry)
    await removeDiscarded(desk)
    const { lap_id, rows, bytes } = stored
    const reason = written?.reason
    return { lap_id, session_id, rows, bytes, bad: written?.bad ?? 0, ...(reason && { reason }) }
  } finally {
    // From here on the catalogue knows it, or the lap is prepared again.
    if (desk.carries.get(session_id) === written?.carry) desk.carries.delete(session_id)
  }
}

function commit(
  catalogue: Catalogue,
  stored: StoredLap,
  before: StoredLap | undefined,
  carry: Carry | undefined,
): void {
  catalogue.transaction(() => {
    catalogue.putLap(stored)
    if (carry !== undefined) catalogue.putCarry(stored.session_id, carry)
    for (const what of ['path', 'grid'] as const) {
      const old = before?.[what]
      if (old !== undefined && old !== stored[what]) catalogue.discard(old)
    }
  })
}

/** Deletes the files that newer ones have replaced. */
export async function removeDiscarded({
  store,
  catalogue,
}: Pick<Desk, 'store' | 'catalogue'>): Promise<void> {
  const paths = catalogue.discarded()
  for (const path of paths) await store.remove(path)
  if (paths.length > 0) catalogue.forgetDiscarded()
}

const isComplete = (message: LapMessage | undefined): message is LapMessage =>
  message !== undefined && message.kind !== 'incomplete'

function taskOf(catalogue: Catalogue, job: Closing): Task | undefined {
  const landed = indexLanding(job.log, job.length)
  const before = catalogue.lap(job.lap_id)
  const told: LapMessage | undefined = before?.message && JSON.parse(before.message)
  const message = landed.message === undefined ? told : believedLap(told, landed.message)
  const frames = newFrames(landed.frames, new Ranges(before?.frames ?? []))
  if (frames.length === 0 && before !== undefined && JSON.stringify(message) === before.message)
    return undefined
  const who = before ?? frames[0]?.header ?? message
  return who === undefined ? undefined : { lap_id: job.lap_id, who, before, message, frames }
}

/** Each frame once, in the order in which it was driven, without those that the lake already has. */
function newFrames(landed: readonly LandedFrame[], stored: Ranges): readonly LandedFrame[] {
  const bySeq = new Map<number, LandedFrame>()
  for (const frame of landed) {
    const { seq } = frame.header
    if (!bySeq.has(seq) && !stored.has(seq)) bySeq.set(seq, frame)
  }
  return [...bySeq.values()].sort((a, b) => a.header.seq - b.header.seq)
}

function framesWith(before: StoredLap | undefined, frames: readonly LandedFrame[]): StoredLap['frames'] {
  const all = new Ranges(before?.frames ?? [])
  for (const frame of frames) all.add(frame.header.seq)
  return all.runs
}

/** Of the files that are written for a lap. */
const schema = `${schemaName(lakeTables.samples)}-${schemaName(lakeTables.grids)}`

type Files = Pick<StoredLap, 'schema' | 'generation' | 'rows' | 'bytes' | 'path' | 'grid' | 'corners'>

const keptFiles = (before: StoredLap | undefined): Files => ({
  schema: before?.schema ?? schema,
  generation: before?.generation ?? 0,
  rows: before?.rows ?? 0,
  bytes: before?.bytes ?? 0,
  ...(before?.path === undefined ? {} : { path: before.path }),
  ...(before?.grid === undefined ? {} : { grid: before.grid }),
  ...(before?.corners === undefined ? {} : { corners: before.corners }),
})

/** Puts the samples of a lap and what is made from them where the catalogue will say that they are. */
async function putFiles(
  { store, catalogue }: Desk,
  task: Task,
  written: Written,
  grid: LapGrid | undefined,
): Promise<Files> {
  const { who, message } = task
  const { rows, bytes } = written
  const about = { schema, generation: (task.before?.generation ?? 0) + 1, rows, bytes }
  if (rows === 0) return { ...about, bytes: 0 }
  const session = catalogue.session(who.session_id)
  const path = samplesPath(who, task.lap_id, about.generation, message, session, written.first_us)
  const puts = [store.put(path, { path: written.draft })]
  if (grid !== undefined) puts.push(store.put(gridPath(path), grid.file))
  await Promise.all(puts)
  return grid === undefined
    ? { ...about, path }
    : { ...about, path, grid: gridPath(path), corners: JSON.stringify(grid.corners) }
}

/** The grid of a lap: from the rows in memory where they are the whole lap, else from its file. */
async function gridFor(
  { catalogue }: Desk,
  message: LapMessage | undefined,
  written: Written,
): Promise<LapGrid | undefined> {
  if (!isComplete(message)) return undefined
  const columns = written.whole ?? (await readColumns(written.draft, lakeTables.samples, gridSources)).columns
  return gridOf(message, columns, {
    shape: track => catalogue.shape(track),
    keep: (track, shape) => catalogue.keepShape(track, shape),
  })
}
