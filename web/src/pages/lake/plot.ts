// Draws a picture of an answer with uPlot, in the colours of the theme.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { formatLapTime } from '../../../../src/units/lap-time.ts'
import { millis } from '../../../../src/units/quantity.ts'
import type { Theme } from '../../theme/tokens.ts'
import type { Picture } from './chart-data.ts'
import { lineLooks } from './line-looks.ts'
import type { ChartKind } from './question.ts'

export type PlotLook = {
  readonly kind: ChartKind
  readonly theme: Theme
  readonly xLabel: string
  readonly yLabel: string
  /** Values are milliseconds that read as minutes and seconds. */
  readonly xTime: boolean
  /** Only whole numbers stand along the bottom. */
  readonly xWhole: boolean
  readonly yTime: boolean
}

const font = '13px B612'

/** Puts a chart into `box` and keeps its size; the returned function takes it out. */
export function drawPlot(box: HTMLElement, { categories, series }: Picture, look: PlotLook): () => void {
  const { theme } = look
  const time = (isTime: boolean) => (value: number) =>
    isTime ? formatLapTime(millis(value)).replace(/\.?0+$/, '') : plain(value)
  const xText = (value: number) => categories?.[value] ?? time(look.xTime)(value)
  const axis = {
    font,
    labelFont: font,
    stroke: theme.ink2,
    grid: { stroke: theme.line, width: 1 },
    ticks: { stroke: theme.line, width: 1 },
  }
  const data = uPlot.join(series.map(({ xs, ys }) => [xs, ys] as [number[], (number | null)[]]))
  const bars = uPlot.paths.bars?.({ size: [0.7, 60], align: 0 })
  const plot = new uPlot(
    {
      width: Math.max(100, box.clientWidth),
      height: Math.max(100, box.clientHeight),
      legend: { show: false },
      cursor: { y: false, points: { size: 8 }, drag: { x: true, y: false } },
      scales: {
        x: {
          time: false,
          range: (_, min, max) => padded(min, max, look.kind === 'bar' || categories !== undefined),
        },
        // A bar stands on zero: its length is the value.
        y: {
          range: (_, min, max) =>
            look.kind === 'bar' ? [Math.min(0, min), Math.max(0, max) * 1.05] : spread(min, max),
        },
      },
      axes: [
        {
          ...axis,
          label: look.xLabel,
          labelSize: 22,
          ...(look.xWhole && { incrs: wholeSteps }),
          ...(categories !== undefined && {
            splits: (_: uPlot, __: number, min: number, max: number) => whole(min, max),
          }),
          values: (_, splits) => splits.map(value => (Number.isFinite(value) ? xText(value) : '')),
        },
        {
          ...axis,
          label: look.yLabel,
          labelSize: 24,
          size: 76,
          values: (_, splits) => splits.map(time(look.yTime)),
        },
      ],
      series: [
        {},
        ...series.map(({ name }, at) => {
          const { token, dash } = lineLooks[at % lineLooks.length] ?? { token: 'ink', dash: [] }
          const stroke = theme[token]
          const shown = { label: name, stroke, width: 2, dash: [...dash] }
          if (look.kind === 'bar' && bars !== undefined)
            return { ...shown, fill: `${stroke}B0`, width: 1, dash: [], paths: bars, points: { show: false } }
          if (look.kind === 'scatter')
            return {
              ...shown,
              paths: () => null,
              points: { show: true, size: 7, stroke, fill: dash.length > 0 ? theme.bg1 : stroke },
            }
          return { ...shown, points: { size: 6, stroke, fill: theme.bg1 } }
        }),
      ],
    },
    data,
    box,
  )
  const observer = new ResizeObserver(() => {
    if (box.clientWidth > 0) plot.setSize({ width: box.clientWidth, height: box.clientHeight })
  })
  observer.observe(box)
  return () => {
    observer.disconnect()
    plot.destroy()
  }
}

const wholeSteps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000, 1_000_000]

const plain = (value: number): string => String(Number(value.toPrecision(12))).replace('-', '−')

const padded = (min: number, max: number, isWide: boolean): [number, number] => {
  if (isWide) return [min - 0.6, max + 0.6]
  return min === max ? [min - 1, max + 1] : [min, max]
}

function spread(min: number, max: number): [number, number] {
  const room = (max - min) * 0.06 || Math.abs(max) * 0.05 || 1
  return [min - room, max + room]
}

/** Every whole number, or every second, third … so that the texts have room. */
function whole(min: number, max: number): number[] {
  const from = Math.ceil(min)
  const count = Math.floor(max) - from + 1
  const step = Math.max(1, Math.ceil(count / 14))
  return Array.from({ length: Math.ceil(count / step) }, (_, at) => from + at * step)
}
