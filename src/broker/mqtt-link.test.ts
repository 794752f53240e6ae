import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { test } from 'node:test'
import { bodyOf, linkContract, mailbox, text } from '../../test/contracts/link.ts'
import { noMosquitto, startMosquitto } from '../../test/contracts/mosquitto.ts'
import { credentials } from './access.ts'
import { openBroker } from './embedded.ts'
import type { Link } from './link.ts'
import { type MqttLinkOptions, openMqttLink } from './mqtt-link.ts'

let clients = 0
const clientId = () => `client-${process.pid}-${++clients}`

async function connected(options: Omit<MqttLinkOptions, 'clientId'> & { clientId?: string }): Promise<Link> {
  const link = openMqttLink({ clientId: clientId(), ...options })
  if (!link.connected) {
    await new Promise<void>(resolve => link.onConnected(is => is && resolve()))
  }
  return link
}

/** Links to one address, closed together. */
function linksTo(url: string) {
  const links: Link[] = []
  return {
    link: async () => {
      const link = await connected({ url })
      links.push(link)
      return link
    },
    closeAll: () => Promise.all(links.map(link => link.close())),
  }
}

linkContract('MQTT over TCP to the embedded broker', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const { link, closeAll } = linksTo(`mqtt://127.0.0.1:${broker.port}`)
  return { link, close: () => closeAll().then(() => broker.close()) }
})

linkContract('MQTT over WebSocket to the embedded broker', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const server = createServer()
  const detach = broker.attach(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const { link, closeAll } = linksTo(`ws://127.0.0.1:${port}/mqtt`)
  return {
    link,
    close: async () => {
      await closeAll()
      detach()
      server.close()
      await broker.close()
    },
  }
})

linkContract('MQTT over TCP to mosquitto', async () => {
  if (noMosquitto !== undefined) return noMosquitto
  const mosquitto = await startMosquitto()
  const { link, closeAll } = linksTo(`mqtt://127.0.0.1:${mosquitto.port}`)
  return { link, close: () => closeAll().then(() => mosquitto.close()) }
})

test('a message that was not made safe is not acknowledged, and its publisher hears that the hub is gone', async () => {
  const held = Promise.withResolvers<void>()
  const taken = Promise.withResolvers<void>()
  const broker = await openBroker({
    host: '127.0.0.1',
    port: 0,
    ingest: () => {
      taken.resolve()
      return held.promise
    },
  })
  const link = await connected({ url: `mqtt://127.0.0.1:${broker.port}` })
  const sent = link.publish({ topic: 'rigs/home/one/lap', payload: text('lap'), qos: 1 })
  await taken.promise
  await broker.close()
  await assert.rejects(sent, /no connection/)
  held.resolve()
  await link.close()
})

test('a link connects again by itself and subscribes again', async () => {
  const first = await openBroker({ host: '127.0.0.1', port: 0 })
  const { port } = first
  const link = await connected({ url: `mqtt://127.0.0.1:${port}` })
  const inbox = mailbox()
  await link.subscribe(['again/#'], inbox.handler)
  const seen: boolean[] = []
  link.onConnected(is => seen.push(is))
  await first.close()
  const second = await openBroker({ host: '127.0.0.1', port })
  await new Promise<void>(resolve => link.onConnected(is => is && resolve()))
  await link.publish({ topic: 'fence', payload: text('x'), qos: 1 })
  await link.publish({ topic: 'again/a', payload: text('there'), qos: 1 })
  const [message] = await inbox.expect(1)
  assert.equal(message === undefined ? '' : bodyOf(message), 'there')
  assert.deepEqual(seen, [false, true])
  await link.close()
  await second.close()
})

test('what a handler has not finished when the connection is lost is delivered again', {
  skip: noMosquitto ?? false,
}, async () => {
  const mosquitto = await startMosquitto()
  const url = `mqtt://127.0.0.1:${mosquitto.port}`
  const id = clientId()
  const reader = await connected({ url, clientId: id, persistent: true })
  const seen: string[] = []
  const second = Promise.withResolvers<void>()
  let fails = true
  await reader.subscribe(['safe/#'], message => {
    seen.push(bodyOf(message))
    if (fails) {
      fails = false
      throw new Error('the disk is full')
    }
    second.resolve()
  })
  const sender = await connected({ url })
  await sender.publish({ topic: 'safe/a', payload: text('lap 1'), qos: 1 })
  await second.promise
  assert.deepEqual(seen, ['lap 1', 'lap 1'])
  await Promise.all([reader.close(), sender.close()])
  await mosquitto.close()
})

test('messages for a reader that was away wait for it, even until its handler is there again', {
  skip: noMosquitto ?? false,
}, async () => {
  const mosquitto = await startMosquitto()
  const url = `mqtt://127.0.0.1:${mosquitto.port}`
  const id = clientId()
  const before = await connected({ url, clientId: id, persistent: true })
  await before.subscribe(['away/#'], () => undefined)
  await before.close()
  const sender = await connected({ url })
  await sender.publish({ topic: 'away/a', payload: text('meanwhile'), qos: 1 })
  const after = await connected({ url, clientId: id, persistent: true })
  await new Promise(resolve => setTimeout(resolve, 100))
  const inbox = mailbox()
  await after.subscribe(['away/#'], inbox.handler)
  const [message] = await inbox.expect(1)
  assert.equal(message === undefined ? '' : bodyOf(message), 'meanwhile')
  await Promise.all([after.close(), sender.close()])
  await mosquitto.close()
})

