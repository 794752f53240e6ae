import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { pitwallJson } from '../e2e/command.ts'
import { lapsOf, withDrive } from './drive.ts'
import { oneMachine } from './two-machines.ts'

const disk = mkdtempSync(join(tmpdir(), 'pitwall-rig-disk-'))
const mounted =
  process.platform === 'linux' &&
  spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'pitwall-test', disk]).status === 0
test.after(() => {
  if (mounted) assert.equal(spawnSync('umount', ['--lazy', disk]).status, 0)
  rmSync(disk, { recursive: true, force: true })
})

/** Leaves not a byte, however often somebody takes some. */
function fill(path: string): void {
  for (let block = 2 ** 20; block >= 1; block /= 4) {
    try {
      for (;;) appendFileSync(path, Buffer.alloc(Math.ceil(block)))
    } catch (error) {
      assert.match(String(error), /ENOSPC/)
    }
  }
}

const skip = mounted ? false : 'a small disk can only be mounted by root on Linux'

test(
  "a full disk under the rig's spool costs no message while the hub is there, and what is not recorded is counted",
  {
    skip,
    timeout: 600_000,
  },
  () =>
    withDrive(
      oneMachine,
      async drive => {
        await drive.openHub()
        const rig = drive.openRig()
        await sleep(6000)
        const filler = join(disk, 'filler')
        for (let second = 0; second < 8; second++) {
          fill(filler)
          await sleep(1000)
        }
        rmSync(filler)
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
      disk,
    ),
)
