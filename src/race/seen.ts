// One sample as the lap fold needs it, with the game's sentinels taken out.

import type { Micros } from '../units/quantity.ts'
import { wheels } from '../units/wheel.ts'
import { flags, noTime, sessionTypes, statuses } from '../wire/acc/enumerations.ts'
import type { FoldSample } from './fold-sample.ts'

/** What one sample says about the lap; undefined is not measured. */
export type Seen = {
  readonly t_us: Micros
  readonly timer_ms: number | undefined
  readonly official_ms: number | undefined
  readonly completed: number | undefined
  readonly spline: number | undefined
  readonly x: number | undefined
  readonly z: number | undefined
  readonly speed_kmh: number | undefined
  /** Time from the line to the last sector line. */
  readonly split_ms: number | undefined
  readonly valid: boolean | undefined
  /** No game says that the lap is invalid, but all four tyres are off the track. */
  readonly off: boolean
  readonly penalty: number
  readonly pit: boolean
  readonly race: boolean
  readonly chequered: boolean
}

/** Is the player's own car being driven, live? In replays, pauses, menus and while watching others it is not. */
export function isDriving(sample: FoldSample, previous: Seen | undefined): boolean {
  if (sample.status !== undefined && nameOf(statuses, sample.status) !== 'live') return false
  const watching = previous?.x !== undefined && sample.car_position_m_x === undefined
  return !watching
}

export function see(sample: FoldSample): Seen {
  return {
    t_us: sample.t_us,
    timer_ms: timeOf(sample.lap_time_ms, 0),
    official_ms: timeOf(sample.last_lap_ms, 1),
    completed: sample.completed_laps,
    spline: sample.spline,
    x: sample.car_position_m_x,
    z: sample.car_position_m_z,
    speed_kmh: sample.speed_kmh,
    split_ms: timeOf(sample.last_sector_ms, 1),
    ...validityOf(sample),
    penalty: sample.penalty ?? 0,
    pit: sample.in_pit_lane === 1,
    race: nameOf(sessionTypes, sample.session_type) === 'race',
    chequered: sample.global_chequered === 1 || nameOf(flags, sample.flag) === 'chequered',
  }
}

/** A game that never says whether a lap is valid (AC1) at least shows that all four tyres were off. */
function validityOf({ lap_valid, tyres_out }: FoldSample): Pick<Seen, 'valid' | 'off'> {
  if (lap_valid !== undefined) return { valid: lap_valid === 1, off: false }
  const off = tyres_out !== undefined && tyres_out >= wheels.length
  return { valid: off ? false : undefined, off }
}

/** The name of an enumeration's value; undefined for one that it does not have. */
export const nameOf = (
  names: Readonly<Record<number, string>>,
  value: number | undefined,
): string | undefined => (value === undefined ? undefined : names[value])

const timeOf = (value: number | undefined, least: number): number | undefined =>
  value !== undefined && value >= least && value < noTime ? value : undefined
