// Laps and sessions with short ids for tests of the store: what is not said is a valid flying lap of Ada's at Monza.
import { asLapId, asSessionId, type LapId } from '../../src/model/identity.ts'
import type { LapMessage, SessionMessage } from '../../src/model/messages.ts'
import type { Ruling } from '../../src/model/ruling.ts'
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

/** What a steward says of a lap. */
export function rulingOn(lap_id: LapId, said: Partial<Ruling> & Pick<Ruling, 'verdict'>): Ruling {
  const { verdict, at = '2026-03-06T12:00:00Z' } = said
  const ruling_id = `${lap_id}.${verdict}.${at.replaceAll(/\D/g, '')}`
  return { ruling_id, lap_id, by: 'Steward', why: 'looked at again', at, ...said }
}
