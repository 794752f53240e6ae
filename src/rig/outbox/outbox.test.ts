import assert from 'node:assert/strict'
import { fork } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { bodyOf, mailbox, text } from '../../../test/contracts/link.ts'
import { type BrokerOptions, openBroker } from '../../broker/embedded.ts'
import { openMqttLink } from '../../broker/mqtt-link.ts'
import { Outbox, type OutboxOptions } from './outbox.ts'

const never = new AbortController().signal
const words = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => `message ${from + index}`)

/** What a test has opened; closed behind it, the last first. */
const opened: { readonly close: () => Promise<void> }[] = []
function closedLater<Thing extends { readonly close: () => Promise<void> }>(thing: Thing): Thing {
  opened.push(thing)
  return thing
}

async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pitwall-outbox-'))
  try {
    await use(folder)
  } finally {
    for (const thing of opened.splice(0).reverse()) await thing.close()
    await rm(folder, { recursive: true })
  }
}

const brokerAt = async (port: number, ingest: BrokerOptions['ingest'], payloadLimit = 100_000) =>
  closedLater(
    await openBroker({ host: '127.0.0.1', port, payloadLimit, ...(ingest !== undefined && { ingest }) }),
  )
const linkTo = (port: number) =>
  closedLater(openMqttLink({ url: `mqtt://127.0.0.1:${port}`, clientId: `rig-${port}` }))
const outboxIn = async (folder: string, more: Pick<OutboxOptions, 'link'> & Partial<OutboxOptions>) =>
  closedLater(await Outbox.open({ folder, report: () => undefined, ...more }))

/** What arrived, each once, in the order of its first arrival. */
const distinct = (bodies: readonly string[]) => [...new Set(bodies)]

test('messages arrive in order, and nothing waits when all are acknowledged', () =>
  inFolder(async folder => {
    const inbox = mailbox()
    const broker = await brokerAt(0, inbox.handler)
    const outbox = await outboxIn(folder, { link: broker.link() })
    for (const word of words(500)) outbox.append('rigs/home/one/frame', text(word))
    await outbox.flushed(never)
    assert.deepEqual(inbox.messages.map(bodyOf), words(500))
    assert.deepEqual(
      { ...outbox.counters, spooled_bytes: 0 },
      { sent: 500, waiting: 0, dropped: 0, spooled_bytes: 0 },
    )
  }))

test('while the broker is away messages wait on disk, and all arrive in order when it is back', () =>
  inFolder(async folder => {
    const arrived: string[] = []
    let broker = await brokerAt(0, message => void arrived.push(bodyOf(message)))
    const { port } = broker
    const link = linkTo(port)
    const outbox = await outboxIn(folder, { link })
    for (const word of words(100)) outbox.append('a', text(word))
    await outbox.flushed(never)
    await broker.close()
    for (const word of words(100, 100)) outbox.append('a', text(word))
    await new Promise(resolve => setTimeout(resolve, 200))
    assert.equal(outbox.counters.waiting, 100)
    broker = await brokerAt(port, message => void arrived.push(bodyOf(message)))
    await outbox.flushed(never)
    assert.deepEqual(distinct(arrived), words(200))
  }))

test('what the hub had not made safe when it went is sent again', () =>
  inFolder(async folder => {
    const taken = Promise.withResolvers<void>()
    let broker = await brokerAt(0, () => {
      taken.resolve()
      return new Promise(() => undefined)
    })
    const { port } = broker
    const link = linkTo(port)
    const outbox = await outboxIn(folder, { link })
    for (const word of words(40)) outbox.append('a', text(word))
    await taken.promise
    await broker.close()
    assert.equal(outbox.counters.waiting, 40, 'nothing was acknowledged')
    const arrived: string[] = []
    broker = await brokerAt(port, message => void arrived.push(bodyOf(message)))
    await outbox.flushed(never)
    assert.deepEqual(distinct(arrived), words(40))
  }))

