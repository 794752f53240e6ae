// One chart of the stack, drawn by uPlot: columns over a shared axis, with gaps hatched and corners ruled.
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { Theme, Token } from '../../theme/tokens.ts'
import type { Slot, Span } from './address.ts'
import { fillSlopes, hatchGaps } from './plot-under.ts'

export type PlotLine = {
  readonly slot: Slot
  readonly values: readonly (number | null)[]
  /** The lap is still driven: beyond its last value nothing is missing. */
  readonly isRunning?: boolean
}

/** What came after the last value of a line. */
export type PlotTail = { readonly at: readonly number[]; readonly values: readonly (number | null)[] }

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
  /** How far lines were drawn beyond the picture since all was drawn. */
  readonly #ends = new Map<Slot, readonly [at: number, value: number]>()

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

  /**
   * Draws what came after the line of a lap was shown, up to now, without drawing anything again. What lies before the
   * place that it has come to is passed over.
   */
  extend(slot: Slot, { at, values }: PlotTail): void {
    const line = this.#picture?.lines.find(each => each.slot === slot)
    const index = this.#options.slots.indexOf(slot)
    if (this.#picture === undefined || line === undefined) return
    const plot = this.#plot
    const { ctx, bbox } = plot
    const known = this.#ends.get(slot) ?? endOf(this.#picture.at, line.values)
    const first = known === undefined ? 0 : at.findIndex(place => place > known[0])
    if (first < 0) return
    ctx.save()
    ctx.beginPath()
    ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
    ctx.clip()
    ctx.beginPath()
    ctx.strokeStyle = this.#options.theme[lapColours[slot]]
    ctx.lineWidth = lineWidth(this.#options.slots.length) * window.devicePixelRatio
    ctx.lineJoin = 'round'
    if (slot === 'b') ctx.setLineDash(dash.map(length => length * window.devicePixelRatio))
    const place = (where: number, value: number) =>
      [plot.valToPos(where, 'x', true), plot.valToPos(value, 'y', true)] as const
    let last = known
    if (known !== undefined) ctx.moveTo(...place(...known))
    for (let row = first; row < at.length; row++) {
      const [where, value] = [at[row], values[row]]
      if (where === undefined) continue
      if (value === null || value === undefined) last = undefined
      else {
        const [x, y] = place(where, value)
        if (last === undefined) ctx.moveTo(x, y)
        else {
          if (this.#options.stepped) ctx.lineTo(x, place(where, last[1])[1])
          ctx.lineTo(x, y)
        }
        last = [where, value]
      }
    }
    ctx.stroke()
    ctx.restore()
    if (last !== undefined && index >= 0) this.#ends.set(slot, last)
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
          width: lineWidth(slots.length),
          ...(slot === 'b' && { dash: [...dash] }),
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
    this.#ends.clear()
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

/** Where a line ends, and at which value; undefined for one that has none. */
function endOf(
  at: readonly number[],
  values: readonly (number | null)[],
): readonly [at: number, value: number] | undefined {
  const last = values.findLastIndex(value => value !== null)
  const [place, value] = [at[last], values[last]]
  return place === undefined || typeof value !== 'number' ? undefined : [place, value]
}

const lineWidth = (lines: number): number => (lines > 2 ? 1.5 : 2)
/** Of the reference, in CSS pixels, so that it is told apart without its colour. */
const dash = [7, 4] as const
