import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { eventually, pitwallJson, start, withFolder } from './command.ts'

type Lap = { readonly lap_id: string; readonly samples: number }

test('a rig and a hub that only share a mosquitto find each other, and every sample arrives once', {
  skip: noMosquitto,
}, async () => {
  const mosquitto = await startMosquitto()
  const broker = `mqtt://127.0.0.1:${mosquitto.port}`
  await withFolder(async data => {
    const hub = start([
      ...['up', '--source', 'none', '--port', '0', '--mqtt-port', '0'],
      ...['--data', data, '--broker', broker],
    ])
    const [url = ''] = await hub.printed(/http:\/\/127\.0\.0\.1:\d+/)
    const rig = start([
      ...['rig', '--broker', broker, '--spool', `${data}/rig-spool`],
      ...['--source', 'virtual', '--rate', '60', '--speed', '30'],
    ])
    try {
      const laps = async (): Promise<readonly Lap[]> =>
        JSON.parse(await (await fetch(`${url}/api/laps`)).text())
      await eventually(laps, found => found.filter(({ samples }) => samples > 0).length >= 2, 90)
    } finally {
      await rig.stop()
      await hub.stop()
      await mosquitto.close()
    }
    const [count] = await pitwallJson<readonly { n: number; packets: number }[]>(
      'sql',
      'select count(*) as n, count(distinct packet) as packets from samples',
      '--data',
      data,
    )
    assert.ok((count?.n ?? 0) > 0)
    assert.equal(count?.n, count?.packets)
  })
})
