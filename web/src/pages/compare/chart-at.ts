// A chart among those of the stack: which value lies at a height, and which are selected there.
import type { Span } from './address.ts'

/** One chart of the stack, in pixels from its top; `low` and `high` are at the ends of its height. */
export type ChartAt = {
  readonly key: string
  readonly low: number
  readonly high: number
  readonly top: number
  readonly height: number
}
export const valueAt = ({ low, high, top, height }: ChartAt, y: number): number =>
  high - Math.min(1, Math.max(0, (y - top) / Math.max(1, height))) * (high - low)

/** The values between two heights. */
export const valuesBetween = (chart: ChartAt, a: number, b: number): Span => [
  valueAt(chart, Math.max(a, b)),
  valueAt(chart, Math.min(a, b)),
]

/** Limits `factor` times as far apart, around a value that stays where it is. */
export const scaled = ({ low, high }: ChartAt, around: number, factor: number): Span => [
  around - (around - low) * factor,
  around + (high - around) * factor,
]
