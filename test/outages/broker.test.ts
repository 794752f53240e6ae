// A broker between rig and hub that confirms what it does not keep, as brokers do: mosquitto writes to its disk now and
// then, never what is on its way to a client, and hands on nothing that came before somebody asked for it.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { type Drive, withDrive } from './drive.ts'
import { oneMachine } from './two-machines.ts'

const forgetful = 'allow_anonymous true\npersistence false\nmax_inflight_messages 0'
const options = { skip: noMosquitto ?? false, timeout: 600_000 } as const

test(
  'a broker between rig and hub that is killed twice, with what it has confirmed, costs no lap and no sample',
  options,
  () =>
    withDrive(oneMachine, async drive => {
      let broker = await startMosquitto({ access: forgetful })
      const { port } = broker
      try {
        await drive.openHub(`mqtt://127.0.0.1:${port}`)
        await drive.openWay(String(port))
        drive.openRig()
        for (let kills = 0; kills < 2; kills++) {
          await sleep(6000)
          // What the rig sends while the hub is held up is confirmed, and nowhere but in the broker.
          const goOn = drive.holdUpHub()
          await sleep(2000)
          await broker.kill()
          await broker.close()
          goOn()
          await sleep(2000)
          broker = await startMosquitto({ access: forgetful, port })
        }
        await mustBeWhole(drive)
      } finally {
        await broker.close()
      }
    }),
)

test(
  'a rig that drives before its hub is there, at a broker that takes everything, costs no lap and no sample',
  options,
  () =>
    withDrive(oneMachine, async drive => {
      const broker = await startMosquitto({ access: forgetful })
      try {
        await drive.openWay(String(broker.port))
        const rig = drive.openRig()
        await rig.printed(/drives/)
        await sleep(3000)
        await drive.openHub(`mqtt://127.0.0.1:${broker.port}`)
        await drive.openWay(String(broker.port))
        await mustBeWhole(drive)
      } finally {
        await broker.close()
      }
    }),
)

async function mustBeWhole(drive: Drive): Promise<void> {
  await drive.laps(1)
  const { dropped } = await drive.finish()
  assert.equal(dropped, 0)
  await drive.mustBeWhole()
}
