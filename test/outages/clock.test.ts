import assert from 'node:assert/strict'
import { existsSync, globSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withDrive } from './drive.ts'
import { oneMachine } from './two-machines.ts'

/** Stands between a process and the wall clock of the system; the clock that only goes on stays as it is. */
const [library] = globSync('/usr/lib/*/faketime/libfaketime.so.1')
const skip = library !== undefined && existsSync(library) ? false : 'faketime is not installed'

test(
  'a wall clock that jumps an hour forth and two hours back moves no sample and no lap',
  {
    skip,
    timeout: 600_000,
  },
  () =>
    withDrive(oneMachine, async drive => {
      const clock = join(drive.folder, 'clock')
      writeFileSync(clock, '+0')
      await drive.openHub()
      const rig = drive.openRig({
        LD_PRELOAD: library,
        FAKETIME_TIMESTAMP_FILE: clock,
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        PITWALL_SAY_CLOCK: '1',
      })
      await rig.printed(/clock \d+/)
      await sleep(5000)
      for (const jump of ['+3600', '-3600']) {
        writeFileSync(clock, jump)
        await sleep(5000)
      }
      await drive.laps(1)
      const { dropped } = await drive.finish()
      const { err } = await rig.finished
      const clocks = [...err.matchAll(/clock (\d+)/g)].map(([, ms]) => Number(ms))
      const jumps = clocks.map((ms, index) => ms - (clocks[index - 1] ?? ms))
      assert.ok(Math.max(...jumps) > 3_000_000 && Math.min(...jumps) < -6_000_000, 'the clock did jump')
      assert.equal(dropped, 0)
      await drive.mustBeWhole()
    }),
)
