import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleLap } from '../../../src/model/testing/messages.ts'
import { evidenceLines, rulingText, sectorSum, seenText, spreadOf, validityWords } from './evidence.ts'

const lap = sampleLap({
  lap_time_ms: 108_040,
  sector_times_ms: [34_550, 38_102, 35_388],
  time_source: 'official',
  valid_source: 'broadcast',
  evidence: [
    { source: 'official', lap_time_ms: 108_040, differs_ms: 0, seen_ms: 55 },
    { source: 'timer', lap_time_ms: 108_041, differs_ms: 1, seen_ms: 2 },
    { source: 'counter', seen_ms: -20 },
    { source: 'broadcast', lap_time_ms: 108_040, differs_ms: 0, valid: false, kind: 'out', seen_ms: 1665 },
  ],
})

test('every source of a lap says its time, how far it is from the one that stands, and when it was seen', () => {
  assert.deepEqual(
    evidenceLines(lap).map(({ source, time, differs, says, seen, stands }) =>
      [source, time, differs, says, seen, stands ? 'stands' : ''].join('|'),
    ),
    [
      'last lap time of the game|1:48.040|same||+55 ms|stands',
      'lap timer of the game|1:48.041|+0.001 s||+2 ms|',
      'lap counter of the game||||−20 ms|',
      'broadcasting|1:48.040|same|not valid, out-lap|+1.7 s|',
    ],
  )
  assert.equal(spreadOf(lap), 1)
  assert.equal(spreadOf(sampleLap()), undefined)
  assert.equal(seenText(0), '0 ms')
})

test('the sectors are summed in view, and a sum that is not the lap time is said', () => {
  assert.equal(sectorSum(lap), '34.550 + 38.102 + 35.388 = 1:48.040')
  assert.equal(
    sectorSum(sampleLap({ lap_time_ms: 70_001, sector_times_ms: [35_000, 35_000] })),
    '35.000 + 35.000 = 1:10.000, −0.001 s to the lap time',
  )
  assert.equal(sectorSum(sampleLap({ sector_times_ms: [] })), undefined)
})

test('validity is told with its reason and who says so; a ruling beside what the game said', () => {
  assert.equal(validityWords(sampleLap({ valid: null })), 'Nobody said whether it is valid.')
  assert.equal(validityWords(sampleLap()), 'Valid.')
  const invalid = sampleLap({ valid: false, invalid_reason: 'cut T4', valid_source: 'flag' })
  assert.equal(validityWords(invalid), 'Not valid, by validity flag of the game: cut T4.')
  const ruling = {
    ruling_id: 'r1',
    verdict: 'valid',
    by: 'Bea',
    why: 'pushed off',
    at: '2026-11-24T12:00:00.000Z',
    recorded_valid: false,
    recorded_reason: 'cut T4',
  } as const
  assert.equal(
    validityWords({ ...invalid, valid: true, ruling }),
    'Valid: ruled by Bea. The game said: not valid, cut T4.',
  )
  const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' })
  assert.equal(rulingText({ ...ruling, lap_id: lap.lap_id }, day), 'valid: pushed off · Bea, 24 Nov 2026')
})
