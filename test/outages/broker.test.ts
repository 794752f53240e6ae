import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { withDrive } from './drive.ts'
import { oneMachine } from './two-machines.ts'

// A broker that is killed forgets what it does not keep: this one keeps at once, and lets nobody wait behind others.
const keeping = (folder: string) => `allow_anonymous true
persistence true
persistence_location ${folder}/
autosave_on_changes true
autosave_interval 1
max_inflight_messages 0`

test(
  'a broker between rig and hub that is killed twice costs no lap and no sample',
  {
    skip: noMosquitto ?? false,
    timeout: 600_000,
  },
  () =>
    withDrive(oneMachine, async drive => {
      const kept = join(drive.folder, 'mosquitto')
      await mkdir(kept)
      let broker = await startMosquitto({ access: keeping(kept) })
      const { port } = broker
      try {
        await drive.openHub(`mqtt://127.0.0.1:${port}`)
        await drive.openWay(String(port))
        drive.openRig()
        for (let kills = 0; kills < 2; kills++) {
          await sleep(8000)
          await broker.kill()
          await broker.close()
          await sleep(3000)
          broker = await startMosquitto({ access: keeping(kept), port })
        }
        await drive.laps(1)
        const { dropped } = await drive.finish()
        assert.equal(dropped, 0)
        await drive.mustBeWhole()
      } finally {
        await broker.close()
      }
    }),
)
