import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { text } from '../../test/contracts/link.ts'
import { noMosquitto, startMosquitto } from '../../test/contracts/mosquitto.ts'
import type { Link, Message } from './link.ts'
import { openMqttLink } from './mqtt-link.ts'
import { receipting, withReceipts } from './receipts.ts'

const message = (body: string): Message => ({ topic: 'rigs/home/rig1/lap', payload: text(body), qos: 1 })

/** A rig and a hub at a broker that acknowledges what it took, safe or not. */
async function bench(t: TestContext, take: (message: Message) => Promise<void>) {
  const mosquitto = await startMosquitto()
  const [rigLink, hub] = await Promise.all([connected(mosquitto.port), connected(mosquitto.port)])
  const rig = withReceipts(rigLink, { site: 'home', rig: 'rig1' })
  await hub.subscribe(['rigs/#'], receipting(hub, take))
  // The subscription to receipts is older than this one: the broker has confirmed it when this is done.
  await (await rig.subscribe(['nothing'], () => undefined))()
  t.after(async () => {
    await Promise.all([rig.close(), hub.close()])
    await mosquitto.close()
  })
  return { rig }
}

let clients = 0
async function connected(port: number): Promise<Link> {
  const link = openMqttLink({
    url: `mqtt://127.0.0.1:${port}`,
    clientId: `receipts-${process.pid}-${++clients}`,
  })
  if (!link.connected) await new Promise<void>(done => link.onConnected(is => is && done()))
  return link
}

test('a message is published when a hub has made it safe, and not when the broker has taken it', {
  skip: noMosquitto,
  timeout: 60_000,
}, async t => {
  const safe = Promise.withResolvers<void>()
  const { rig } = await bench(t, () => safe.promise)
  let isPublished = false
  const published = rig.publish(message('a')).then(() => {
    isPublished = true
  })
  await new Promise(resolve => setTimeout(resolve, 50))
  assert.equal(isPublished, false)
  safe.resolve()
  await published
})

test('a message that could not be made safe has no receipt, and one that comes again has', {
  skip: noMosquitto,
  timeout: 60_000,
}, async t => {
  let attempts = 0
  const { rig } = await bench(t, async () => {
    attempts += 1
    if (attempts === 1) throw new Error('the disk is full')
  })
  const first = rig.publish(message('a'))
  while (attempts === 0) await new Promise(resolve => setTimeout(resolve, 5))
  const second = rig.publish(message('a'))
  // They share their digest: the receipt of one is the receipt of both.
  await Promise.all([first, second])
  assert.equal(attempts, 2)
})

test('what waits for a receipt is given up with the connection', {
  skip: noMosquitto,
  timeout: 60_000,
}, async t => {
  const { rig } = await bench(t, () => new Promise<never>(() => undefined))
  const waiting = rig.publish(message('a'))
  const refused = assert.rejects(waiting, /connection that was lost|closed/)
  await rig.close()
  await refused
})

test('messages of quality 0, and those of nobody’s, go without', {
  skip: noMosquitto,
  timeout: 60_000,
}, async t => {
  const { rig } = await bench(t, () => new Promise<never>(() => undefined))
  await rig.publish({ ...message('live'), qos: 0 })
  await rig.publish({ topic: 'elsewhere', payload: text('x'), qos: 1 })
})
