// A game as a value: which field of its pages is which channel, and where its texts stand. Whoever records asks this
// value, and knows no game by name.
import type { GamePages } from '../../wire/games.ts'
import { type Field, type Leaf, leavesOf, offsetOf, type Struct } from '../../wire/struct.ts'
import { type ChannelColumn, type ChannelId, columnsOfPage, type SampledPage } from '../channels.ts'

/** What the number on the wire becomes: times `factor`, plus `offset`; or `codes[number]`, or nothing. */
export type Form = {
  readonly factor?: number
  readonly offset?: number
  readonly codes?: Readonly<Record<number, number>>
}

/** Another place of a channel than the catalogue's: a field of the same page, one per wheel, or an element of it. */
export type Place = Form & {
  readonly field?: string
  readonly index?: number
}

/** Where what no number says stands: `static.carModel`. */
export type CardField = `${'static' | 'graphics'}.${string}`

export type CardFields = {
  readonly car?: CardField
  readonly track?: CardField
  /** The layout of the track, where a track has several. */
  readonly layout?: CardField
  /** Parts of the driver's name; `nick` where they are empty. */
  readonly driver: readonly CardField[]
  readonly nick?: CardField
  readonly carId?: CardField
  /** A number of the catalogue's session types, or of another table by `sessions`. */
  readonly session?: CardField
  readonly tyres?: CardField
  readonly sectors?: CardField
  readonly maxRpm?: CardField
  readonly maxFuel?: CardField
  readonly online?: CardField
}

export type Game = {
  readonly id: string
  readonly name: string
  readonly pages: GamePages
  /** Microseconds of a step of its physics, where the game has a step of its own. */
  readonly step_us?: number
  /** Channels that lie elsewhere or in another form, and those that its fields of that name do not mean. */
  readonly channels: { readonly [Id in ChannelId]?: Place | 'absent' }
  /** How the player is found in a list of all cars: fields of the graphics page. */
  readonly player?: { readonly id: string; readonly ids: string; readonly active: string }
  readonly card: CardFields
  /** Its own session types as the catalogue's. */
  readonly sessions?: Readonly<Record<number, number>>
  /** Stands before the names of its tracks, which are not those of the table. */
  readonly trackPrefix?: string
}

/** A column that the game fills, and the number that it comes from. */
export type GameColumn = { readonly column: ChannelColumn; readonly leaf: Leaf; readonly form?: Form }

/** The columns that a page of `within` bytes fills, in the order of the catalogue. */
export function columnsOf(game: Game, page: SampledPage, within: number): readonly GameColumn[] {
  const layout: Struct = game.pages[page]
  const leaves = new Map(leavesOf(layout, within).map(leaf => [leaf.name, leaf]))
  return columnsOfPage(page).flatMap(column => {
    const place = game.channels[column.id]
    if (place === 'absent') return []
    const leaf = leaves.get(leafAt(game, column, place))
    if (leaf === undefined) return []
    return place === undefined || !changes(place) ? [{ column, leaf }] : [{ column, leaf, form: place }]
  })
}

const changes = ({ factor, offset, codes }: Form): boolean =>
  factor !== undefined || offset !== undefined || codes !== undefined

/** The catalogue's leaf with another field's name: `tyre_lf.slip`, `car_coordinates[0][1]`. */
function leafAt(game: Game, { leaf, channel }: ChannelColumn, place: Place = {}): string {
  const at = leaf.indexOf('[')
  const [name, subscript] = at < 0 ? [leaf, ''] : [leaf.slice(0, at), leaf.slice(at)]
  const field = place.field ?? name
  if (place.index !== undefined) return `${field}[${place.index}]`
  // A game without a list of cars has the player's alone.
  const own = channel.ofPlayer === true && game.player === undefined
  return `${field}${own ? subscript.slice(firstCar.length) : subscript}`
}

const firstCar = '[0]'

/** A field of a page with its offset; undefined where the layout has none of that name. */
export function fieldAt(
  game: Game,
  name: CardField | undefined,
): { readonly page: 'static' | 'graphics'; readonly field: Field; readonly offset: number } | undefined {
  if (name === undefined) return undefined
  const page = name.startsWith('static.') ? 'static' : 'graphics'
  const own = name.slice(page.length + 1)
  const layout: Struct = game.pages[page]
  const field = layout.fields.find(candidate => candidate.name === own)
  return field && { page, field, offset: offsetOf(layout, own) }
}
