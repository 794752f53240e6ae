// What lies under the lines of a chart: hatches where nothing was measured, and the slope of a difference filled.
import type uPlot from 'uplot'
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import type { Theme } from '../../theme/tokens.ts'
import type { Span } from './address.ts'
import type { PlotPicture } from './plot.ts'

/** What was not measured is neither a line nor nothing: it is hatched. */
export function hatchGaps(plot: uPlot, { at, lines }: PlotPicture, theme: Theme): void {
  const { ctx, bbox } = plot
  const [from, to] = [plot.scales['x']?.min ?? 0, plot.scales['x']?.max ?? 0]
  ctx.strokeStyle = theme['line-strong']
  ctx.lineWidth = window.devicePixelRatio
  for (const { values, isRunning = false } of lines) {
    if (values.every(value => value === null)) continue
    for (const [first, last] of gapsOf(at, values, isRunning)) {
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

/** Stretches without a value, from the last known place to the next; what a running lap has not come to is none. */
export function gapsOf(
  at: readonly number[],
  values: readonly (number | null)[],
  isRunning = false,
): readonly Span[] {
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
  return from === undefined || end === undefined || isRunning ? gaps : [...gaps, [from, end]]
}

/** Less than a hundredth of a second in a hundred metres, or in two seconds, is neither. */
const steady_s = { distance: 0.01 / 100, time: 0.01 / 2000 } as const satisfies Readonly<
  Record<TraceAxis, number>
>
/** The slope is taken over so much: that of one step is mostly noise. */
const slopeOver = { distance: 24, time: 480 } as const satisfies Readonly<Record<TraceAxis, number>>

export function fillSlopes(plot: uPlot, { at, lines, axis }: PlotPicture, theme: Theme): void {
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
