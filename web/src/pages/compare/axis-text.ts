// Places of an axis as text.
import type { TraceAxis } from '../../../../src/model/trace-axis.ts'
import { decimal } from '../../live-core/format.ts'

/** `1500 m`, `24.5 s`. */
export const axisText =
  (axis: TraceAxis) =>
  (place: number): string =>
    axis === 'distance' ? `${Math.round(place)} m` : `${decimal(place / 1000, place % 1000 === 0 ? 0 : 1)} s`

/** To the step: `2004 m`, `24.510 s`. */
export const exactText =
  (axis: TraceAxis) =>
  (place: number): string =>
    axis === 'distance' ? `${Math.round(place)} m` : `${decimal(place / 1000, 2)} s`
