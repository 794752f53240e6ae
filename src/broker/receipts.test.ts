import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { text } from '../../test/contracts/link.ts'
import { noMosquitto, startMosquitto } from '../../test/contracts/mosquitto.ts'
import { openBroker } from './embedded.ts'
import type { Link, Message } from './link.ts'
import { openMqttLink } from './mqtt-link.ts'
import { receipting, withReceipts } from './receipts.ts'

const message = (body: string): Message => ({ topic: 'rigs/home/rig1/lap', payload: text(body), qos: 1 })

const rig1 = { site: 'home', rig: 'rig1' }

/** A rig and a hub at a broker that acknowledges what it took, safe or not. */
async function bench(t: TestContext, take: (message: Message) => Promise<void>) {
  const mosquitto = await startMosquitto()
  const [rigLink, hub] = await Promise.all([connected(mosquitto.port), connected(mosquitto.port)])
  const rig = withReceipts(rigLink, rig1)
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

test('where no hub says anything, what to do is said once, and the message goes when one does', {
  skip: noMosquitto,
  timeout: 60_000,
}, async t => {
  const mosquitto = await startMosquitto()
  const [rigLink, hub] = await Promise.all([connected(mosquitto.port), connected(mosquitto.port)])
  const said: string[] = []
  const report = (text: string) => void said.push(text)
  const rig = withReceipts(rigLink, { ...rig1, report, patience_ms: 300 })
  t.after(async () => {
    await Promise.all([rig.close(), hub.close()])
    await mosquitto.close()
  })
  for (let tries = 0; tries < 2; tries++) {
    await assert.rejects(rig.publish(message('a')), /expected the receipt of a hub, found none within 0.3 s/)
  }
  assert.equal(said.length, 1)
  assert.match(said[0] ?? '', /waits on this disk until one does\. .* add --no-receipts/)
  await hub.subscribe(
    ['rigs/#'],
    receipting(hub, async () => undefined),
  )
  while (
    (await rig.publish(message('a')).then(
      () => true,
      () => false,
    )) === false
  );
  assert.match(said[1] ?? '', /A hub says what is safe/)
})

test('a rig that does not know whose broker it is gets its receipts from that of a hub as well', async () => {
  const safe: string[] = []
  const ingest = ({ topic }: Message) => void safe.push(topic)
  const broker = await openBroker({ host: '127.0.0.1', port: 0, ingest })
  const link = await connected(broker.port)
  const rig = withReceipts(link, rig1)
  try {
    await Promise.all(['a', 'b', 'c'].map(body => rig.publish(message(body))))
    assert.equal(safe.length, 3)
  } finally {
    await rig.close()
    await broker.close()
  }
})
