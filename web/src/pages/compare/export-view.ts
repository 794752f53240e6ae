// The view as a file: numbers as CSV, the charts as a picture.
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { Theme } from '../../theme/tokens.ts'
import { deltaRow, slotNames } from './address.ts'
import type { LoadedLap } from './comparison.svelte.ts'
import { type Layer, valuesOf } from './picture.ts'
import { lapColours, type Plot } from './plot.ts'
import type { Row } from './row.ts'

/** One line per place, with a line of units below the names. What was not measured is empty. */
export function viewAsCsv(
  axis: TraceAxis,
  rows: readonly Row[],
  laps: readonly LoadedLap[],
  layer: Layer,
): string {
  const columns = rows.flatMap(row =>
    laps.flatMap(lap => {
      const values = valuesOf(row, lap, layer, laps)
      if (typeof values === 'string') return []
      return [
        {
          name: `${row.key === deltaRow ? 'delta' : row.key} ${slotNames[lap.slot]}`,
          unit: row.unit,
          values,
        },
      ]
    }),
  )
  const place = axis === 'distance' ? (['distance', 'm'] as const) : (['time', 'ms'] as const)
  const head = [
    [place[0], ...columns.map(({ name }) => name)].join(),
    [place[1], ...columns.map(({ unit }) => unit)].join(),
  ]
  const lines = layer.at.map((at, index) =>
    [at, ...columns.map(({ values }) => numberText(values[index]))].join(),
  )
  return `${[...head, ...lines].join('\n')}\n`
}

const numberText = (value: number | null | undefined): string =>
  value === null || value === undefined ? '' : String(Number(value.toFixed(4)))

export type PictureText = {
  readonly title: string
  readonly laps: readonly LoadedLap[]
  readonly names: readonly string[]
  readonly foot: string
}

/** The charts below each other, with what they are above and where they are from below. */
export async function viewAsPng(
  plots: readonly { readonly row: Row; readonly plot: Plot }[],
  { title, laps, names, foot }: PictureText,
  theme: Theme,
): Promise<Blob | undefined> {
  const scale = window.devicePixelRatio
  const width = Math.max(...plots.map(({ plot }) => plot.canvas.width))
  const [head, label, tail] = [64 * scale, 20 * scale, 28 * scale]
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = head + tail + plots.reduce((sum, { plot }) => sum + plot.canvas.height + label, 0)
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.fillStyle = theme.bg1
  context.fillRect(0, 0, width, canvas.height)
  const write = (text: string, x: number, y: number, size: number, colour: string) => {
    context.font = `${size * scale}px B612`
    context.fillStyle = colour
    context.fillText(text, x, y)
    return x + context.measureText(text).width
  }
  write(title, 12 * scale, 24 * scale, 16, theme.ink)
  let x = 12 * scale
  laps.forEach(({ slot }, at) => {
    x =
      write(`${slotNames[slot]} ${names[at] ?? ''}`, x, 48 * scale, 13, theme[lapColours[slot]]) + 24 * scale
  })
  let y = head
  for (const { row, plot } of plots) {
    write(`${row.label} ${row.unit}`, 12 * scale, y + 14 * scale, 12, theme.ink2)
    context.drawImage(plot.canvas, 0, y + label)
    y += plot.canvas.height + label
  }
  write(foot, 12 * scale, canvas.height - 10 * scale, 11, theme.ink3)
  return await new Promise(resolve => canvas.toBlob(blob => resolve(blob ?? undefined), 'image/png'))
}
