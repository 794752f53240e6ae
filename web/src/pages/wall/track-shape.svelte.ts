// The track as the newest complete lap on it was driven, asked for once.
import type { LapColumns } from '../../../../src/model/lap-columns.ts'
import { ask } from '../../shell/api.ts'
import { type Outline, outlineOf } from './outline.ts'

export class TrackShape {
  outline = $state.raw<Outline | undefined>(undefined)

  /** Asks for the places of a lap while there is no outline; the returned function takes the question back. */
  look(lap_id: string | undefined): (() => void) | undefined {
    if (lap_id === undefined || this.outline !== undefined) return undefined
    const stop = new AbortController()
    const columns = 'car_position_m_x,car_position_m_z'
    const path = `/api/laps/${encodeURIComponent(lap_id)}/grid?columns=${columns}`
    ask<LapColumns>(path, stop.signal).then(answer => {
      if (!answer.ok || stop.signal.aborted) return
      this.outline = outlineOf(
        answer.body.columns['car_position_m_x'],
        answer.body.columns['car_position_m_z'],
      )
    })
    return () => stop.abort()
  }
}
