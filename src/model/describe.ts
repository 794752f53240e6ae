// The channel catalogue as Markdown: the page docs/channels.md is this text.
import { units } from '../units/quantity.ts'
import type { Channel } from './channel.ts'
import { channelColumns, channels } from './channels.ts'

const shapes = { wheels: 'per wheel', axes: 'per axis', 'wheels-axes': 'per wheel and axis' } as const

/** A row per channel: its columns, unit, kind, resolution, range and source. */
export function describeChannels(): string {
  const rows = Object.entries<Channel>(channels).map(([id, channel]) => {
    const columns = channelColumns.filter(column => column.id === id)
    const unit = units[channel.unit]
    const cells = [
      `\`${id}\``,
      channel.label,
      unit,
      channel.kind,
      channel.bits === 0 ? '1' : `1/${2 ** channel.bits}`,
      `${round(channel.range[0])} … ${round(channel.range[1])}`,
      channel.each === undefined ? '' : `${shapes[channel.each]} (${columns.length})`,
      channel.from,
    ]
    return `| ${cells.join(' | ')} |`
  })
  return [
    '| channel | label | unit | kind | resolution | shown range | columns | from |',
    '|---|---|---|---|---|---|---|---|',
    ...rows,
  ].join('\n')
}

const round = (value: number): number => Math.round(value * 1000) / 1000
