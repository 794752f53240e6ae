// A hub that shows a certificate of its user's lets a rig in, which takes nobody else for it afterwards.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { openMqttLink } from '../../src/broker/mqtt-link.ts'
import { vouchesFor } from '../../src/broker/pinned.ts'
import { type Hub, startHub } from '../../src/hub/hub.ts'
import { pair } from '../../src/rig/pairing/pair.ts'
import { trustIn } from '../../src/rig/pairing/paired-hub.ts'
import { pairingLine } from '../../src/rig/pairing/pairing-line.ts'
import { newAuthority, noOpenssl } from '../services/authority.ts'
import { withFolder } from './command.ts'

test('a rig is let in by a hub with a certificate of its user’s, and knows it again when that is renewed', {
  skip: noOpenssl ?? false,
}, async context => {
  const [authority, foreign] = [await newAuthority(), await newAuthority()]
  context.after(() => {
    authority.close()
    foreign.close()
  })
  await withFolder(async data => {
    const open = async (by: typeof authority, name: string, folder: string): Promise<Hub> => {
      const { cert, key } = await by.issue(name, 'server')
      const tlsCert = join(data, `${name}.pem`)
      writeFileSync(tlsCert, readFileSync(cert, 'utf8') + readFileSync(by.ca, 'utf8'))
      const ports = { host: '0.0.0.0', port: 0, mqttPort: 0, log: 'silent' } as const
      return await startHub({ data: join(data, folder), ...ports, tlsCert, tlsKey: key })
    }
    let hub = await open(authority, 'first', 'hub')
    const broker = () => `mqtts://127.0.0.1:${hub.mqttPort}`
    try {
      const grant = await pair({
        ...{ hub: 'the hub', site: 'home', rig: 'rig7', version: '0.1.0', report: () => undefined },
        line: pairingLine(`https://127.0.0.1:${hub.port}`),
        askCode: async () => hub.pairing.desk.list()[0]?.code,
      })
      assert.equal(grant.name, 'localhost')
      const trust = trustIn(grant)
      assert.ok(trust)
      await hub.close()
      hub = await open(authority, 'renewed', 'hub')
      const link = openMqttLink({ url: broker(), clientId: 'rig7', secret: grant.secret, tls: () => trust })
      try {
        if (!link.connected) await new Promise<void>(done => link.onConnected(is => is && done()))
        await link.publish({ topic: 'rigs/home/rig7/event', payload: Buffer.from('{}'), qos: 1 })
      } finally {
        await link.close()
      }
      await hub.close()
      hub = await open(foreign, 'foreign', 'elsewhere')
      assert.equal(await vouchesFor(trust, broker()), false)
    } finally {
      await hub.close()
    }
  })
})
