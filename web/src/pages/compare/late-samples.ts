// A lap is listed as soon as it is told, and its samples can be read a little later: until then they are asked for again,
// less and less often.
import type { LapAbout } from './source.ts'

/** A lap that ended longer ago and has no samples will get none. */
const young_ms = 120_000
const first_ms = 400
const longest_ms = 6000

/** How long to wait before the samples of a lap are asked for once more; undefined where they will not come. */
export function nextLook(
  { started_at, lap_time_ms = 0, samples = 0 }: LapAbout,
  attempt: number,
  now_ms: number,
): number | undefined {
  const ended_ms = Date.parse(started_at ?? '') + lap_time_ms
  if (samples === 0 || !(now_ms - ended_ms < young_ms)) return undefined
  return Math.min(longest_ms, first_ms * 2 ** attempt)
}