test('the last will of a rig that vanishes is published and kept', async () => {
  const broker = await openBroker({ host: '127.0.0.1', port: 0 })
  const inbox = mailbox()
  await broker.link().subscribe(['rigs/#'], inbox.handler)
  const will = { topic: 'rigs/home/one/status', payload: text('offline'), qos: 1 as const, retain: true }
  const link = await connected({ url: `mqtt://127.0.0.1:${broker.port}`, will })
  // Takes the place of the link, as a broker does with a client that comes twice: it is cut off without a goodbye.
  const vanished = await connected({ url: `mqtt://127.0.0.1:${broker.port}`, will, clientId: 'twice' })
  const usurper = await connected({ url: `mqtt://127.0.0.1:${broker.port}`, clientId: 'twice' })
  const [message] = await inbox.expect(1)
  assert.equal(message === undefined ? '' : bodyOf(message), 'offline')
  const late = mailbox()
  await broker.link().subscribe(['rigs/#'], late.handler)
  assert.equal((await late.expect(1))[0]?.retain, true)
  await Promise.all([link.close(), vanished.close(), usurper.close()])
  assert.equal(inbox.messages.length, 1, 'whoever says goodbye leaves no will')
  await broker.close()
})

test('a wrong password is turned away in a sentence, the right one and a token are let in', async () => {
  const all = { name: 'rig one' }
  const authenticate = credentials([
    { user: 'one', secret: 'right', grant: all },
    { secret: 'a-token', grant: all },
  ])
  const broker = await openBroker({ host: '127.0.0.1', port: 0, authenticate })
  const url = `mqtt://127.0.0.1:${broker.port}`
  const told = Promise.withResolvers<string>()
  const wrong = openMqttLink({
    url,
    clientId: clientId(),
    user: 'one',
    secret: 'wrong',
    report: told.resolve,
  })
  assert.match(await told.promise, /[Nn]ot authorized|refused/)
  assert.equal(wrong.connected, false)
  await wrong.close()
  const right = await connected({ url: `mqtt://one:right@127.0.0.1:${broker.port}` })
  const token = await connected({ url, secret: 'a-token' })
  await Promise.all([right.close(), token.close()])
  assert.ok(broker.counters.refused_clients >= 1)
  await broker.close()
})

test('a rig reads and writes its own topics and no others', async () => {
  const authenticate = credentials([
    {
      secret: 'of-one',
      grant: { name: 'home/one', publish: ['rigs/home/one/+'], subscribe: ['rigs/home/one/#'] },
    },
  ])
  const broker = await openBroker({ host: '127.0.0.1', port: 0, authenticate })
  const inbox = mailbox()
  await broker.link().subscribe(['rigs/#'], inbox.handler)
  const link = await connected({ url: `mqtt://127.0.0.1:${broker.port}`, secret: 'of-one' })
  await link.publish({ topic: 'rigs/home/one/lap', payload: text('mine'), qos: 1 })
  await assert.rejects(
    link.subscribe(['rigs/#'], () => undefined),
    /not-allowed|expected/,
  )
  await assert.rejects(
    link.publish({ topic: 'rigs/home/two/lap', payload: text('theirs'), qos: 1 }),
    /no connection/,
  )
  assert.deepEqual(inbox.messages.map(bodyOf), ['mine'])
  assert.equal(broker.counters.refused_messages, 2)
  await link.close()
  await broker.close()
})

test('a message of a megabyte is refused and counted, and the next one arrives', async () => {
  const reports: string[] = []
  const broker = await openBroker({ host: '127.0.0.1', port: 0, report: line => reports.push(line) })
  const inbox = mailbox()
  await broker.link().subscribe(['#'], inbox.handler)
  const link = await connected({ url: `mqtt://127.0.0.1:${broker.port}` })
  await link.publish({ topic: 'rigs/home/one/frame', payload: new Uint8Array(2 ** 20), qos: 1 })
  await link.publish({ topic: 'rigs/home/one/frame', payload: new Uint8Array(128 * 1024), qos: 1 })
  assert.deepEqual(
    inbox.messages.map(({ payload }) => payload.byteLength),
    [128 * 1024],
  )
  assert.equal(broker.counters.oversized_messages, 1)
  assert.match(reports.join(), /1048576 bytes on rigs\/home\/one\/frame/)
  await link.close()
  await broker.close()
})

test('an address that is none is refused before anything is tried', () => {
  for (const url of ['localhost:1883', 'http://localhost', '']) {
    assert.throws(() => openMqttLink({ url, clientId: 'a' }), /broker address: expected mqtt:\/\/host:1883/)
  }
})
