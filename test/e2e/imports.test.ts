// Results of a server, imported where a rig was in that session: with a hub that runs in the folder and without one.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Board } from '../../src/model/board.ts'
import { asLapId, rigId, siteId } from '../../src/model/identity.ts'
import type { LapMessage } from '../../src/model/messages.ts'
import type { RuledLap } from '../../src/model/ruling.ts'
import { sampleLap, sampleSession } from '../../src/model/testing/messages.ts'
import type { ImportReport } from '../../src/race/import/imported.ts'
import { pitwallJson, withFolder } from './command.ts'
import { until, withHub } from './hub-bench.ts'

/** As a rig saw them, the game's last word missing on the second: there the server says that it is not valid. */
const driven: readonly LapMessage[] = [110_250, 109_500].map((lap_time_ms, index) => {
  const lap_number = index + 2
  const change = { lap_number, lap_time_ms, driver: 'Ada Byron', car: 'bmw_m4_gt3', track: 'spa' }
  const base = sampleLap({
    site: siteId('home'),
    rig: rigId('rig1'),
    samples: 0,
    last_seq: -1,
    time_source: 'broadcast',
    ...change,
  })
  return { ...base, lap_id: asLapId(`${base.session_id}-0-${lap_number}`) }
})

const results = {
  trackName: 'spa',
  sessionType: 'Q',
  sessionResult: {
    leaderBoardLines: [
      {
        car: { carId: 1001, carModel: 30, drivers: [{ firstName: 'Ada', lastName: 'Byron' }] },
        timing: { lapCount: 3, bestLap: 110_250 },
      },
    ],
  },
  laps: [
    { laptime: 131_000, isValidForBest: false },
    { laptime: 110_250, isValidForBest: true },
    { laptime: 109_500, isValidForBest: false },
  ].map(lap => ({ carId: 1001, driverIndex: 0, splits: [], ...lap })),
}

test('laps that a rig told are not stored twice when the results of the server are imported, and get its verdict', () =>
  withFolder(async data => {
    const file = join(data, '261124_123000_Q.json')
    await writeFile(file, JSON.stringify(results))
    const read = async () => {
      const [report] = await pitwallJson<readonly ImportReport[]>('import', file, '--data', data)
      return report
    }
    await withHub(
      async ({ get, rig }) => {
        const client = await rig()
        const session = sampleSession({ track: 'spa', site: siteId('home'), rig: rigId('rig1') })
        for (const message of [session, ...driven]) {
          await client.publishAsync(`rigs/home/rig1/${message.type}`, JSON.stringify(message), { qos: 1 })
        }
        await until(async () => (await get<readonly RuledLap[]>('/api/laps?field=true')).length === 2)
        const report = await read()
        const codes = report?.notices.map(({ code }) => code) ?? []
        assert.ok(codes.includes('laps-known') && codes.includes('laps-ruled'), codes.join())
        assert.deepEqual(
          report?.laps.map(({ rig: teller, lap_time_ms, valid }) => [teller, lap_time_ms, valid]),
          [
            ['results', 131_000, false],
            ['rig1', 110_250, true],
            ['rig1', 109_500, false],
          ],
        )
        await until(async () => (await get<readonly RuledLap[]>('/api/laps?field=true')).length === 3)
        const [best] = await get<readonly Board[]>('/api/boards?track=spa')
        assert.deepEqual(
          best?.rows.map(({ driver, lap_id }) => [driver, lap_id]),
          [['Ada Byron', driven[0]?.lap_id]],
        )
      },
      { data },
    )
    // Again, with no hub in the folder: nothing changes.
    assert.deepEqual(
      (await read())?.notices.map(({ code }) => code),
      ['laps-known'],
    )
    const laps = await pitwallJson<readonly RuledLap[]>('laps', '--field', '--data', data)
    const ruled = laps.find(({ lap_time_ms }) => lap_time_ms === 109_500)
    assert.deepEqual([laps.length, ruled?.ruling?.by, ruled?.valid], [3, 'server results', false])
  }))
