// One chart of the stack, drawn by uPlot: columns over a shared axis, with gaps hatched and corners ruled.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { Theme, Token } from '../../theme/tokens.ts'
import type { Slot, Span } from './address.ts'

export type PlotLine = {
  readonly slot: Slot
  readonly values: readonly (number | null)[]
}

export type PlotPicture = {
  readonly at: readonly number[]
  readonly lines: readonly PlotLine[]
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  readonly stepped: boolean
  /** Filled by its slope between the first line and zero: red where it rises, green where it falls. */
  readonly filled: boolean
  readonly axis: TraceAxis
  /** Places of corners. */
  readonly rules: readonly number[]
}

export const lapColours: Readonly<Record<Slot, Token>> = { a: 'lap-a', b: 'lap-ref', c: 'lap-c', d: 'lap-d' }

/** Room beside the lines, in CSS pixels; the same for every chart, so that they lie upon each other. */
export const plotLeft = 58
export const plotRight = 8
export const axisHeight = 26
export const plotAbove = 8
export const plotBelow = 8

export type PlotOptions = {
  readonly theme: Theme
  readonly slots: readonly Slot[]
  readonly stepped: boolean
  /** Text of a place on the axis below; without it there is no axis. */
  readonly axisText?: (place: number) => string
  readonly tickText: (value: number) => string
}

export class Plot {
  readonly #plot: uPlot
  readonly #options: PlotOptions
  #picture: PlotPicture | undefined
  #window: Span = [0, 1]

  constructor(host: HTMLElement, width: number, height: number, options: PlotOptions) {
    this.#options = options
    this.#plot = new uPlot(this.#settings(width, height), undefined, host)
  }

  show(picture: PlotPicture, window: Span): void {
    this.#picture = picture
    this.#window = window
    const lines = this.#options.slots.map(slot => picture.lines.find(line => line.slot === slot)?.values)
    const none = new Array<null>(picture.at.length).fill(null)
    const columns = [picture.at, ...lines.map(values => values ?? none)].map(values => [...values])
    const [at = [], ...rest] = columns
    this.#plot.setData([at.map(place => place ?? 0), ...rest], false)
    this.#scale()
  }

  look(window: Span): void {
    this.#window = window
    this.#scale()
  }

