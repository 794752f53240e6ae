import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually, pitwallJson, start, withFolder } from '../e2e/command.ts'

type Lap = { readonly lap_id: string; readonly lap_number: number; readonly samples: number }
type Count = { readonly n: number; readonly packets: number; readonly first: number; readonly last: number }

test('a hub that is killed in mid-lap loses no lap and no sample, and doubles none', async () => {
  await withFolder(async folder => {
    const data = join(folder, 'hub')
    const up = (port: string) =>
      start(['up', '--source', 'none', '--port', '0', '--mqtt-port', port, '--data', data])
    let hub = up('0')
    const [, port = ''] = await hub.printed(/mqtt:\/\/127\.0\.0\.1:(\d+)/)
    const rig = start([
      'rig',
      '--broker',
      `mqtt://127.0.0.1:${port}`,
      '--source',
      'virtual',
      '--speed',
      '20',
      '--spool',
      join(folder, 'spool'),
    ])
    // Of the car that is driven: those of the others have no samples.
    const laps = async () =>
      (await pitwallJson<readonly Lap[]>('laps', '--data', data)).filter(({ samples }) => samples > 0)
    try {
      for (let kills = 0; kills < 3; kills++) {
        const before = (await laps().catch(() => [])).length
        await sleep(1500)
        hub.process.kill('SIGKILL')
        await hub.finished
        await sleep(1000)
        hub = up(port)
        await hub.printed(/mqtt:\/\/127\.0\.0\.1:(\d+)/)
        await eventually(laps, found => found.length > before, 60)
      }
      assert.equal((await rig.stop()).code, 0)
    } finally {
      rig.process.kill('SIGKILL')
      await hub.stop()
    }

    const found = await laps()
    assert.equal(new Set(found.map(lap => lap.lap_id)).size, found.length)
    const numbers = found.map(lap => lap.lap_number).sort((a, b) => a - b)
    assert.deepEqual(
      numbers,
      Array.from(numbers, (_, index) => (numbers[0] ?? 0) + index),
      'a finished lap is missing',
    )
    const [count] = await pitwallJson<readonly Count[]>(
      'sql',
      'select count(*) as n, count(distinct packet) as packets, min(packet) as first, max(packet) as last from samples',
      '--data',
      data,
    )
    assert.equal(count?.n, count?.packets, 'a sample is there twice')
    assert.equal(count?.packets, (count?.last ?? 0) - (count?.first ?? 0) + 1, 'a sample is missing')
  })
})
