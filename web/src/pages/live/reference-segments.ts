// What the lap that the delta is measured against did in each stretch of its track.
import type { LapSegments } from '../../../../src/model/lap-segments.ts'
import { Asked } from '../../shell/asked.svelte.ts'
import { storedLap } from '../compare/source.ts'

const segments = new Asked<LapSegments>(async lap_id => {
  const answer = await storedLap(lap_id).segments(undefined)
  return answer.ok ? answer.body : undefined
})

/** Undefined until they have come, and for a reference that is made of several laps. */
export const referenceSegments = (lap_id: string | undefined): LapSegments | undefined =>
  segments.of(lap_id?.includes('+') === true ? undefined : lap_id)
