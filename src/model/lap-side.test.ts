import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId, asSessionId } from './identity.ts'
import { ownLaps, withLap } from './lap-side.ts'
import type { LapRecord } from './messages.ts'
import { sampleLap } from './testing/messages.ts'

const own = (lap_number: number) => sampleLap({ lap_number, lap_id: asLapId(`own-${lap_number}`) })
const other = (lap_number: number) =>
  sampleLap({ lap_number, lap_id: asLapId(`other-${lap_number}`), samples: 0, time_source: 'broadcast' })
const ids = (laps: readonly LapRecord[]) => laps.map(({ lap_id }) => lap_id as string)

test('however many laps a field drives, the own ones are kept, newest first and each once', () => {
  let laps: readonly LapRecord[] = []
  for (const lap of [own(1), own(2), ...[1, 2, 3, 4, 5].map(other), own(1)]) laps = withLap(laps, lap, 2)
  assert.deepEqual(ids(laps), ['own-1', 'other-5', 'other-4', 'own-2'])
})

test('laps of the cars around are not the own ones, though they are of the same session', () => {
  const elsewhere = sampleLap({ session_id: asSessionId('elsewhere') })
  const laps = [other(2), own(2), elsewhere, own(1)]
  assert.deepEqual(ids(ownLaps(laps, own(1))), ['own-2', 'own-1'])
  assert.deepEqual(ownLaps(laps, undefined), [])
})
