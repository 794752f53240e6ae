// A cluster of three NATS servers as the broker, spoken to over MQTT: quality 1, no shared subscriptions.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Link } from '../../src/broker/link.ts'
import { openMqttLink } from '../../src/broker/mqtt-link.ts'
import { bodyOf, linkContract, mailbox, text } from '../contracts/link.ts'
import { noNats, startNatsCluster } from './nats-cluster.ts'

if (noNats !== undefined) test('a cluster of NATS servers', { skip: noNats }, () => undefined)
else {
  const cluster = await startNatsCluster()
  after(() => cluster.close())
  let clients = 0
  const connected = async (port: number | undefined, persistent = false): Promise<Link> => {
    const clientId = `client-${process.pid}-${++clients}`
    const link = openMqttLink({ url: `mqtt://127.0.0.1:${port}`, clientId, persistent })
    if (!link.connected) await new Promise<void>(done => link.onConnected(is => is && done()))
    return link
  }

  linkContract('MQTT to a cluster of NATS servers', async () => {
    const links: Link[] = []
    return {
      link: async () => {
        const link = await connected(cluster.ports[links.length % cluster.ports.length])
        links.push(link)
        return link
      },
      close: async () => {
        await Promise.all(links.map(link => link.close()))
      },
    }
  })

  test('a node that dies costs no message that was acknowledged', async t => {
    const [sender, reader] = [await connected(cluster.ports[0]), await connected(cluster.ports[1], true)]
    t.after(() => Promise.all([sender.close(), reader.close()]))
    const inbox = mailbox()
    await reader.subscribe(['rigs/#'], inbox.handler)
    const acknowledged: string[] = []
    for (let seq = 0; seq < 200; seq++) {
      if (seq === 100) await cluster.kill(2)
      const body = String(seq)
      // While the others elect a leader nothing is acknowledged; it is sent again, as the outbox would.
      for (;;) {
        const patience = new Promise<false>(done => setTimeout(() => done(false), 20_000).unref())
        const sent = sender.publish({ topic: 'rigs/home/rig1/frame', payload: text(body), qos: 1 })
        if (
          (await Promise.race([
            sent.then(
              () => true,
              () => false,
            ),
            patience,
          ])) === true
        )
          break
      }
      acknowledged.push(body)
    }
    const arrived = new Set<string>()
    for (let count = 1; arrived.size < acknowledged.length; count++) {
      for (const message of await inbox.expect(count)) arrived.add(bodyOf(message))
    }
    assert.deepEqual([...arrived].sort(), [...acknowledged].sort())
  })
}
