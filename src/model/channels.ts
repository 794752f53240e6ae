// The channel catalogue and its columns: the names that frames, the lake, SQL, axes and the live message share.
import { type Axis, axes, type Wheel, wheels } from '../units/wheel.ts'
import type { Channel, Each } from './channel.ts'
import { graphicsChannels } from './graphics-channels.ts'
import { physicsChannels } from './physics-channels.ts'

export const channels = { ...physicsChannels, ...graphicsChannels } as const

type Catalogue = typeof channels
export type ChannelId = keyof Catalogue

type Suffix<E> = E extends 'wheels'
  ? `_${Wheel}`
  : E extends 'axes'
    ? `_${Axis}`
    : E extends 'wheels-axes'
      ? `_${Wheel}_${Axis}`
      : ''
type EachOf<Id extends ChannelId> = Catalogue[Id] extends { readonly each: infer E } ? E : undefined

/** `speed_kmh`, `brake_temp_c_fl`, `tyre_contact_point_m_rr_x`. */
export type ColumnName = { [Id in ChannelId]: `${Id}${Suffix<EachOf<Id>>}` }[ChannelId]

/** The pages that are sampled; the static page describes a session. */
export type SampledPage = 'physics' | 'graphics'
export const sampledPages = ['physics', 'graphics'] as const satisfies readonly SampledPage[]

/** One column: a channel of one wheel or axis, and where its bytes are. */
export type ChannelColumn = {
  readonly name: ColumnName
  readonly id: ChannelId
  readonly channel: Channel
  readonly page: SampledPage
  /** Name of the leaf in the page's layout, `gas` or `brakeTemp[0]`; of the first car where `channel.ofPlayer`. */
  readonly leaf: string
}

const suffixes: Readonly<Record<Each | 'none', readonly (readonly [suffix: string, subscript: string])[]>> = {
  none: [['', '']],
  wheels: wheels.map((wheel, index) => [`_${wheel}`, `[${index}]`] as const),
  axes: axes.map((axis, index) => [`_${axis}`, `[${index}]`] as const),
  'wheels-axes': wheels.flatMap((wheel, row) =>
    axes.map((axis, index) => [`_${wheel}_${axis}`, `[${row}][${index}]`] as const),
  ),
}

/** Every column of the catalogue, in the order of the catalogue. */
export const channelColumns: readonly ChannelColumn[] = Object.entries<Channel>(channels).flatMap(
  ([id, channel]) => {
    const [page, field] = channel.from.split('.') as [SampledPage, string]
    const element = channel.index === undefined ? '' : `[${channel.index}]`
    return suffixes[channel.each ?? 'none'].map(([suffix, subscript]) => ({
      name: `${id}${suffix}` as ColumnName,
      id: id as ChannelId,
      channel,
      page,
      leaf: `${field}${channel.ofPlayer ? '[0]' : ''}${element}${subscript}`,
    }))
  },
)

export const columnByName: ReadonlyMap<string, ChannelColumn> = new Map(
  channelColumns.map(column => [column.name, column]),
)

/** The columns that a page fills. */
export const columnsOfPage = (page: SampledPage): readonly ChannelColumn[] =>
  channelColumns.filter(column => column.page === page)

/** The size of one step of a channel, in its unit. */
export const resolution = (channel: Channel): number => 2 ** -channel.bits
