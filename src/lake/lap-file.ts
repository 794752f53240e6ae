// The file of one lap: its frames as rows, merged by time into the rows of the file before, where there was one.
import { closeSync, openSync, writeSync } from 'node:fs'
import { ModelFault } from '../model/fault.ts'
import type { FramePages } from '../model/frame-scan.ts'
import type { Carry, StoredLap } from './catalogue.ts'
import type { Closing, Desk } from './closing.ts'
import { type LandedFrame, LandingReader } from './landing-file.ts'
import type { ColumnData } from './parquet/column.ts'
import { ParquetFile, rowsPerGroup } from './parquet/file.ts'
import { readColumns } from './read.ts'
import { heldFrom, heldRecord, nothingHeld, type RowBlock } from './rows.ts'
import { lakeTables } from './tables.ts'

/** The draft of a lap's file, and what was learnt while it was written. */
export type Written = {
  readonly draft: string
  readonly rows: number
  readonly bytes: number
  readonly first_us: number | undefined
  readonly carry: Carry | undefined
  /** All rows, where they fit into one group; valid until the next lap. */
  readonly whole: ReadonlyMap<string, ColumnData> | undefined
  readonly bad: number
  readonly reason: string | undefined
}

/**
 * Writes the draft of a lap's file: its new frames, merged by time into the rows of the file before. Frames that are
 * none are counted and left out.
 */
export async function writeSamples(
  { store, block, catalogue, version, carries }: Desk,
  job: Closing,
  frames: readonly LandedFrame[],
  before: StoredLap | undefined,
  lapId: string | undefined,
): Promise<Written> {
  const first = frames[0]?.header
  const session_id = before?.session_id ?? first?.session_id ?? ''
  const written_by = version
  const keys = {
    session_id,
    lap_id: lapId,
    written_by,
    lap_number: before?.lap_number ?? first?.lap_number ?? 0,
  }
  const stored = carries.get(session_id) ?? catalogue.carry(session_id)
  const held = stored !== undefined && stored.seq < (first?.seq ?? 0) ? heldFrom(stored) : nothingHeld()
  const older = new StoredRows(before?.path && store.path(before.path), before?.rows ?? 0)
  const draft = store.draft()
  const output = openSync(draft, 'w')
  const reader = new LandingReader(job.log)
  const bad: string[] = []
  block.clear()
  try {
    const file = new ParquetFile(lakeTables.samples.columns, bytes => writeAll(output, bytes))
    let first_us: number | undefined
    const flush = () => {
      first_us ??= timeOf(block, 0)
      file.writeGroup(block.count, groupColumns(block, keys))
      block.clear()
    }
    for (const frame of frames) {
      const pages = readPages(reader, frame)
      if (typeof pages === 'string') {
        bad.push(pages)
        continue
      }
      const rows = pages.physics?.count ?? 0
      const from = pages.physics?.t_us[0]
      if (from !== undefined) await older.appendUntil(from, block, flush)
      if (block.isFullFor(rows)) flush()
      block.appendFrame(pages.physics, pages.graphics, held)
    }
    await older.appendUntil(Number.POSITIVE_INFINITY, block, flush)
    const whole = file.rows === 0 ? block.columns() : undefined
    flush()
    const bytes = file.finish({ session_id, lap_id: job.lap_id })
    const last = frames.at(-1)?.header.seq ?? -1
    const carry = last > (stored?.seq ?? -1) ? { seq: last, ...heldRecord(held) } : undefined
    return { draft, rows: file.rows, bytes, first_us, carry, whole, bad: bad.length, reason: bad[0] }
  } finally {
    reader.close()
    closeSync(output)
  }
}

/** The pages of a frame, or why it is none. */
function readPages(reader: LandingReader, frame: LandedFrame): FramePages | string {
  try {
    return reader.read(frame)
  } catch (thrown) {
    if (thrown instanceof ModelFault || thrown instanceof SyntaxError) return thrown.message
    throw thrown
  }
}

/** The rows of a file that is being rewritten, handed out in the order of time, one row group in memory. */
class StoredRows {
  readonly #path: string | undefined
  readonly #total: number
  #from = 0
  #group: { readonly rows: number; readonly columns: ReadonlyMap<string, ColumnData>; at: number } | undefined

  constructor(path: string | undefined, rows: number) {
    this.#path = path
    this.#total = path === undefined ? 0 : rows
  }

  async appendUntil(t_us: number, block: RowBlock, flush: () => void): Promise<void> {
    for (;;) {
      if (this.#group === undefined || this.#group.at === this.#group.rows) {
        if (this.#path === undefined || this.#from >= this.#total) return
        const span = { first: this.#from, last: this.#from + rowsPerGroup }
        this.#group = { ...(await readColumns(this.#path, lakeTables.samples, undefined, span)), at: 0 }
        this.#from += this.#group.rows
      }
      const { rows, columns, at } = this.#group
      const clock = columns.get('t_us')
      if (clock?.type !== 'bigint') return
      let to = at
      while (to < rows && (clock.values[to] ?? 0) <= t_us) to++
      if (to === at) return
      if (block.isFullFor(to - at)) flush()
      block.appendStored(columns, at, to)
      this.#group.at = to
      if (to < rows) return
    }
  }
}

/** What all rows of a file share. */
type Keys = {
  readonly session_id: string
  readonly lap_id: string | undefined
  readonly lap_number: number
  readonly written_by: string
}

function groupColumns(block: RowBlock, keys: Keys): (field: { readonly name: string }) => ColumnData {
  const rows = block.count
  const columns = block.columns()
  const constants = new Map<string, ColumnData>([
    ['session_id', { type: 'constant', value: keys.session_id }],
    ['lap_id', { type: 'constant', value: keys.lap_id }],
    ['written_by', { type: 'constant', value: keys.written_by }],
    ['lap_number', { type: 'int', values: new Int32Array(rows).fill(keys.lap_number) }],
  ])
  return field => constants.get(field.name) ?? columns.get(field.name) ?? { type: 'text', values: [] }
}

function timeOf(block: RowBlock, row: number): number | undefined {
  const clock = block.columns().get('t_us')
  return clock?.type === 'bigint' ? clock.values[row] : undefined
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let from = 0; from < bytes.length; ) from += writeSync(file, bytes, from, bytes.length - from)
}
