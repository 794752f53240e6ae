// What the judgements about parts have in common.
import type { PartHealth } from '../model/health.ts'
import type { Parts } from './parts.ts'

/** Whether counters of a part have grown within the last minutes: older failures are counted, and are over. */
export const isFresh = ({ lately, clock }: Parts, part: string, ...counts: readonly number[]): boolean =>
  counts.map((count, at) => lately.rose(`${part} ${at}`, count, clock.elapsed())).includes(true)

export const ok = (
  part: string,
  detail: string,
  figures: Readonly<Record<string, number>> = {},
): PartHealth => ({
  part,
  state: 'ok',
  detail,
  figures,
})
