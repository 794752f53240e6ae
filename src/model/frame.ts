// The frame: a stretch of one lap as columns, every channel that the game fills, at the rate of its own page.
import {
  type ChannelColumn,
  type ColumnName,
  columnByName,
  type SampledPage,
  sampledPages,
} from './channels.ts'
import { ModelFault } from './fault.ts'
import type { LapId, RigId, SessionId, SiteId } from './identity.ts'
import {
  type PackedColumn,
  type PackedCounter,
  packColumn,
  packCounter,
  unpackColumn,
  unpackCounter,
} from './pack.ts'

/** Which lap of which car a frame belongs to. A frame never spans two laps. */
export type FrameHeader = {
  readonly site: SiteId
  readonly rig: RigId
  readonly session_id: SessionId
  readonly lap_id: LapId
  readonly lap_number: number
  /** Counts the frames of a session from 0, without gaps. */
  readonly seq: number
}

export type FrameMessage = FrameHeader & {
  readonly v: 1
  readonly type: 'frame'
  readonly pages: { readonly [Page in SampledPage]?: PackedPage }
}

export type PackedPage = {
  /** Rows. */
  readonly n: number
  /** Microseconds since the first sample of the session. */
  readonly t_us: PackedCounter
  /** The game's own counter of the page. */
  readonly packet: PackedCounter
  readonly c: { readonly [Name in ColumnName]?: PackedColumn }
}

/** Columns as capture holds them: `values[i]` belongs to `columns[i]`, all of at least `count` rows. */
export type PageColumns = {
  readonly count: number
  readonly t_us: Float64Array
  readonly packet: Float64Array
  readonly columns: readonly ChannelColumn[]
  readonly values: readonly (Float32Array | Int32Array)[]
  /** The game's sentinel per column, where it has one. */
  readonly none: readonly (number | undefined)[]
}

/** Columns as the lake reads them: scaled integers with their bits. */
export type FrameColumns = {
  readonly count: number
  readonly t_us: Float64Array
  readonly packet: Float64Array
  readonly columns: ReadonlyMap<ColumnName, ScaledColumn>
}

/** Values times 2^bits; `missing` where nothing was measured. */
export type ScaledColumn = { readonly bits: number; readonly scaled: Int32Array }

/** More rows than any 100 kB message can hold in earnest: a bound for what a stranger may claim. */
export const mostRows = 4096

/** Packs the columns of the pages into one message; channels of which nothing was measured are left out. */
export function encodeFrame(
  header: FrameHeader,
  pages: { readonly [Page in SampledPage]?: PageColumns },
): FrameMessage {
  const packed: { [Page in SampledPage]?: PackedPage } = {}
  for (const page of sampledPages) {
    const columns = pages[page]
    if (columns !== undefined && columns.count > 0) packed[page] = packPage(columns)
  }
  return { v: 1, type: 'frame', ...header, pages: packed }
}

function packPage(page: PageColumns): PackedPage {
  const c: { [Name in ColumnName]?: PackedColumn } = {}
  page.columns.forEach((column, index) => {
    const values = page.values[index]
    if (values === undefined) return
    const { bits, shift } = column.channel
    const packed = packColumn(values, page.count, bits, shift, page.none[index])
    if (packed !== undefined) c[column.name] = packed
  })
  return {
    n: page.count,
    t_us: packCounter(page.t_us, page.count),
    packet: packCounter(page.packet, page.count),
    c,
  }
}

/**
 * Reads one page of a frame. Throws ModelFault `bad-frame` for an unknown channel, a wrong count or a value that is
 * none; returns undefined when the frame has no such page.
 */
export function decodePage(frame: FrameMessage, page: SampledPage): FrameColumns | undefined {
  const packed = frame.pages[page]
  if (packed === undefined) return undefined
  const { n } = packed
  const where = `frame ${frame.session_id}/${frame.seq} ${page}`
  if (!Number.isInteger(n) || n < 0 || n > mostRows) {
    throw new ModelFault('bad-frame', `${where}.n`, `0 to ${mostRows} rows`, String(n))
  }
  const columns = new Map<ColumnName, ScaledColumn>()
  const entries = Object.entries(packed.c)
  // One block for all columns: hundreds of small ones cost more than what is in them.
  const block = new Int32Array(n * Math.min(entries.length, columnByName.size))
  for (const [name, values] of entries) {
    const column = columnByName.get(name)
    if (column?.page !== page) throw new ModelFault('bad-frame', where, `a channel of the ${page} page`, name)
    const scaled = block.subarray(columns.size * n, (columns.size + 1) * n)
    const bits = unpackColumn(values, n, `${where}.${name}`, scaled)
    columns.set(column.name, { bits, scaled })
  }
  return {
    count: n,
    t_us: unpackCounter(packed.t_us, n, `${where}.t_us`),
    packet: unpackCounter(packed.packet, n, `${where}.packet`),
    columns,
  }
}
