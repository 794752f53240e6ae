// The rows of one sampled page that the next frame will carry: typed columns, filled without an object per page.
import type { ChannelColumn, SampledPage } from '../model/channels.ts'
import type { PageColumns } from '../model/frame.ts'
import { columnsOf, type Form, type Game, type GameColumn } from '../model/games/game.ts'
import type { Micros } from '../units/quantity.ts'
import { type Column, columnBlock } from '../wire/columns.ts'
import { elementSize, getNumber, type Leaf, offsetOf, type Struct } from '../wire/struct.ts'

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

/** Makes a block for `capacity` pages of a game, of `length` bytes, which may be fewer than the page has. */
export function pageBlock(game: Game, page: SampledPage, length: number, capacity: number): PageBlock {
  const layout: Struct = game.pages[page]
  const measured = columnsOf(game, page, length)
  const isOfPlayer = ({ column }: GameColumn) => column.channel.ofPlayer === true && game.player !== undefined
  const direct = measured.filter(one => one.form === undefined && !isOfPlayer(one))
  const formed = measured.filter(one => one.form !== undefined && !isOfPlayer(one))
  const ofPlayer = measured.filter(isOfPlayer)
  const block = columnBlock(
    layout,
    capacity,
    direct.map(({ leaf }) => leaf),
  )
  const others = formedColumns(formed, block.page, capacity)
  const player = playerColumns(
    game,
    ofPlayer.map(({ leaf }) => leaf),
    block.page,
    capacity,
  )
  const columns = [...direct, ...formed, ...ofPlayer].map(({ column }) => column)
  // What has a form has its sentinel taken out already.
  const none = columns.map((_, index) => {
    const plain = direct[index]
    return plain === undefined ? undefined : sentinelOf(plain.leaf)
  })
  const values: readonly Column[] = [...block.columns, ...others.columns, ...player.columns]
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
      others.push(count)
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

type OwnColumns = { readonly columns: readonly Column[]; readonly push: (row: number) => void }

/** Numbers that the catalogue has in another form: another scale, or another enumeration. */
function formedColumns(formed: readonly GameColumn[], page: Uint8Array, capacity: number): OwnColumns {
  const view = new DataView(page.buffer)
  const sources = formed.map(({ leaf, form = {} }) => ({
    values: new Float32Array(capacity),
    get: getNumber(leaf.type),
    offset: leaf.offset,
    none: sentinelOf(leaf),
    form,
  }))
  return {
    columns: sources.map(({ values }) => values),
    push: row => {
      for (const { values, get, offset, none, form } of sources) {
        const value = get(view, offset)
        values[row] = value === none ? Number.NaN : inForm(value, form)
      }
    },
  }
}

function inForm(value: number, { factor = 1, offset = 0, codes }: Form): number {
  const coded = codes === undefined ? value : (codes[value] ?? Number.NaN)
  return coded * factor + offset
}

/** The graphics page lists all cars in any order: the player's row is found by id, page by page. */
function playerColumns(game: Game, leaves: readonly Leaf[], page: Uint8Array, capacity: number): OwnColumns {
  const columns = leaves.map(() => new Float32Array(capacity))
  const places = leaves.length === 0 ? undefined : placesOf(game)
  if (places === undefined) return { columns, push: () => undefined }
  const { ids, own, active, width, most } = places
  const view = new DataView(page.buffer)
  const isPlayer = (index: number) => {
    for (let at = 0; at < width; at += 4) {
      if (view.getInt32(ids + index * width + at, true) !== view.getInt32(own + at, true)) return false
    }
    return true
  }
  const push = (row: number) => {
    const cars = Math.min(most, active(view))
    let index = 0
    while (index < cars && !isPlayer(index)) index++
    leaves.forEach((leaf, axis) => {
      const { each = 1 } = leaf.field
      const value = index < cars ? view.getFloat32(leaf.offset + index * each * 4, true) : Number.NaN
      const column = columns[axis]
      if (column !== undefined) column[row] = value
    })
  }
  return { columns, push }
}

/** Where the list of cars has its ids, of `width` bytes each, and the player's own. */
function placesOf({ pages: { graphics }, player }: Game) {
  const fieldOf = (name: string) => graphics.fields.find(field => field.name === name)
  const [ids, active] = player === undefined ? [] : [fieldOf(player.ids), fieldOf(player.active)]
  if (player === undefined || ids === undefined || active === undefined) return undefined
  const { type } = active
  if (type === 'utf16' || type === 'latin1' || type === 'id64') return undefined
  const activeAt = offsetOf(graphics, active.name)
  const get = getNumber(type)
  return {
    ids: offsetOf(graphics, ids.name),
    own: offsetOf(graphics, player.id),
    active: (view: DataView) => get(view, activeAt),
    width: elementSize[ids.type] * (ids.each ?? 1),
    most: ids.count ?? 0,
  }
}
