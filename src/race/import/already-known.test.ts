import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asLapId, asSessionId } from '../../model/identity.ts'
import type { LapMessage } from '../../model/messages.ts'
import { sampleLap } from '../../model/testing/messages.ts'
import { alreadyKnown, mayBeTheirs } from './already-known.ts'

const drive = (
  session: string,
  times: readonly number[],
  change: Partial<LapMessage> = {},
): readonly LapMessage[] =>
  times.map((lap_time_ms, index) =>
    sampleLap({
      ...{ lap_id: asLapId(`${session}-${index + 1}`), session_id: asSessionId(session) },
      ...{ lap_number: index + 1, lap_time_ms, driver: 'Ada', car: 'bmw_m4_gt3' },
      ...change,
    }),
  )
const named = (told: readonly LapMessage[], stored: readonly LapMessage[]) =>
  alreadyKnown(told, stored).map(pair => `${pair.told.lap_id} ${pair.stored.lap_id}`)

test('the laps of a session that a rig recorded are known, also where it came late', () => {
  const told = drive('file', [109_000, 108_500, 108_250])
  assert.deepEqual(named(told, drive('live', [108_499, 108_250])), ['file-2 live-1', 'file-3 live-2'])
})

test('two equal times make a car the same, whatever its driver is called; one does not', () => {
  const told = drive('file', [109_000, 108_500])
  const alias = { driver: 'visitor 12' }
  assert.equal(named(told, drive('live', [109_000, 108_500], alias)).length, 2)
  assert.deepEqual(named(told, drive('live', [109_000, 107_000], alias)), [])
  assert.deepEqual(named(told, drive('live', [109_000, 107_000])), ['file-1 live-1'])
})

test('equal times of another car are other laps', () => {
  const told = drive('file', [109_000, 108_500])
  assert.deepEqual(named(told, drive('live', [109_000, 108_500], { car: 'ferrari_296_gt3' })), [])
  assert.equal(named(told, drive('live', [109_000, 108_500], { car: 'unknown' })).length, 2)
})

test('two laps of one time are two, and of two records the one with samples is taken', () => {
  const told = drive('file', [108_500, 108_500])
  assert.deepEqual(named(told, drive('live', [108_500])), ['file-1 live-1'])
  const seen = drive('seen', [108_500, 108_500], { samples: 0 })
  assert.deepEqual(named(told, [...seen, ...drive('live', [108_500])]), ['file-1 live-1', 'file-2 seen-2'])
})

test('a session is looked through when it was at the same track on about the same day', () => {
  const told = drive('file', [109_000], { started_at: '2026-06-16T22:00:00.000Z' })
  const at = (started_at: string, track = 'monza') => mayBeTheirs(told, { track, started_at })
  assert.deepEqual(
    [at('2026-06-16T12:00:00.000Z'), at('2026-06-17T08:00:00.000Z'), at('2026-06-19T08:00:00.000Z')],
    [true, true, false],
  )
  assert.equal(at('2026-06-16T22:00:00.000Z', 'spa'), false)
})
