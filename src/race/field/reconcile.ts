// One lap out of two sources: what the samples of the own car say, and the official word of broadcasting.
import type { LapEvidenceRow, LapKind, LapRecord } from '../../model/messages.ts'
import type { Micros } from '../../units/quantity.ts'
import type { FinishedLap, LapEvidence } from '../lap-event.ts'
import type { CarLap } from './car-laps.ts'

/** A lap of the own car as broadcasting told it; `seen_us` is when, on the clock of the samples. */
export type OfficialLap = CarLap & { readonly seen_us: Micros }

/** The members of a lap record that the sources decide. */
export type Outcome = Pick<
  LapRecord,
  | 'kind'
  | 'valid'
  | 'invalid_reason'
  | 'lap_time_ms'
  | 'sector_times_ms'
  | 'time_source'
  | 'sectors_source'
  | 'valid_source'
  | 'evidence'
>

/** Two sources speak of one lap when their times and the instants at which they say so are as near as this. */
const near_ms = 3500
const early_us = 1_000_000
const late_us = 6_000_000

/** Whether the official word is on this lap. */
export function isSameLap(lap: FinishedLap, official: OfficialLap): boolean {
  const after_us = official.seen_us - lap.finished_us
  if (after_us < -early_us || after_us > late_us) return false
  return Math.abs(official.lap_time_ms - lap.lap_time_ms) <= near_ms
}

/**
 * The record of a lap. The game's own last-lap time stands; where only its timer was seen, the broadcast time does.
 * Broadcasting decides on sectors and validity, because results come from there, and a lap that it calls out or in is
 * none that flies. Without it, the samples decide.
 */
export function reconcile(lap: FinishedLap, official: OfficialLap | undefined): Outcome {
  const broadcast = official !== undefined && lap.time_source !== 'official'
  const lap_time_ms = broadcast ? official.lap_time_ms : lap.lap_time_ms
  const time = { lap_time_ms, time_source: broadcast ? 'broadcast' : lap.time_source }
  const evidence = [...ownEvidence(lap), ...(official === undefined ? [] : [officialEvidence(lap, official)])]
  const told = evidence.map(row =>
    row.lap_time_ms === undefined ? row : { ...row, differs_ms: row.lap_time_ms - lap_time_ms },
  )
  return {
    ...kindAndValidity(lap, official),
    ...time,
    ...sectors(lap, official, lap_time_ms),
    evidence: told,
  }
}

/** Sectors of a lap of `lap_ms` from the splits of broadcasting: the last is the lap minus the others. */
export function broadcastSectors(splits_ms: readonly number[], lap_ms: number): readonly number[] {
  const before = splits_ms.slice(0, -1)
  const last = lap_ms - before.reduce((sum, split) => sum + split, 0)
  return splits_ms.length < 2 || last <= 0 ? [] : [...before, last]
}

/** Whether a lap counts: one from line to line must also be let in as a best lap. */
export const countsOfficially = (
  { invalid, counts }: Pick<CarLap, 'invalid' | 'counts'>,
  kind: LapKind,
): boolean => !invalid && (counts || kind !== 'flying')

/** Why it does not, in the words of the record. */
export const officialReason = ({ invalid }: CarLap): string =>
  invalid ? 'invalidated by the game' : 'not valid for best, says the game'

function kindAndValidity(lap: FinishedLap, official: OfficialLap | undefined) {
  if (official === undefined) {
    return {
      kind: lap.kind,
      valid: lap.valid,
      ...(lap.invalid_reason !== undefined && { invalid_reason: lap.invalid_reason }),
      ...(lap.valid !== null && { valid_source: 'flag' }),
    }
  }
  const kind = lap.kind === 'flying' ? official.kind : lap.kind
  const valid = countsOfficially(official, kind)
  // The samples may know a penalty by its name.
  const reason = (official.invalid ? lap.invalid_reason : undefined) ?? officialReason(official)
  return { kind, valid, ...(!valid && { invalid_reason: reason }), valid_source: 'broadcast' }
}

function sectors(lap: FinishedLap, official: OfficialLap | undefined, lap_ms: number) {
  const told = official === undefined ? [] : broadcastSectors(official.splits_ms, lap_ms)
  if (told.length > 0) return { sector_times_ms: [...told], sectors_source: 'broadcast' }
  const own = lap.sector_times_ms
  // Their last was taken from the lap's own time.
  if (own.length === 0 || lap_ms !== lap.lap_time_ms) return { sector_times_ms: [] }
  return { sector_times_ms: [...own], sectors_source: 'splits' }
}

const officialEvidence = (lap: FinishedLap, official: OfficialLap): LapEvidenceRow => ({
  source: 'broadcast',
  lap_time_ms: official.lap_time_ms,
  ...(official.splits_ms.length > 0 && { sector_times_ms: [...official.splits_ms] }),
  valid: countsOfficially(official, official.kind),
  kind: official.kind,
  seen_ms: Math.round((official.seen_us - lap.finished_us) / 1000),
})

function ownEvidence({ evidence, finished_us }: FinishedLap): readonly LapEvidenceRow[] {
  const at = (seen_us: Micros | undefined) =>
    seen_us === undefined ? {} : { seen_ms: Math.round((seen_us - finished_us) / 1000) }
  const row = (source: string, time_ms: number | undefined, seen_us: Micros | undefined) =>
    time_ms === undefined && seen_us === undefined
      ? []
      : [{ source, ...(time_ms !== undefined && { lap_time_ms: time_ms }), ...at(seen_us) }]
  const { official_ms, official_us, timer_ms, timer_reset_us, clock_ms, counter_us, wrap_us }: LapEvidence =
    evidence
  return [
    ...row('official', official_ms, official_us),
    ...row('timer', timer_ms, timer_reset_us),
    ...row('clock', clock_ms !== undefined && clock_ms >= 0 ? clock_ms : undefined, undefined),
    ...row('counter', undefined, counter_us),
    ...row('wrap', undefined, wrap_us),
  ]
}
