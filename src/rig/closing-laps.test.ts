import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OfficialLap } from '../race/field/reconcile.ts'
import type { FinishedLap } from '../race/lap-event.ts'
import { micros, millis } from '../units/quantity.ts'
import { ClosingLaps } from './closing-laps.ts'
import type { Outgoing } from './session-messages.ts'

const lapAt = (lap_number: number, finished_s: number): FinishedLap => ({
  lap_number,
  kind: 'flying',
  started_us: micros((finished_s - 90) * 1e6),
  finished_us: micros(finished_s * 1e6),
  lap_time_ms: millis(90_000),
  sector_times_ms: [],
  valid: true,
  time_source: 'official',
  evidence: {},
})
const wordAt = (seen_s: number, lap_time_ms = 90_000): OfficialLap => ({
  lap_number: 1,
  lap_time_ms,
  splits_ms: [],
  kind: 'flying',
  invalid: true,
  counts: false,
  driver: 0,
  t_ms: seen_s * 1000,
  seen_us: micros(seen_s * 1e6),
})
const message = (text: string): Outgoing => ({ stream: 'lap', json: Buffer.from(text) })
const texts = (messages: readonly Outgoing[]) => messages.map(({ json }) => Buffer.from(json).toString())

/** Finishes a lap and says in its message what became of it. */
const finish = (laps: ClosingLaps, lap: FinishedLap, now_s: number) =>
  laps.finish(lap, micros(now_s * 1e6), ({ valid, valid_source }) =>
    message(`${lap.lap_number} ${valid} ${valid_source}`),
  )

test('without broadcasting a lap leaves at once', () => {
  const laps = new ClosingLaps()
  finish(laps, lapAt(1, 100), 100.1)
  assert.deepEqual(texts(laps.due(100.1e6)), ['1 true flag'])
})

test('a lap waits for the official word, and what ended after it waits behind it', () => {
  const laps = new ClosingLaps()
  laps.sees(micros(100e6))
  finish(laps, lapAt(1, 100), 100.1)
  laps.abandon(message('2 abandoned'))
  assert.deepEqual(texts(laps.due(100.2e6)), [])
  assert.deepEqual(texts(laps.left()), ['1 true flag', '2 abandoned'], 'a killed connector would leave this')
  laps.hear(wordAt(100.3))
  assert.deepEqual(texts(laps.due(100.3e6)), ['1 false broadcast', '2 abandoned'])
  assert.deepEqual(laps.due(200e6), [])
})

test('a word that is there before the verdict is not waited for, and serves one lap only', () => {
  const laps = new ClosingLaps()
  laps.sees(micros(99e6))
  laps.hear(wordAt(99.9))
  finish(laps, lapAt(1, 100), 100.1)
  assert.deepEqual(texts(laps.due(100.1e6)), ['1 false broadcast'])
  finish(laps, lapAt(2, 101), 101)
  assert.deepEqual(texts(laps.due(105e6)), ['2 true flag'])
})

test('a word that does not come is waited for three seconds, and one on another lap is not taken', () => {
  const laps = new ClosingLaps()
  laps.sees(micros(100e6))
  finish(laps, lapAt(1, 100), 100)
  laps.hear(wordAt(100.5, 120_000))
  assert.deepEqual(texts(laps.due(102.9e6)), [])
  assert.deepEqual(texts(laps.due(103.1e6)), ['1 true flag'])
})

test('broadcasting that fell silent before the line is not waited for', () => {
  const laps = new ClosingLaps()
  laps.sees(micros(90e6))
  finish(laps, lapAt(1, 100), 100)
  assert.deepEqual(texts(laps.due(100e6)), ['1 true flag'])
})
