import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { asLapId } from '../model/identity.ts'
import { sampleLap, sampleSession } from '../model/testing/messages.ts'
import { receive } from './receive.ts'
import { openSqliteLapStore } from './sqlite.ts'
import { rebuildSession } from './sqlite-rebuild.ts'

test('laps that are made anew keep their ranks; one that is none any more leaves the boards, and what others told stays', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-rebuild-'))
  const path = join(folder, 'store.sqlite')
  const session = sampleSession()
  const { session_id } = session
  const lapOf = (number: number, lap_time_ms: number, more: object = {}) =>
    sampleLap({
      session_id,
      lap_id: asLapId(`${session_id}-7-${number}`),
      lap_number: number,
      lap_time_ms,
      ...more,
    })
  try {
    const before = openSqliteLapStore(path)
    await receive(session, before)
    await receive(lapOf(1, 100_000), before)
    // A replay that somebody let enter the boards.
    await receive(lapOf(2, 101_000, { origin: 'replay' }), before, { rankReplays: true })
    await receive(lapOf(3, 90_000), before)
    await receive(lapOf(9, 95_000, { driver: 'Somebody Else', samples: 0 }), before)
    await before.close()

    // The code has learnt that lap 3 was none, and that lap 1 took longer.
    rebuildSession(
      path,
      session,
      [lapOf(1, 102_000), lapOf(2, 101_000, { origin: 'replay' }), lapOf(4, 99_000, { kind: 'incomplete' })],
      true,
    )
    rebuildSession(path, session, [lapOf(1, 102_000), lapOf(2, 101_000, { origin: 'replay' })], true)

    const after = openSqliteLapStore(path)
    const laps = await after.laps({ session_id })
    assert.deepEqual(
      new Map(laps.map(lap => [lap.lap_number, lap.lap_time_ms])),
      new Map([
        [1, 102_000],
        [2, 101_000],
        [9, 95_000],
      ]),
    )
    const [board] = await after.boards({ board: `${laps[0]?.track}/${laps[0]?.car_class}` })
    assert.deepEqual(
      board?.rows.map(({ lap_time_ms }) => lap_time_ms),
      [95_000, 101_000],
      'the best of each driver',
    )
    await after.close()
  } finally {
    await rm(folder, { recursive: true })
  }
})
