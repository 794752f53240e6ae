import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openLake } from '../../src/lake/lake.ts'
import { pitwallJson } from '../e2e/command.ts'
import { withDrive } from './drive.ts'
import { noMachines, withMachines } from './two-machines.ts'

type Count = { readonly n: number; readonly packets: number; readonly last: number }
const counted =
  'select count(*)::INT as n, count(distinct packet)::INT as packets, max(packet)::INT as last from samples'
/** Rows of a frame, at most. */
const largestFrame = 100

test(
  'an outage that is longer than the budget of the spool costs the oldest messages, and each is counted',
  {
    skip: noMachines,
    timeout: 600_000,
  },
  () =>
    withMachines(machines =>
      withDrive(machines, async drive => {
        await drive.openHub()
        const rig = drive.openRig({}, 1_000_000)
        await sleep(6000)
        machines.pull()
        await sleep(15_000)
        machines.plug()
        await drive.laps(1)
        const { dropped } = await drive.finish()
        const { err } = await rig.finished
        assert.match(err, /the spool is full \(1000000 bytes\): the \d+ oldest messages were dropped/)
        assert.ok(dropped > 0)
        // Laps whose frames are missing are waited for: nobody will send more.
        const lake = await openLake({ folder: join(drive.data, 'lake') })
        await lake.settle('everything')
        await lake.close()
        await drive.recorded()
        const count = async (data: string) =>
          (await pitwallJson<readonly Count[]>('sql', counted, '--data', data))[0]
        const [arrived, driven] = [await count(drive.data), await count(`${drive.folder}/recorded`)]
        assert.equal(arrived?.n, arrived?.packets, 'a sample is there twice')
        assert.equal(arrived?.last, driven?.last, 'the newest have arrived')
        const missing = (driven?.n ?? 0) - (arrived?.n ?? 0)
        assert.ok(
          missing > 0 && missing <= dropped * largestFrame,
          `${missing} samples in ${dropped} messages`,
        )
      }),
    ),
)
