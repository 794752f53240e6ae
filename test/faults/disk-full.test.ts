import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { frameOf, lapMessageOf } from '../../src/lake/testing/drive.ts'
import type { Health } from '../../src/model/health.ts'
import type { LapRecord } from '../../src/model/messages.ts'
import { until, withHub } from '../e2e/hub-bench.ts'
import { smallDisk } from './small-disk.ts'

const disk = smallDisk(48)

test(
  'a full disk costs nothing but time: what was not safe was not acknowledged, and comes again',
  { skip: disk.skip },
  () =>
    withHub(
      async ({ rig: connect, hub, warnings, sql, get }) => {
        const rig = await connect()
        const send = (stream: string, body: unknown) =>
          rig.publishAsync(`rigs/home/rig1/${stream}`, JSON.stringify(body), { qos: 1 })
        const drive = async (lapNumber: number) => {
          const first = (lapNumber - 1) * 50
          for (let seq = first; seq < first + 50; seq++) await send('frame', frameOf(seq, lapNumber))
          await send('lap', lapMessageOf(lapNumber, first, first + 49))
        }
        await drive(1)
        await hub.settle()

        disk.fill()
        let isDriven = false
        const second = drive(2).then(() => {
          isDriven = true
        })
        await until(() => warnings.some(text => /could not be made safe/.test(text)), 60_000)
        await sleep(1000)
        assert.equal(isDriven, false)
        const health = await get<Health>('/api/health')
        const stateOf = (part: string) => health.parts.find(one => one.part === part)?.state
        assert.deepEqual([health.state, stateOf('disk')], ['critical', 'critical'])
        assert.notEqual(stateOf('lake'), 'ok')
        assert.ok(warnings.some(text => /disk/.test(text)))
        assert.equal((await get<readonly LapRecord[]>('/api/laps')).length, 1)

        disk.free()
        await second
        await until(async () => {
          await hub.settle()
          const [count] = await sql(
            'SELECT count(*)::INT AS n, count(DISTINCT lap_id)::INT AS laps FROM samples',
          )
          return count?.['n'] === 1000 && count['laps'] === 2
        }, 60_000)
        assert.equal((await get<readonly LapRecord[]>('/api/laps')).length, 2)
      },
      { data: join(disk.folder, 'data') },
    ),
)
