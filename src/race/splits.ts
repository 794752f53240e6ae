// Sector times: differences of the game's cumulative splits, and the last is the lap minus the others.
import { type Micros, type Millis, millis } from '../units/quantity.ts'
import type { LapEvent } from './lap-event.ts'
import type { Seen } from './seen.ts'

/** Times from the line to the sector lines so far, and the value that the game showed last. */
export type Splits = { readonly at_ms: readonly number[]; readonly shown_ms: number | undefined }

/** A bound for what a confused source may pile up. */
const mostSectors = 16

/** No sector line yet; the game may still show the split of the lap before. */
export const noSplits = (now: Seen): Splits => ({ at_ms: [], shown_ms: now.split_ms })

/** A split is shown at most this long after its sector line. */
const late_ms = 3500

/** Takes a new split where the game shows one that this lap can have, at about the time that it says. */
export function stepSplits(splits: Splits, now: Seen, started_us: Micros): readonly [Splits, LapEvent[]] {
  const { split_ms } = now
  if (split_ms === splits.shown_ms) return [splits, []]
  const shown: Splits = { ...splits, shown_ms: split_ms }
  const last = splits.at_ms.at(-1) ?? 0
  const elapsed_ms = now.timer_ms ?? (now.t_us - started_us) / 1000
  const at_ms = split_ms === undefined ? undefined : sinceLine(split_ms, last, elapsed_ms)
  if (at_ms === undefined || splits.at_ms.length >= mostSectors) return [shown, []]
  const sector = splits.at_ms.length + 1
  return [
    { at_ms: [...splits.at_ms, at_ms], shown_ms: split_ms },
    [{ kind: 'sector', t_us: now.t_us, sector, sector_time_ms: millis(at_ms - last) }],
  ]
}

/** ACC counts splits from the line, other games from the last sector line; the lap timer tells which. */
function sinceLine(split_ms: number, last: number, elapsed_ms: number): number | undefined {
  return [split_ms, last + split_ms].find(
    at => at > last && at <= elapsed_ms + 100 && at >= elapsed_ms - late_ms,
  )
}

/** The sector times of a lap of `lap_ms`; empty unless every line of `sectors` sectors was seen. */
export function sectorTimes(splits: Splits, lap_ms: number, sectors: number | undefined): readonly Millis[] {
  const lines = splits.at_ms.filter(at => at < lap_ms)
  if (lines.length === 0 || (sectors !== undefined && lines.length !== sectors - 1)) return []
  return [...lines, lap_ms].map((at, index) => millis(at - (lines[index - 1] ?? 0)))
}
