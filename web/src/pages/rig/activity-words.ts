// Streams, ways and pages in words and lines.
import type { WayActivity } from '../../../../src/model/activity.ts'
import { age, decimal } from '../../live-core/format.ts'

/** How far the rig's clock is from the hub's: measured where acknowledgements bound it; else what the fastest value says,
 * which went one way and bounds it from one side. */
export function clockWords({ fastest_ms, lag, clock }: WayActivity): string {
  const size = (ms: number) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(1)} s`)
  if (clock !== undefined) {
    const { ahead_ms, within_ms } = clock
    const isShort = Math.abs(ahead_ms) < 1000
    const sign = ahead_ms < 0 ? '' : '+'
    return isShort
      ? `${sign}${decimal(ahead_ms, 1)} ± ${size(within_ms)}`
      : `${sign}${decimal(ahead_ms / 1000, 2)} s ± ${size(within_ms)}`
  }
  if (fastest_ms === undefined) return ''
  if (fastest_ms < 0) return `ahead by at least ${size(-fastest_ms)}`
  if (lag === undefined) return `behind by about ${size(fastest_ms)}`
  return `behind by at most ${size(fastest_ms)}`
}

/** `12 ms`, `3.4 s`, `8 min`; nothing for what was not measured. */
export function pauseText(ms: number | undefined): string {
  if (ms === undefined || ms >= 120_000) return age(ms)
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}

/** Points of a line over `width` × `height`, newest at the right; the highest value at the top. */
export function sparkPoints(values: readonly number[], width: number, height: number, span: number): string {
  const most = Math.max(1, ...values)
  const step = width / Math.max(1, span - 1)
  return values
    .map((value, at) => {
      const x = width - (values.length - 1 - at) * step
      return `${x.toFixed(1)},${(height - (value / most) * height).toFixed(1)}`
    })
    .join(' ')
}