  resize(width: number, height: number): void {
    if (width !== this.#plot.width || height !== this.#plot.height) this.#plot.setSize({ width, height })
  }

  /** The picture as it is, for an export. */
  get canvas(): HTMLCanvasElement {
    return this.#plot.ctx.canvas
  }

  close(): void {
    this.#plot.destroy()
  }

  #scale(): void {
    const { low, high } = this.#picture ?? { low: 0, high: 1 }
    this.#plot.batch(() => {
      this.#plot.setScale('x', { min: this.#window[0], max: this.#window[1] })
      this.#plot.setScale('y', { min: low, max: high })
    })
  }

  #settings(width: number, height: number): uPlot.Options {
    const { theme, slots, stepped, axisText, tickText } = this.#options
    const font = '12px B612'
    const several = slots.length > 2
    const paths = stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined
    return {
      width,
      height,
      padding: [plotAbove, plotRight, axisText === undefined ? plotBelow : 0, 0],
      legend: { show: false },
      cursor: { show: false },
      scales: {
        x: { time: false, auto: false },
        y: { auto: false, range: (_, min, max) => [min, max] },
      },
      axes: [
        {
          show: axisText !== undefined,
          size: axisHeight,
          font,
          stroke: theme.ink3,
          grid: { show: false },
          ticks: { show: false },
          space: 90,
          values: (_, splits) => splits.map(place => axisText?.(place) ?? ''),
        },
        {
          size: plotLeft,
          font,
          stroke: theme.ink3,
          gap: 8,
          grid: { stroke: theme.line, width: 1 },
          ticks: { show: false },
          splits: () => [...this.#ticks()],
          values: (_, splits) => splits.map(tickText),
        },
      ],
      series: [
        {},
        ...slots.map(slot => ({
          stroke: theme[lapColours[slot]],
          width: several ? 1.5 : 2,
          ...(slot === 'b' && { dash: [7, 4] }),
          ...(paths && { paths }),
          points: { show: false },
          spanGaps: false,
        })),
      ],
      hooks: { drawClear: [plot => this.#under(plot)] },
    }
  }

  /** No more lines than there is room for: the ends, and zero where it lies between them. */
  #ticks(): readonly number[] {
    const ticks = this.#picture?.ticks ?? []
    if (this.#plot.height >= 34 * ticks.length) return ticks
    return ticks.filter(
      (tick, at) => at === 0 || at === ticks.length - 1 || (this.#picture?.filled && tick === 0),
    )
  }

  #under(plot: uPlot): void {
    const picture = this.#picture
    if (picture === undefined) return
    const { ctx, bbox } = plot
    const { theme } = this.#options
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    ctx.fillStyle = theme.bg1
    ctx.fillRect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.fillStyle = theme.line
    for (const place of picture.rules) {
      ctx.fillRect(
        Math.round(plot.valToPos(place, 'x', true)),
        bbox.top,
        window.devicePixelRatio,
        bbox.height,
      )
    }
    hatchGaps(plot, picture, theme)
    if (picture.filled) fillSlopes(plot, picture, theme)
    ctx.restore()
  }
}

/** What was not measured is neither a line nor nothing: it is hatched. */
function hatchGaps(plot: uPlot, { at, lines }: PlotPicture, theme: Theme): void {
  const { ctx, bbox } = plot
  const [from, to] = [plot.scales['x']?.min ?? 0, plot.scales['x']?.max ?? 0]
  ctx.strokeStyle = theme['line-strong']
  ctx.lineWidth = window.devicePixelRatio
  for (const { values } of lines) {
    if (values.every(value => value === null)) continue
    for (const [first, last] of gapsOf(at, values)) {
      if (last < from || first > to) continue
      const left = Math.max(bbox.left, plot.valToPos(first, 'x', true))
      const right = Math.min(bbox.left + bbox.width, plot.valToPos(last, 'x', true))
      if (right - left < 2) continue
      ctx.save()
      ctx.beginPath()
      ctx.rect(left, bbox.top, right - left, bbox.height)
      ctx.clip()
      ctx.beginPath()
      const step = 8 * window.devicePixelRatio
      for (let x = left - bbox.height; x < right; x += step) {
        ctx.moveTo(x, bbox.top + bbox.height)
        ctx.lineTo(x + bbox.height, bbox.top)
      }
      ctx.stroke()
      ctx.restore()
    }
  }
}

/** Stretches without a value, from the last known place to the next. */
export function gapsOf(at: readonly number[], values: readonly (number | null)[]): readonly Span[] {
  const gaps: Span[] = []
  let from: number | undefined
  values.forEach((value, index) => {
    if (value === null) from ??= at[Math.max(0, index - 1)] ?? 0
    else if (from !== undefined) {
      gaps.push([from, at[index] ?? from])
      from = undefined
    }
  })
  const end = at.at(-1)
  return from === undefined || end === undefined ? gaps : [...gaps, [from, end]]
}

/** Less than a hundredth of a second in a hundred metres, or in two seconds, is neither. */
const steady_s = { distance: 0.01 / 100, time: 0.01 / 2000 } as const satisfies Readonly<
  Record<TraceAxis, number>
>
/** The slope is taken over so much: that of one step is mostly noise. */
const slopeOver = { distance: 24, time: 480 } as const satisfies Readonly<Record<TraceAxis, number>>

function fillSlopes(plot: uPlot, { at, lines, axis }: PlotPicture, theme: Theme): void {
  const { ctx } = plot
  const values = lines[0]?.values ?? []
  const zero = plot.valToPos(0, 'y', true)
  const [gain, loss] = [new Path2D(), new Path2D()]
  const [from, to] = [plot.scales['x']?.min ?? 0, plot.scales['x']?.max ?? 0]
  const mean = ((at.at(-1) ?? 1) - (at[0] ?? 0)) / Math.max(1, at.length - 1)
  const reach = Math.max(1, Math.round(slopeOver[axis] / 2 / (mean || 1)))
  for (let index = 0; index + 1 < at.length; index++) {
    const [here, there] = [at[index] ?? 0, at[index + 1] ?? 0]
    const value = values[index]
    const [before, after] = [
      values[Math.max(0, index - reach)],
      values[Math.min(at.length - 1, index + reach)],
    ]
    if (there < from || here > to || value === null || value === undefined) continue
    if (before === null || after === null || before === undefined || after === undefined) continue
    const way = (at[Math.min(at.length - 1, index + reach)] ?? 0) - (at[Math.max(0, index - reach)] ?? 0)
    const slope = (after - before) / (way || 1)
    if (Math.abs(slope) < steady_s[axis]) continue
    const [x, y] = [plot.valToPos(here, 'x', true), plot.valToPos(value, 'y', true)]
    const width = plot.valToPos(there, 'x', true) - x
    ;(slope > 0 ? loss : gain).rect(x, Math.min(y, zero), width + 0.5, Math.abs(zero - y))
  }
  ctx.globalAlpha = 0.5
  ctx.fillStyle = theme.gain
  ctx.fill(gain)
  ctx.fillStyle = theme.loss
  ctx.fill(loss)
  ctx.globalAlpha = 1
}
