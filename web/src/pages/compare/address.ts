// What a comparison shows, as its address says it: laps, axis, window, cursors, channels, colours of the map.
import { columnByName } from '../../../../src/model/channels.ts'
import { type Cut, cutsText, readCuts } from '../../../../src/model/cuts.ts'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'

/** The four laps that fit: A is the one in question, B the reference. */
export const slots = ['a', 'b', 'c', 'd'] as const
export type Slot = (typeof slots)[number]
export const slotNames: Readonly<Record<Slot, string>> = { a: 'A', b: 'REF', c: 'C', d: 'D' }
export const reference: Slot = 'b'

/** Stands for the lap that the present car is driving. */
export const liveId = 'live'

export const mapColours = ['gain', 'apart', 'speed', 'throttle', 'brake', 'gear', 'line'] as const
export type MapColour = (typeof mapColours)[number]

export type Span = readonly [from: number, to: number]

export type View = {
  readonly laps: Readonly<Partial<Record<Slot, string>>>
  readonly axis: TraceAxis
  /** In metres or milliseconds, as the axis is; undefined is the whole lap. */
  readonly zoom: Span | undefined
  readonly cursor: number | undefined
  readonly second: number | undefined
  /** The limits of rows that are zoomed into, by their keys and in their units. */
  readonly tall: Readonly<Record<string, Span>>
  /** `delta`, or the name of a column; from top to bottom. */
  readonly rows: readonly string[]
  readonly map: MapColour
  /** Segments are told apart into entry, apex and exit. */
  readonly phases: boolean
  /** Where somebody cuts the track, and has not saved it; undefined is as the hub keeps it. */
  readonly cuts: readonly Cut[] | undefined
}

export const deltaRow = 'delta'
/** How far beside the reference: made from positions, as the delta is from times. */
export const lineRow = 'line'
const positions: readonly string[] = ['car_position_m_x', 'car_position_m_z']
/** The channels that rows are drawn from. */
export const channelsOf = (rows: readonly string[]): readonly string[] => [
  ...new Set(rows.flatMap(key => (key === deltaRow ? [] : key === lineRow ? positions : [key]))),
]
export const firstRows: readonly string[] = [deltaRow, 'speed_kmh', 'throttle', 'brake', 'steer', 'gear']
export const mostRows = 12

/** Reads an address; what it does not say, or says wrongly, is as at first. */
export function viewOf(query: URLSearchParams): View {
  const laps: { [Name in Slot]?: string } = {}
  for (const slot of slots) {
    const id = query.get(slot)
    if (id !== null && id !== '') laps[slot] = id
  }
  return {
    laps,
    axis: query.get('x') === 'time' ? 'time' : 'distance',
    zoom: spanOf(query.get('z')),
    cursor: placeOf(query.get('k')),
    second: placeOf(query.get('k2')),
    tall: tallOf(query.get('y')),
    rows: rowsOf(query.get('ch')),
    phases: query.get('ph') === '1',
    cuts: readCuts(query.get('cuts') ?? ''),
    map: mapColours.find(colour => colour === query.get('m')) ?? 'gain',
  }
}

/** The members of the address for a part of a view; undefined takes a member out. */
export function membersOf(view: Partial<View>): Readonly<Record<string, string | undefined>> {
  const members: Record<string, string | undefined> = {}
  if (view.laps !== undefined) for (const slot of slots) members[slot] = view.laps[slot]
  if (view.axis !== undefined) members['x'] = view.axis === 'time' ? 'time' : undefined
  if ('zoom' in view) members['z'] = view.zoom?.map(Math.round).join('-')
  if ('cursor' in view) members['k'] = wholeText(view.cursor)
  if ('second' in view) members['k2'] = wholeText(view.second)
  if (view.tall !== undefined) members['y'] = tallText(view.tall)
  if (view.rows !== undefined) {
    const text = view.rows.join()
    members['ch'] = text === firstRows.join() ? undefined : text
  }
  if (view.phases !== undefined) members['ph'] = view.phases ? '1' : undefined
  if ('cuts' in view) members['cuts'] = view.cuts && cutsText(view.cuts)
  if (view.map !== undefined) members['m'] = view.map === 'gain' ? undefined : view.map
  return members
}

/** A and the reference change places. */
export function swapped({ a, b, ...rest }: View['laps']): View['laps'] {
  return { ...rest, ...(b !== undefined && { a: b }), ...(a !== undefined && { b: a }) }
}

const isRow = (name: string): boolean => name === deltaRow || name === lineRow || columnByName.has(name)

const wholeText = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : String(Math.round(value))

function placeOf(text: string | null): number | undefined {
  const value = Number(text)
  return text !== null && text !== '' && Number.isFinite(value) && value >= 0 ? value : undefined
}

function spanOf(text: string | null): Span | undefined {
  const [from, to] = (text ?? '').split('-').map(placeOf)
  return from !== undefined && to !== undefined && to > from ? [from, to] : undefined
}

/** `speed_kmh:100:180;brake:0:50` */
function tallOf(text: string | null): View['tall'] {
  return Object.fromEntries(
    (text ?? '').split(';').flatMap(part => {
      const [key = '', low, high] = part.split(':')
      const span = [Number(low || Number.NaN), Number(high || Number.NaN)] as const
      return span[0] < span[1] && isRow(key) ? [[key, span] as const] : []
    }),
  )
}

function tallText(tall: View['tall']): string | undefined {
  const parts = Object.entries(tall).map(([key, [low, high]]) => `${key}:${short(low)}:${short(high)}`)
  return parts.length === 0 ? undefined : parts.join(';')
}
const short = (value: number): string => String(Number(value.toPrecision(5)))

function rowsOf(text: string | null): readonly string[] {
  if (text === null) return firstRows
  const known = text.split(',').filter(isRow)
  return known.length === 0 ? firstRows : [...new Set(known)].slice(0, mostRows)
}
