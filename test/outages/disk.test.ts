import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pitwallJson } from '../e2e/command.ts'
import { smallDisk } from '../faults/small-disk.ts'
import { lapsOf, withDrive } from './drive.ts'
import { oneMachine } from './two-machines.ts'

const disk = smallDisk(96)

test(
  "a full disk under the rig's spool costs no message while the hub is there, and what is not recorded is counted",
  {
    skip: disk.skip,
    timeout: 600_000,
  },
  () =>
    withDrive(
      oneMachine,
      async drive => {
        await drive.openHub()
        const rig = drive.openRig()
        await sleep(6000)
        for (let second = 0; second < 8; second++) {
          disk.fill()
          await sleep(1000)
        }
        disk.free()
        await drive.laps(1)
        const { dropped, unrecorded } = await drive.finish()
        const { err } = await rig.finished
        assert.match(err, /the spool cannot be written \(ENOSPC.*\n(.*\n)*.*the spool is written again/)
        assert.equal(dropped, 0)
        assert.ok(unrecorded > 0)
        const laps = await lapsOf(drive.data)
        assert.equal(new Set(laps.map(({ lap_id }) => lap_id)).size, laps.length)
        const counted = `select count(*)::INT as n, count(distinct packet)::INT as packets,
        ((max(packet) - min(packet)) / 4 + 1)::INT as driven from samples`
        const [count] = await pitwallJson<readonly { n: number; packets: number; driven: number }[]>(
          ...['sql', counted, '--data', drive.data],
        )
        assert.equal(count?.n, count?.packets, 'a sample is there twice')
        assert.equal(count?.packets, count?.driven, 'a sample is missing')
      },
      disk.folder,
    ),
)
