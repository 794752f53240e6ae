// Laps and sessions with short ids for tests of the store: what is not said is a valid flying lap of Ada's at Monza.
import { asLapId, asSessionId } from '../../src/model/identity.ts'
import type { LapMessage, SessionMessage } from '../../src/model/messages.ts'
import { sampleLap, sampleSession } from '../../src/model/testing/messages.ts'

const started_at = '2026-03-01T10:00:00.000Z'

/** Lap `lap_number` of session `session`, by car 7: its id is `s1-7-1` when nothing is said. */
export function lapIn({
  session = 's1',
  lap_number = 1,
  ...said
}: Partial<LapMessage> & { readonly session?: string }): LapMessage {
  const lap_id = asLapId(`${session}-7-${lap_number}`)
  return sampleLap({
    lap_id,
    session_id: asSessionId(session),
    lap_number,
    driver: 'Ada',
    started_at,
    ...said,
  })
}

export function sessionIn({
  session = 's1',
  ...said
}: Partial<SessionMessage> & { readonly session?: string }): SessionMessage {
  return sampleSession({ session_id: asSessionId(session), driver: 'Ada', started_at, ...said })
}
