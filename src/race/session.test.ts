import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Sample } from '../model/sample.ts'
import { micros } from '../units/quantity.ts'
import { endSession, type SessionFacts, startSession, stepSession } from './session.ts'
import { dumpFile, readDump } from './testing/dump.ts'

type Row = readonly [second: number, columns: Omit<Sample, 't_us'>, facts?: SessionFacts]
const live = { status: 2, session_type: 0, session_index: 0, completed_laps: 0 } as const

/** The kinds and reasons of all events, in order. */
function told(rows: readonly Row[]): readonly string[] {
  let state = startSession()
  const events: string[] = []
  for (const [second, columns, facts] of rows) {
    const [next, more] = stepSession(state, { t_us: micros(second * 1e6), ...columns }, facts)
    state = next
    for (const event of more) {
      const reason = event.kind === 'session-updated' ? event.session_type : event.reason
      events.push(`${event.kind.slice(8)} ${event.t_us / 1e6} ${reason}`)
    }
  }
  return [...events, ...endSession(state)[1].map(event => `${event.kind.slice(8)} ${event.t_us / 1e6}`)]
}

test('a session begins with the first live sample and ends with the last', () => {
  assert.deepEqual(
    told([
      [0, { status: 0 }],
      [1, live],
      [2, live],
      [3, { status: 0 }],
    ]),
    ['started 1 first', 'ended 2'],
  )
  assert.deepEqual(told([[0, { status: 1 }]]), [], 'a replay is no session')
})

test('another session type or index is another session', () => {
  const qualifying = { ...live, session_type: 1 }
  const second = { ...live, session_index: 1 }
  assert.deepEqual(
    told([
      [0, live],
      [9, live],
      [10, qualifying],
    ]),
    ['started 0 first', 'ended 9 type', 'started 10 type', 'ended 10'],
  )
  assert.deepEqual(
    told([
      [0, live],
      [9, live],
      [10, second],
    ]).slice(1, 3),
    ['ended 9 index', 'started 10 index'],
  )
})

test('another track or car is another session, a fact that is not known yet is none', () => {
  const spa = { track: 'spa', car: 'bmw_m4_gt3' }
  assert.deepEqual(
    told([
      [0, live, spa],
      [9, live, {}],
      [10, live, { track: 'monza' }],
    ]).slice(1, 3),
    ['ended 9 facts', 'started 10 facts'],
  )
  assert.deepEqual(
    told([
      [0, live],
      [9, live, spa],
    ]),
    ['started 0 first', 'ended 9'],
  )
})

test('a restart with the same index shows in the lap counter, the best lap or the session clock', () => {
  const driven = { ...live, completed_laps: 3, best_lap_ms: 101_000, session_time_left_ms: 100_000 }
  const counter = { ...driven, completed_laps: 0 }
  const best = { ...live, completed_laps: 3, session_time_left_ms: 99_000 }
  const clock = { ...driven, session_time_left_ms: 600_000 }
  for (const [name, restarted] of [
    ['counter', counter],
    ['best', best],
    ['clock', clock],
  ] as const) {
    assert.deepEqual(
      told([
        [0, driven],
        [9, driven],
        [10, restarted],
      ]).slice(1, 3),
      [`ended 9 ${name}`, `started 10 ${name}`],
    )
  }
})

test('pages of a loading session that change one after the other make one session', () => {
  const race = { ...live, session_type: 2 }
  const monza = { track: 'monza' }
  assert.deepEqual(
    told([
      [0, live],
      [9, live],
      [10, race],
      [10.02, { ...race, session_index: 2 }],
      [10.5, { ...race, session_index: 2 }, monza],
      [20, { ...race, session_index: 2 }, monza],
    ]).filter(text => text.startsWith('started')),
    ['started 0 first', 'started 10 type'],
  )
})

test('a pause of an hour is the same session, an absence of an hour is another', () => {
  const paused = { ...live, lap_time_ms: 30_000 }
  assert.deepEqual(
    told([
      [0, paused],
      [3600, { ...live, lap_time_ms: 30_016 }],
    ]),
    ['started 0 first', 'ended 3600'],
  )
  assert.deepEqual(
    told([
      [0, paused],
      [3600, { ...live, lap_time_ms: 80_000 }],
    ]).slice(1, 3),
    ['ended 0 absence', 'started 3600 absence'],
  )
  assert.deepEqual(
    told([
      [0, paused],
      [300, { ...live, lap_time_ms: 80_000 }],
    ]),
    ['started 0 first', 'ended 300'],
  )
})

test('late and duplicate samples do not restart a session', () => {
  const third = { ...live, completed_laps: 3 }
  assert.deepEqual(
    told([
      [0, live],
      [9, third],
      [8, live],
      [9, live],
    ]),
    ['started 0 first', 'ended 9'],
  )
})

const dump = dumpFile()
test('the recorded drive is one practice session', {
  skip: dump === undefined && 'the recordings are not here',
}, () => {
  let state = startSession()
  const kinds = readDump(dump ?? '').flatMap(sample => {
    const [next, events] = stepSession(state, sample, { track: 'brands_hatch' })
    state = next
    return events.map(event => event.kind)
  })
  assert.deepEqual(kinds, ['session-started'])
})
