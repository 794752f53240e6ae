// Where stored laps were driven, over the grid of their track, and the shape of a track that follows from one.
import type { LapColumns } from '../../../src/model/lap-columns.ts'
import type { LapRecord } from '../../../src/model/messages.ts'
import type { Positions } from '../../../src/race/lateral-offset.ts'
import { type Outline, outlineOf } from '../live-core/outline.ts'
import { ask } from './api.ts'
import { Asked } from './asked.svelte.ts'

/** Where a lap was at each point of the grid; a lap without positions has nulls. */
export const lapPlaces = new Asked<Positions>(async lap_id => {
  const columns = 'car_position_m_x,car_position_m_z'
  const answer = await ask<LapColumns>(`/api/laps/${encodeURIComponent(lap_id)}/grid?columns=${columns}`)
  if (!answer.ok) return undefined
  const { car_position_m_x: x = [], car_position_m_z: z = [] } = answer.body.columns
  return { x, z }
})

/** The shape of a track as a complete lap on it was driven: the newest when it was asked for, the same as long as the track is. */
export class TrackShape {
  #track: string | undefined
  #outline: Outline | undefined

  /** `laps` are newest first; undefined while none of them is known with its positions. */
  of(track: string | undefined, laps: readonly LapRecord[]): Outline | undefined {
    if (track !== this.#track) this.#outline = undefined
    this.#track = track
    if (track === undefined || this.#outline !== undefined) return this.#outline
    // Of the laps of other cars there are times and no samples.
    const lap = laps.find(one => one.track === track && one.kind === 'flying' && one.samples !== 0)
    const places = lapPlaces.of(lap?.lap_id)
    this.#outline = places === undefined ? undefined : outlineOf(places.x, places.z)
    return this.#outline
  }
}
