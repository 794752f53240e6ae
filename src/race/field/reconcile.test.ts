import assert from 'node:assert/strict'
import { test } from 'node:test'
import { micros, millis } from '../../units/quantity.ts'
import type { FinishedLap } from '../lap-event.ts'
import { broadcastSectors, isSameLap, type OfficialLap, reconcile } from './reconcile.ts'

const own = (change: Partial<FinishedLap> = {}): FinishedLap => ({
  lap_number: 3,
  kind: 'flying',
  started_us: micros(100_000_000),
  finished_us: micros(193_145_000),
  lap_time_ms: millis(93_145),
  sector_times_ms: [23_505, 40_892, 28_748].map(millis),
  valid: true,
  time_source: 'official',
  evidence: {
    official_ms: millis(93_145),
    official_us: micros(193_200_000),
    timer_ms: millis(93_147),
    timer_reset_us: micros(193_150_000),
    clock_ms: millis(93_150),
  },
  ...change,
})
const official = (change: Partial<OfficialLap> = {}): OfficialLap => ({
  lap_number: 12,
  lap_time_ms: 93_145,
  splits_ms: [23_505, 40_892, 28_747],
  kind: 'flying',
  invalid: false,
  counts: true,
  driver: 0,
  t_ms: 500_000,
  seen_us: micros(193_400_000),
  ...change,
})

test('from which source each number came, when it arrived, and by how much the sources differ is all in the record', () => {
  const record = reconcile(own(), official())
  assert.deepEqual(
    [record.time_source, record.sectors_source, record.valid_source],
    ['official', 'broadcast', 'broadcast'],
  )
  assert.deepEqual(record.evidence, [
    { source: 'official', lap_time_ms: 93_145, seen_ms: 55, differs_ms: 0 },
    { source: 'timer', lap_time_ms: 93_147, seen_ms: 5, differs_ms: 2 },
    { source: 'clock', lap_time_ms: 93_150, differs_ms: 5 },
    {
      source: 'broadcast',
      lap_time_ms: 93_145,
      sector_times_ms: [23_505, 40_892, 28_747],
      valid: true,
      kind: 'flying',
      seen_ms: 255,
      differs_ms: 0,
    },
  ])
})

test('the last sector is the lap minus the others, with and without broadcasting (#8)', () => {
  for (const word of [official(), undefined]) {
    const { sector_times_ms, lap_time_ms } = reconcile(own(), word)
    assert.equal(
      sector_times_ms.reduce((sum, sector) => sum + sector, 0),
      lap_time_ms,
    )
    assert.deepEqual(sector_times_ms, [23_505, 40_892, 28_748])
  }
  assert.deepEqual(broadcastSectors([], 90_000), [])
  assert.deepEqual(broadcastSectors([50_000, 45_000, 1], 90_000), [], 'sectors of another lap')
})

test('where only the timer was seen, the broadcast time is the official one', () => {
  const timed = own({ time_source: 'timer', lap_time_ms: millis(93_150), sector_times_ms: [] })
  const record = reconcile(timed, official())
  assert.deepEqual([record.lap_time_ms, record.time_source], [93_145, 'broadcast'])
  assert.deepEqual(record.sector_times_ms, [23_505, 40_892, 28_748])
  assert.equal(reconcile(timed, undefined).time_source, 'timer')
})

test('the word of the game on validity stands against what was guessed from the samples', () => {
  const struck = reconcile(own(), official({ invalid: true, counts: false }))
  assert.deepEqual([struck.valid, struck.invalid_reason], [false, 'invalidated by the game'])
  const cut = own({ valid: false, invalid_reason: 'cutting: drive-through' })
  assert.equal(reconcile(cut, official({ invalid: true })).invalid_reason, 'cutting: drive-through')
  const given = reconcile(cut, official())
  assert.deepEqual([given.valid, given.invalid_reason], [true, undefined])
  assert.equal(reconcile(own({ valid: null }), official()).valid, true)
  const uncounted = reconcile(own(), official({ counts: false }))
  assert.deepEqual([uncounted.valid, uncounted.invalid_reason], [false, 'not valid for best, says the game'])
})

test('a lap that the game calls out or in does not fly, and a lap out is not invalid for being one', () => {
  const out = reconcile(own(), official({ kind: 'out', counts: false }))
  assert.deepEqual([out.kind, out.valid], ['out', true])
  assert.equal(reconcile(own({ kind: 'in' }), official()).kind, 'in', 'the pit lane was seen')
})

test('without broadcasting the samples decide, and a source that does not say is not asked', () => {
  const record = reconcile(own({ valid: null }), undefined)
  assert.equal(record.valid, null)
  assert.ok(!('valid_source' in record))
  assert.equal(record.sectors_source, 'splits')
})

test('a word on another lap is not taken for this one', () => {
  assert.equal(isSameLap(own(), official()), true)
  assert.equal(isSameLap(own(), official({ lap_time_ms: 99_000 })), false)
  assert.equal(isSameLap(own(), official({ seen_us: micros(100_500_000) })), false, 'the lap before')
  assert.equal(isSameLap(own(), official({ seen_us: micros(286_000_000) })), false, 'the lap after')
})
