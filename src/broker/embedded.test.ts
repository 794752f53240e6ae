import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import { linkContract, mailbox, quiet, text } from '../../test/contracts/link.ts'
import { credentials, rigGrant } from './access.ts'
import { openBroker } from './embedded.ts'
import type { Message } from './link.ts'

linkContract('embedded broker, in process', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  return { link: async () => broker.link(), close: () => broker.close() }
})

test('a broker that other machines can reach is not opened without credentials', async () => {
  await assert.rejects(openBroker({ host: '0.0.0.0', port: 0 }), /expected credentials.*use 127\.0\.0\.1/)
})

test('a rig may publish past the broker, straight to a rule, what it may publish at all', async () => {
  const ingested: Message[] = []
  const authenticate = credentials([{ secret: 'of-the-rig', grant: rigGrant('home', 'one') }])
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    authenticate,
    ingest: message => void ingested.push(message),
  })
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    clientId: 'one',
    username: 'one',
    password: 'of-the-rig',
    reconnectPeriod: 0,
  })
  try {
    await client.publishAsync('$aws/rules/sim_frame/rigs/home/one/frame', '{}', { qos: 1 })
    assert.deepEqual(
      ingested.map(({ topic, client }) => ({ topic, client })),
      [{ topic: '$aws/rules/sim_frame/rigs/home/one/frame', client: 'one' }],
    )
    client.publish('$aws/rules/sim_frame/rigs/home/two/frame', '{}', { qos: 1 })
    await new Promise<void>(resolve => client.once('close', () => resolve()))
    assert.equal(ingested.length, 1)
  } finally {
    await client.endAsync(true)
    await broker.close()
  }
})

test('a live value that follows a lap does not push it out of the way', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const reader = await connectAsync(`mqtt://127.0.0.1:${broker.port}`)
  const seen = { lap: 0, live: 0, status: 0 }
  reader.on('message', topic => {
    const stream = topic.split('/').at(-1)
    if (stream === 'lap' || stream === 'live' || stream === 'status') seen[stream]++
  })
  await reader.subscribeAsync('rigs/#', { qos: 1 })
  const [link, payload] = [broker.link(), new Uint8Array(10)]
  const all: Promise<void>[] = []
  for (let index = 0; index < 300; index++) {
    all.push(link.publish({ topic: 'rigs/home/one/status', payload, qos: 1, retain: true }))
    all.push(link.publish({ topic: 'rigs/home/one/lap', payload, qos: 1 }))
    all.push(link.publish({ topic: 'rigs/home/one/live', payload, qos: 0 }))
    if (index % 7 === 0) await Promise.all(all.splice(0))
  }
  await Promise.all(all)
  while (seen.live < 300 || seen.lap < 300 || seen.status < 300) await quiet()
  assert.deepEqual(seen, { lap: 300, live: 300, status: 300 })
  await reader.endAsync()
  await broker.close()
})

test('a message that nobody can make safe ends the connection, so that it is sent again', async () => {
  let failures = 2
  const arrived: boolean[] = []
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    ingest: () => {
      arrived.push(failures === 0)
      if (failures-- > 0) throw new Error('the disk is full')
      failures = 0
    },
  })
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
    clean: false,
    clientId: 'a',
    reconnectPeriod: 10,
  })
  await client.publishAsync('rigs/home/one/lap', 'lap', { qos: 1 })
  assert.deepEqual(arrived, [false, false, true])
  assert.equal(broker.counters.unsafe_messages, 2)
  await client.endAsync()
  await broker.close()
})

test('what a client sends while its messages wait is still read, and acknowledgements keep their order', async () => {
  const waiting: (() => void)[] = []
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    ingest: ({ qos }) => (qos === 0 ? undefined : new Promise<void>(resolve => waiting.push(resolve))),
  })
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`)
  const acknowledged: number[] = []
  const sent = [0, 1, 2].map(async index => {
    await client.publishAsync('a', 'x'.repeat(100_000), { qos: 1 })
    acknowledged.push(index)
  })
  const live = mailbox()
  await broker.link().subscribe(['live'], live.handler)
  await client.publishAsync('live', 'newest')
  await live.expect(1)
  assert.equal(waiting.length, 3)
  for (const release of waiting.reverse()) {
    release()
    await quiet()
  }
  await Promise.all(sent)
  assert.deepEqual(acknowledged, [0, 1, 2])
  await client.endAsync()
  await broker.close()
})

test('a reader that does not read loses live values, not the others their messages', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const stuck = await connectAsync(`mqtt://127.0.0.1:${broker.port}`)
  await stuck.subscribeAsync('rigs/#', { qos: 0 })
  stuck.stream.pause()
  const reader = await connectAsync(`mqtt://127.0.0.1:${broker.port}`)
  let last = ''
  reader.on('message', (_topic, payload) => {
    last = payload.toString().slice(0, 4)
  })
  await reader.subscribeAsync('rigs/#', { qos: 0 })
  const link = broker.link()
  for (let index = 1000; index < 1400; index++) {
    await link.publish({ topic: 'rigs/a', payload: text(`${index}${'x'.repeat(50_000)}`), qos: 0 })
    if (index % 10 === 0) await new Promise(resolve => setTimeout(resolve, 2))
  }
  while (last !== '1399') await quiet()
  assert.ok(broker.counters.slow_drops > 0)
  await stuck.endAsync(true)
  await reader.endAsync()
  await broker.close()
})
