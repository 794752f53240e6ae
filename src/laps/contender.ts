// A lap that competes, as boards see it.
import type { Field } from '../model/board-name.ts'
import type { LapRecord } from '../model/messages.ts'
import type { RuledLap } from '../model/ruling.ts'
import { fieldOf, type Placed } from './boards.ts'

export type Contender = Placed &
  Pick<LapRecord, 'driver' | 'lap_number'> & {
    readonly lap_id: string
    readonly session_id: string
    readonly lap_time_ms: number
    readonly field: Field
  }

/** The lap as boards see it; undefined when it may not compete. */
export function contenderOf(lap: RuledLap, ranked: boolean): Contender | undefined {
  const field = fieldOf(lap, ranked)
  const { lap_id, session_id, site, driver, track, car, car_class, lap_number, started_at, conditions } = lap
  if (field === undefined || lap.lap_time_ms === undefined) return undefined
  return {
    ...{ lap_id, session_id, site, driver, track, car, car_class, lap_number, started_at, field },
    lap_time_ms: lap.lap_time_ms,
    ...(conditions !== undefined && { conditions }),
  }
}
