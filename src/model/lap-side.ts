// Whose laps: a rig's own, or those of the cars around it, of which a game's broadcasting tells the times and no more.
import type { LapRecord } from './messages.ts'

export type LapSide = 'rigs' | 'field'

/** `field` for a lap of which there is no sample and never will be: its times are as broadcast. */
export const sideOf = ({ samples, time_source }: Pick<LapRecord, 'samples' | 'time_source'>): LapSide =>
  samples === 0 && time_source === 'broadcast' ? 'field' : 'rigs'
