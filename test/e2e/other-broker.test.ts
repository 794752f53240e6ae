import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noMosquitto, startMosquitto } from '../contracts/mosquitto.ts'
import { eventually, pitwallJson, start, withFolder } from './command.ts'

type Count = Readonly<Record<'n' | 'packets' | 'first' | 'last' | 'from_us', number>>
type Lap = { readonly lap_id: string; readonly samples: number }

test('a rig and a hub that only share a mosquitto, the rig first, lose no sample', {
  skip: noMosquitto,
}, async () => {
  const mosquitto = await startMosquitto()
  const broker = `mqtt://127.0.0.1:${mosquitto.port}`
  await withFolder(async data => {
    const rig = start([
      ...['rig', '--broker', broker, '--spool', `${data}/rig-spool`],
      ...['--source', 'virtual', '--rate', '100', '--speed', '20'],
    ])
    await rig.printed(/drives/)
    const hub = start([
      ...['up', '--source', 'none', '--port', '0', '--mqtt-port', '0'],
      ...['--data', data, '--broker', broker],
    ])
    const [url = ''] = await hub.printed(/http:\/\/127\.0\.0\.1:\d+/)
    try {
      const laps = async (): Promise<readonly Lap[]> =>
        JSON.parse(await (await fetch(`${url}/api/laps`)).text())
      await eventually(laps, found => found.filter(({ samples }) => samples > 0).length >= 2, 90)
    } finally {
      await rig.stop()
      await hub.stop()
      await mosquitto.close()
    }
    const [count] = await pitwallJson<readonly Count[]>(
      'sql',
      'select count(*) as n, count(distinct packet) as packets, min(packet) as first, max(packet) as last, min(t_us) as from_us from samples',
      '--data',
      data,
    )
    assert.equal(count?.n, count?.packets, 'a sample is there twice')
    // A quarter of the 400 pages a second is read, from the beginning of the session on.
    assert.equal(count?.from_us, 0, 'what was driven before there was a hub is missing')
    assert.equal(count?.packets, ((count?.last ?? 0) - (count?.first ?? 0)) / 4 + 1, 'a sample is missing')
  })
})
