// A connector that is started before its hub, and a hub that moves while a lap is driven: two machines, one cable.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { PairingList } from '../../src/model/pairing.ts'
import { eventually, pitwallIn, start, withFolder } from '../e2e/command.ts'
import { noMachines, withMachines } from '../outages/two-machines.ts'

type Lap = { readonly lap_id: string; readonly lap_number: number; readonly samples: number }
type Count = { readonly n: number; readonly packets: number; readonly first: number; readonly last: number }

test('a rig drives before there is a hub, follows the hub that it was paired with, and every lap is whole', {
  skip: noMachines,
}, async () => {
  await withMachines(async ({ hub: atHub, rig: atRig, address }) => {
    await withFolder(async folder => {
      const [data, own] = [join(folder, 'hub'), join(folder, 'rig')]
      const asHub = async <Answer>(...words: readonly string[]): Promise<Answer> =>
        JSON.parse((await pitwallIn(atHub, ...words, '--data', data, '--json')).out)
      const up = (port: string) =>
        start(
          [
            ...['up', '--host', '0.0.0.0', '--name', 'Box 7', '--port', '0', '--mqtt-port', port],
            ...['--source', 'none', '--broadcasting', 'off', '--data', data],
          ],
          {},
          atHub,
        )
      const rig = start(
        [
          ...['rig', '--source', 'virtual', '--speed', '20', '--rate', '100', '--broadcasting', 'off'],
          ...['--rig', 'rig7', '--spool', join(own, 'spool')],
        ],
        { PITWALL_DATA: own },
        atRig,
      )
      const running = [rig]
      const laps = async () => (await asHub<readonly Lap[]>('laps')).filter(({ samples }) => samples > 0)
      try {
        // Nobody is there, and it drives.
        await rig.printed(/No hub answered on this network/)
        await rig.printed(/What is driven is kept on this disk/)
        await rig.printed(/drives/)
        const first = up('21883')
        running.push(first)
        await rig.printed(/found Box 7/)
        const { requests } = await eventually(
          () => asHub<PairingList>('pair'),
          list => list.requests.some(({ state }) => state === 'waiting'),
        )
        rig.type(requests[0]?.code ?? '')
        await rig.printed(/paired: Box 7 knows this machine/)
        await eventually(laps, found => found.length > 0)

        await first.stop()
        const before = (await laps()).length
        running.push(up('21884'))
        await rig.printed(/Box 7 has moved: it is at [\d.]+:21884 now/)
        await eventually(laps, found => found.length > before + 1)
        const { broker }: { broker: string } = JSON.parse(
          readFileSync(join(own, 'paired', 'home-rig7.json'), 'utf8'),
        )
        assert.equal(broker, `mqtts://${address}:21884`)
        assert.equal((await rig.stop()).code, 0)
        const found = await laps()
        const numbers = found.map(lap => lap.lap_number).sort((a, b) => a - b)
        assert.deepEqual(
          numbers,
          Array.from(numbers, (_, index) => (numbers[0] ?? 0) + index),
          'a lap is missing or there twice',
        )
        const [count] = await asHub<readonly Count[]>(
          'sql',
          'select count(*) as n, count(distinct packet) as packets, min(packet) as first, max(packet) as last from samples',
        )
        assert.equal(count?.n, count?.packets, 'a sample is there twice')
        // A quarter of the 400 pages a second is read.
        assert.equal(
          count?.packets,
          ((count?.last ?? 0) - (count?.first ?? 0)) / 4 + 1,
          'a sample is missing',
        )
      } finally {
        for (const one of running.reverse()) await one.stop()
      }
    })
  })
})