test('a hub that fails at a message gets it again, and later ones do not overtake it for good', () =>
  inFolder(async folder => {
    const arrived: string[] = []
    let failures = 1
    const broker = await brokerAt(0, message => {
      if (bodyOf(message) === 'message 3' && failures-- > 0) throw new Error('the disk is full')
      arrived.push(bodyOf(message))
    })
    const outbox = await outboxIn(folder, { link: broker.link() })
    for (const word of words(20)) outbox.append('a', text(word))
    await outbox.flushed(never)
    assert.deepEqual(distinct(arrived).sort(), words(20).sort())
  }))

test('a connector that is killed loses nothing that it had taken', { timeout: 60_000 }, () =>
  inFolder(async folder => {
    const child = fork(new URL('./testing/appender.ts', import.meta.url).pathname, [folder, '300'])
    await new Promise(resolve => child.once('message', resolve))
    child.kill('SIGKILL')
    await new Promise(resolve => child.once('exit', resolve))
    const arrived: string[] = []
    const broker = await brokerAt(0, message => void arrived.push(bodyOf(message)))
    const outbox = await outboxIn(folder, { link: broker.link() })
    await outbox.flushed(never)
    assert.deepEqual(arrived, words(300))
    await outbox.close()
    await broker.close()
  }),
)

test(
  'a full disk is told of once, and messages go past it while the link is up',
  {
    skip: process.platform !== 'linux',
  },
  () =>
    inFolder(async folder => {
      const arrived: string[] = []
      const told: string[] = []
      const broker = await brokerAt(0, message => void arrived.push(bodyOf(message)))
      const outbox = await outboxIn(folder, { link: broker.link(), report: line => told.push(line) })
      await symlink('/dev/full', join(folder, '0000000001.spool'))
      for (const word of words(5)) outbox.append('a', text(word))
      await outbox.flushed(never)
      for (const word of words(5, 5)) outbox.append('a', text(word))
      await outbox.flushed(never)
      assert.deepEqual(arrived, words(10))
      assert.equal(told.length, 1)
      assert.match(told[0] ?? '', /^the spool cannot be written \(ENOSPC/)
    }),
)

test('a message that the broker will never take is dropped and counted, and the next one goes', () =>
  inFolder(async folder => {
    const inbox = mailbox()
    const broker = await brokerAt(0, inbox.handler, 1000)
    const outbox = await outboxIn(folder, { link: broker.link() })
    outbox.append('a', new Uint8Array(2000))
    outbox.append('a', text('small'))
    await outbox.flushed(never)
    assert.deepEqual(inbox.messages.map(bodyOf), ['small'])
    assert.equal(outbox.counters.dropped, 1)
  }))

test('the line is not used beyond its budget, so that live messages find room', () =>
  inFolder(async folder => {
    const broker = await brokerAt(0, () => undefined)
    const outbox = await outboxIn(folder, { link: broker.link(), bytesPerSecond: 100_000 })
    const from = performance.now()
    for (let count = 0; count < 30; count++) outbox.append('a', new Uint8Array(10_000))
    await outbox.flushed(never)
    const seconds = (performance.now() - from) / 1000
    // The first second's worth was saved up; the rest takes two.
    assert.ok(seconds > 1.8, `300 kB at 100 kB/s took ${seconds} s`)
  }))

test('live messages overtake a backlog that is being caught up', () =>
  inFolder(async folder => {
    const live = mailbox()
    const broker = await brokerAt(0, message => {
      if (message.qos === 0) live.handler(message)
    })
    const link = linkTo(broker.port)
    const outbox = await outboxIn(folder, { link, bytesPerSecond: 500_000, bytesInFlight: 100_000 })
    for (let count = 0; count < 60; count++) outbox.append('a', new Uint8Array(50_000))
    for (let count = 0; count < 100; count++) {
      await new Promise(resolve => setTimeout(resolve, 10))
      await link.publish({ topic: 'live', payload: text(`${count}`), qos: 0 }).catch(() => undefined)
    }
    await live.expect(90)
    assert.ok(outbox.counters.waiting > 0, 'the backlog is not through yet')
    await outbox.flushed(never)
  }))
