// The rows of one sampled page that the next frame will carry: typed columns, filled without an object per page.
import { type ChannelColumn, columnsOfPage, type SampledPage } from '../model/channels.ts'
import type { PageColumns } from '../model/frame.ts'
import type { Micros } from '../units/quantity.ts'
import { accPages } from '../wire/acc/page.ts'
import { type Column, columnBlock } from '../wire/columns.ts'
import { type Leaf, leavesOf, offsetOf } from '../wire/struct.ts'

/** Reads a block's rows as the catalogue's columns. Only what the pages really hold is among `columns`. */
export type PageBlock = {
  readonly columns: readonly ChannelColumn[]
  readonly capacity: number
  /** Bytes of a page that the block was made for. */
  readonly length: number
  readonly count: () => number
  /** Appends a page of `length` bytes; the block must not be full. */
  readonly push: (bytes: Uint8Array, at_us: Micros, packet: number) => void
  /** The value of column `index` in the row pushed last, in the unit of the catalogue and at its resolution. */
  readonly newest: (index: number) => number | undefined
  /** The rows from `from` to before `to`, without a copy. */
  readonly rows: (from: number, to: number) => PageColumns
  readonly clear: () => void
}

/** Makes a block for `capacity` pages of `length` bytes, which may be fewer than the page has. */
export function pageBlock(page: SampledPage, length: number, capacity: number): PageBlock {
  const layout = accPages[page]
  const leaves = new Map(leavesOf(layout, length).map(leaf => [leaf.name, leaf]))
  const measured = columnsOfPage(page).flatMap(column => {
    const leaf = leaves.get(column.leaf)
    return leaf === undefined ? [] : [{ column, leaf }]
  })
  const direct = measured.filter(({ column }) => column.channel.ofPlayer !== true)
  const ofPlayer = measured.filter(({ column }) => column.channel.ofPlayer === true)
  const block = columnBlock(
    layout,
    capacity,
    direct.map(({ leaf }) => leaf),
  )
  const player = playerColumns(
    ofPlayer.map(({ leaf }) => leaf),
    block.page,
    capacity,
  )
  const columns = [...direct, ...ofPlayer].map(({ column }) => column)
  const none = [...direct, ...ofPlayer].map(({ leaf }) => sentinelOf(leaf))
  const values: readonly Column[] = [...block.columns, ...player.columns]
  const t_us = new Float64Array(capacity)
  const packets = new Float64Array(capacity)
  let count = 0
  return {
    columns,
    capacity,
    length,
    count: () => count,
    push: (bytes, at_us, packet) => {
      block.page.set(bytes.byteLength > length ? bytes.subarray(0, length) : bytes)
      block.push(count)
      player.push(count)
      t_us[count] = at_us
      packets[count] = packet
      count++
    },
    newest: index => valueAt(columns[index], values[index], count - 1, none[index]),
    rows: (from, to) => ({
      count: to - from,
      t_us: t_us.subarray(from, to),
      packet: packets.subarray(from, to),
      columns,
      values: values.map(column => column.subarray(from, to)),
      none,
    }),
    clear: () => {
      count = 0
    },
  }
}

/** Rounds to the channel's resolution, as the frame will carry it, so that folds see the same live and stored. */
function valueAt(
  column: ChannelColumn | undefined,
  values: Column | undefined,
  row: number,
  none: number | undefined,
): number | undefined {
  const value = values?.[row]
  if (column === undefined || value === undefined || value === none || !Number.isFinite(value))
    return undefined
  const { bits, shift = 0 } = column.channel
  const scale = 2 ** bits
  const scaled = Math.round((value + shift) * scale)
  return Math.abs(scaled) < 2 ** 31 ? scaled / scale : undefined
}

const sentinelOf = ({ field }: Leaf) => (typeof field.none === 'number' ? field.none : undefined)

type PlayerColumns = { readonly columns: readonly Column[]; readonly push: (row: number) => void }

/** The graphics page lists all cars in any order: the player's row is found by id, page by page. */
function playerColumns(leaves: readonly Leaf[], page: Uint8Array, capacity: number): PlayerColumns {
  const columns = leaves.map(() => new Float32Array(capacity))
  if (leaves.length === 0) return { columns, push: () => undefined }
  const { graphics } = accPages
  const view = new DataView(page.buffer)
  const ids = offsetOf(graphics, 'carID')
  const cars = graphics.fields.find(field => field.name === 'carID')
  const most = cars !== undefined && 'count' in cars ? cars.count : 0
  const push = (row: number) => {
    const player = view.getInt32(offsetOf(graphics, 'playerCarID'), true)
    const active = Math.min(most, view.getInt32(offsetOf(graphics, 'activeCars'), true))
    let index = 0
    while (index < active && view.getInt32(ids + index * 4, true) !== player) index++
    leaves.forEach((leaf, axis) => {
      const { each = 1 } = leaf.field
      const value = index < active ? view.getFloat32(leaf.offset + index * each * 4, true) : Number.NaN
      const column = columns[axis]
      if (column !== undefined) column[row] = value
    })
  }
  return { columns, push }
}
