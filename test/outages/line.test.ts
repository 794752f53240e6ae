import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { withDrive } from './drive.ts'
import { noLine, withLine } from './two-machines.ts'

const faults = [
  ['a line that loses three packets of ten', { loss: 0.3 }],
  ['a line that takes half a second', { delay_s: 0.25 }],
] as const

for (const [what, fault] of faults) {
  test(`${what} costs time, and no lap and no sample`, { skip: noLine, timeout: 600_000 }, () =>
    withLine(machines =>
      withDrive(machines, async drive => {
        await drive.openHub()
        machines.disturb(fault)
        drive.openRig()
        await sleep(25_000)
        machines.disturb({})
        await drive.laps(1)
        const { dropped } = await drive.finish()
        assert.equal(dropped, 0)
        await drive.mustBeWhole()
      }),
    ),
  )
}
