// Finding each other over a real network: two machines, one cable, multicast as a switch carries it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { eventually, pitwallIn, start, startFile, withFolder } from '../e2e/command.ts'
import { noMachines, withMachines } from '../outages/two-machines.ts'

type Discovered = {
  readonly hubs: readonly {
    readonly name: string
    readonly addresses: readonly string[]
    readonly port: number
    readonly mqttPort: number
    readonly tls: boolean
  }[]
  readonly rigs: readonly object[]
}
const skip = noMachines

test('a hub that listens to the network is found with its ports, and one that does not stays unseen', {
  skip,
}, async () => {
  await withMachines(async ({ hub, rig, address }) => {
    await withFolder(async folder => {
      const ports = ['--port', '0', '--mqtt-port', '0', '--source', 'none']
      const open = start(
        ['up', '--host', '0.0.0.0', '--name', 'Box 7', ...ports, '--data', `${folder}/a`],
        { PITWALL_TOKEN: 'paddock-secret' },
        hub,
      )
      const shut = start(['up', ...ports, '--data', `${folder}/b`], {}, hub)
      try {
        await Promise.all([open.printed(/all that is kept/), shut.printed(/all that is kept/)])
        const look = async (): Promise<Discovered> =>
          JSON.parse((await pitwallIn(rig, 'discover', '--json')).out)
        const { hubs, rigs } = await eventually(look, ({ hubs }) => hubs.length > 0)
        assert.deepEqual([hubs.length, rigs.length], [1, 0])
        const [found] = hubs
        assert.deepEqual([found?.name, found?.addresses], ['Box 7', [address]])
        const [, mqttPort] = await open.printed(/mqtts?:\/\/\S+:(\d+)/)
        assert.equal(String(found?.mqttPort), mqttPort)
      } finally {
        await Promise.all([open.stop(), shut.stop()])
      }
      // It said goodbye, and nobody offers it any more.
      const gone = await pitwallIn(rig, 'discover', '--wait', '1')
      assert.equal(gone.code, 1)
      assert.match(gone.err, /No hub answered on this network/)
    })
  })
})

test('a stranger who answers with thousands of packets costs a search neither its end nor its memory', {
  skip,
}, async () => {
  await withMachines(async ({ hub, rig, address }) => {
    const file = fileURLToPath(new URL('./stranger.ts', import.meta.url))
    const stranger = startFile(file, [address], {}, hub)
    try {
      await stranger.printed(/listening/)
      const { code, out, err } = await pitwallIn(rig, 'discover', '--wait', '2', '--json')
      assert.equal(code, 0, err)
      const { hubs }: Discovered = JSON.parse(out)
      assert.ok(hubs.length > 0 && hubs.length <= 64, `${hubs.length} hubs`)
      assert.equal(stranger.process.exitCode, null)
      const table = await pitwallIn(rig, 'discover', '--wait', '2')
      for (const harmful of ['\u001b', '\u202e']) assert.ok(!table.out.includes(harmful))
    } finally {
      await stranger.stop()
    }
  })
})
