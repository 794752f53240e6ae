// The records of a board: each lap that was faster than all before it, so that one can see who held it and how long.
import type { BoardRecord } from '../model/board.ts'
import { asLapId } from '../model/identity.ts'
import type { Attempt } from './standing.ts'

/** A lap that may have been a record. */
export type Candidate = Pick<Attempt, 'lap_id' | 'lap_time_ms' | 'achieved_ms'> & { readonly driver: string }

/**
 * The laps that were records when they were driven, oldest first; an equal time breaks none. Laps that were not may be
 * among the candidates or missing: a store needs to keep only those that no earlier candidate beats.
 */
export function recordsAmong(candidates: readonly Candidate[]): readonly Candidate[] {
  const records: Candidate[] = []
  for (const candidate of [...candidates].sort(compareCandidates)) {
    const record = records.at(-1)
    if (record === undefined || candidate.lap_time_ms < record.lap_time_ms) records.push(candidate)
  }
  return records
}

export const recordOf = ({ driver, lap_id, lap_time_ms, achieved_ms }: Candidate): BoardRecord => ({
  ...{ driver, lap_id: asLapId(lap_id), lap_time_ms },
  achieved_at: new Date(achieved_ms).toISOString(),
})

const compareCandidates = (a: Candidate, b: Candidate): number =>
  a.achieved_ms - b.achieved_ms || a.lap_time_ms - b.lap_time_ms || (a.lap_id < b.lap_id ? -1 : 1)
