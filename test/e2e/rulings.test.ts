// A steward at the command line, with a hub that runs in the folder and without one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Board } from '../../src/model/board.ts'
import { rigId, siteId } from '../../src/model/identity.ts'
import type { RuledLap, Ruling } from '../../src/model/ruling.ts'
import { sampleLap } from '../../src/model/testing/messages.ts'
import { pitwall, pitwallJson, withFolder } from './command.ts'
import { until, withHub } from './hub-bench.ts'

test('a ruling reaches boards and pages while the hub runs, stays when it does not, and outlives a replay', () =>
  withFolder(async data => {
    const lap = sampleLap({ last_seq: -1, site: siteId('home'), rig: rigId('rig1') })
    const send = async (rig: {
      publishAsync: (topic: string, text: string, how: { qos: 1 }) => Promise<unknown>
    }) => rig.publishAsync('rigs/home/rig1/lap', JSON.stringify(lap), { qos: 1 })
    const rule = (verdict: string, why: string) =>
      pitwallJson<RuledLap>('laps', 'rule', lap.lap_id, verdict, '--by', 'Bea', '--why', why, '--data', data)
    await withHub(
      async ({ get, page, rig }) => {
        const { heard } = await page()
        await send(await rig())
        await until(async () => (await get<readonly Board[]>('/api/boards')).length === 3)
        const ruled = await rule('--invalid', 'cut a corner')
        assert.deepEqual([ruled.valid, ruled.ruling?.recorded_valid], [false, true])
        assert.deepEqual(await get<readonly Board[]>('/api/boards'), [])
        await until(() => heard.some(told => told.type === 'board' && told.board.rows.length === 0))
        await send(await rig())
        assert.equal((await get<RuledLap>(`/api/laps/${lap.lap_id}`)).valid, false)
      },
      { data },
    )
    assert.equal((await rule('--valid', 'the video shows it')).valid, true)
    assert.equal((await pitwallJson<readonly Board[]>('boards', '--data', data)).length, 3)
    const rulings = await pitwallJson<readonly Ruling[]>('laps', 'rulings', lap.lap_id, '--data', data)
    assert.deepEqual(
      rulings.map(({ verdict, by, why }) => [verdict, by, why]),
      [
        ['invalid', 'Bea', 'cut a corner'],
        ['valid', 'Bea', 'the video shows it'],
      ],
    )
    const { code, err } = await pitwall(
      'laps',
      'rule',
      'nobody-1',
      '--valid',
      '--by',
      'x',
      '--why',
      'x',
      '--data',
      data,
    )
    assert.equal(code, 1)
    assert.match(err, /There is no lap nobody-1/)
  }))
