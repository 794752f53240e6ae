// Why a segment cost time, in words: only what was measured in both laps, and nothing that is smaller than its error.
import type { LapSegments } from '../model/lap-segments.ts'
import type { LapRecord } from '../model/messages.ts'
import { formatDelta } from '../units/lap-time.ts'
import { millis } from '../units/quantity.ts'
import { type LapDifference, lapDifference, losses, type SegmentDifference } from './lap-difference.ts'
import { traffic_ms } from './traffic.ts'

/** Differences below these say nothing: samples lie a metre and more apart, and no two laps are one. */
const least = { loss_ms: 30, brake_m: 3, speed_kmh: 2, throttle_m: 5 } as const

/** Whether another car was close ahead in the segment, in the lap that is looked at. */
export const inTraffic = ({ facts }: SegmentDifference): boolean =>
  (facts?.lap.gap_ahead_ms ?? traffic_ms) < traffic_ms

/** What was done otherwise in a segment, in the order of driving: `brakes 14 m early`. */
export function observations({ facts }: SegmentDifference): readonly string[] {
  if (facts === undefined) return []
  const { lap, reference } = facts
  return [
    apart(
      lap.brake_m,
      reference.brake_m,
      least.brake_m,
      by => `brakes ${Math.abs(by)} m ${by < 0 ? 'early' : 'late'}`,
    ),
    apart(lap.min_speed_kmh, reference.min_speed_kmh, least.speed_kmh, by => {
      return `${Math.abs(by)} km/h ${by < 0 ? 'slower' : 'faster'} at the slowest point`
    }),
    apart(lap.throttle_m, reference.throttle_m, least.throttle_m, by => {
      return `on the throttle ${Math.abs(by)} m ${by < 0 ? 'early' : 'late'}`
    }),
  ].filter(text => text !== '')
}

function apart(
  own: number | undefined,
  other: number | undefined,
  from: number,
  say: (by: number) => string,
): string {
  if (own === undefined || other === undefined) return ''
  const by = Math.round(own - other)
  return Math.abs(by) < from ? '' : say(by)
}

/** Why a lap is not blamed for its time as a whole; undefined for one from line to line that is not known to be invalid. */
export function excuse({
  kind,
  valid,
  invalid_reason,
}: Pick<LapRecord, 'kind' | 'valid' | 'invalid_reason'>): string | undefined {
  if (kind !== 'flying') return `not a flying lap: ${kind}`
  if (valid === false) return invalid_reason === undefined ? 'not valid' : `not valid: ${invalid_reason}`
  return undefined
}

/** The row that cost most, where a car ahead was not the reason; undefined where nothing cost 0.03 s. */
export const biggestLoss = (difference: LapDifference): SegmentDifference | undefined =>
  losses(difference).find(row => row.delta_ms >= least.loss_ms && !inTraffic(row))

/** `T4-5 Variante della Roggia +0.190 s: brakes 14 m early, 5 km/h slower at the slowest point.` */
export function lossSentence(row: SegmentDifference): string {
  const seen = observations(row)
  const where = [row.label, row.name].filter(text => text !== '').join(' ')
  const why =
    seen.length > 0 ? seen.join(', ') : 'brake point, lowest speed and throttle are alike or not measured'
  return `${where} ${formatDelta(millis(row.delta_ms))} s: ${why}.`
}

/** In how many of other laps the same segment cost time as well: `[4, 6]` is four of six that can be compared there. */
export function recurrence(
  { from_m, to_m }: SegmentDifference,
  others: readonly LapSegments[],
  reference: LapSegments,
): readonly [lost: number, of: number] {
  const same = others.flatMap(other => {
    const row = lapDifference(other, reference)?.rows.find(
      each => each.from_m === from_m && each.to_m === to_m,
    )
    return row === undefined || inTraffic(row) ? [] : [row]
  })
  return [same.filter(({ delta_ms }) => delta_ms >= least.loss_ms).length, same.length]
}
