// Where the lap braked that the delta is measured against: asked for once, for whoever on this page wants to know.
import type { LapSegments } from '../../../../src/model/lap-segments.ts'
import { storedLap } from '../compare/source.ts'

let asked: { readonly lap_id: string; segments?: LapSegments } | undefined

/** Undefined until they have come, and for a reference that is made of several laps. */
export function referenceSegments(lap_id: string | undefined): LapSegments | undefined {
  if (lap_id === undefined || lap_id.includes('+')) return undefined
  if (asked?.lap_id === lap_id) return asked.segments
  const asking: typeof asked = { lap_id }
  asked = asking
  void storedLap(lap_id)
    .segments(undefined)
    .then(answer => {
      if (answer.ok) asking.segments = answer.body
    })
  return undefined
}
