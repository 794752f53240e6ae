// The page in a fleet: a real broker over WebSocket, a page that listens to it as if it were a hub.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openMqttLink } from '../../../src/broker/mqtt-link.ts'
import { startHub } from '../../../src/hub/hub.ts'
import { sampleLap, sampleLive, sampleSession } from '../../../src/model/testing/messages.ts'
import { Connection } from './connection.ts'
import { PacketReader, subscribePacket } from './mqtt-packets.ts'
import { MqttSocket } from './mqtt-socket.ts'
import { valueIn } from './row.ts'
import { wayIn } from './way-in.ts'
import type { FromWorker } from './wire.ts'

const token = 'a token of forty letters and more'

test('a page at a broker sees what a page at a hub sees', async context => {
  // The broker of a hub asks for the same password; IoT Core asks its authorizer.
  const data = mkdtempSync(join(tmpdir(), 'pitwall-mqtt-page-'))
  const hub = await startHub({ data, port: 0, mqttPort: 0, token, log: 'silent' })
  const rig = openMqttLink({ url: `mqtt://127.0.0.1:${hub.mqttPort}`, clientId: 'rig', secret: token })
  const heard: FromWorker[] = []
  const { host } = new URL(hub.url)
  const connection = new Connection(
    `ws://page:${encodeURIComponent(token)}@${host}/mqtt?token=${encodeURIComponent(token)}`,
    {
      open: url =>
        new MqttSocket(url, {
          now: () => performance.now(),
          clientId: () => 'page-1b4e28ba',
          past: async () => ({ rigs: [], laps: [], boards: [] }),
        }),
      now: () => performance.now(),
      chance: () => 0,
      post: message => heard.push(message),
    },
  )
  context.after(async () => {
    connection.close()
    await rig.close()
    await hub.close()
    rmSync(data, { recursive: true })
  })
  const until = async (what: (message: FromWorker) => boolean): Promise<FromWorker> => {
    for (let tries = 0; tries < 3000; tries++) {
      const found = heard.find(what)
      if (found !== undefined) return found
      await new Promise(done => setTimeout(done, 10))
    }
    return assert.fail('it was never heard')
  }
  await until(({ kind, ...rest }) => kind === 'connection' && JSON.stringify(rest).includes('"open"'))
  const send = (stream: string, value: object) =>
    rig.publish({ topic: `rigs/home/rig1/${stream}`, payload: Buffer.from(JSON.stringify(value)), qos: 1 })
  while (!rig.connected) await new Promise(done => setTimeout(done, 10))
  await send('live', sampleLive({ gear: 4 }))
  await send('session', sampleSession())
  await send('lap', { ...sampleLap(), kind: 'incomplete' })
  await send('lap', sampleLap())
  const say = (text: string) => {
    const words = { id: text, site: 'home', rig: 'rig1', text, sent_ms: 0 }
    return rig.publish({ topic: 'words/home/rig1', payload: Buffer.from(JSON.stringify(words)), qos: 1 })
  }
  await say('nobody listens')
  await rig.publish({
    topic: 'boards/monza/GT3',
    payload: Buffer.from('{"board":"monza/GT3","rows":[]}'),
    qos: 1,
  })
  await rig.publish({ topic: 'rigs/home/rig1/event', payload: Buffer.from('half a {"mess'), qos: 1 })

  const newest = await until(({ kind }) => kind === 'newest')
  assert.ok(newest.kind === 'newest')
  assert.equal(newest.newest.rig, 'home/rig1')
  assert.equal(valueIn(newest.newest.row, 'gear'), 4)
  await until(message => message.kind === 'told' && message.told.type === 'board')
  connection.listen(['home/rig1'])
  await say('Box this lap')
  await until(message => message.kind === 'told' && message.told.type === 'message')
  // What became of them, and what the driver measures against, goes through the broker to whoever else listens there.
  const isFate = (state: string) => (message: FromWorker) =>
    message.kind === 'told' && message.told.type === 'receipt' && message.told.receipt.state === state
  await until(isFate('shown'))
  connection.confirm('Box this lap', 'acknowledged')
  await until(isFate('acknowledged'))
  connection.describe({ view: '/live', rig: 'home/rig1', reference: 'board' })
  await until(
    message =>
      message.kind === 'told' &&
      message.told.type === 'reference' &&
      message.told.reference.rig === 'rig1' &&
      message.told.reference.reference === 'board',
  )
  await rig.publish({
    topic: 'screens/monza/GT3',
    payload: Buffer.from('{"board":"monza/GT3","banner":true,"page":1}'),
    qos: 1,
  })
  await until(message => message.kind === 'told' && message.told.type === 'screen')
  await until(({ kind }) => kind === 'clock')
  const told = heard.flatMap(message => (message.kind === 'told' ? [message.told] : []))
  assert.deepEqual(
    told.map(({ type }) => type),
    ['hello', 'session', 'lap', 'board', 'message', 'receipt', 'receipt', 'reference', 'screen'],
  )
  const [lap] = told.flatMap(message => (message.type === 'lap' ? [message.lap] : []))
  assert.equal(lap?.lap_time_ms, 107_832)
  assert.ok(lap !== undefined && !('first_seq' in lap))
})

test('packets are read in pieces and several at once, and one that is too long ends the line', () => {
  const reader = new PacketReader()
  const connack = [0x20, 2, 0, 0]
  const publish = [0x30, 5, 0, 1, 97, 104, 105]
  const all = [...connack, ...publish]
  const heard = all.flatMap(byte => [...reader.take(Uint8Array.of(byte))])
  assert.deepEqual(
    heard.map(({ kind }) => kind),
    ['connack', 'publish'],
  )
  assert.deepEqual([...new PacketReader().take(Uint8Array.from(all))].length, 2)
  assert.throws(() => [...reader.take(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f))], RangeError)
  assert.deepEqual([...subscribePacket(1, ['a'])], [0x82, 6, 0, 1, 0, 1, 97, 0])
})

test('the page goes to its hub, or to the broker that the deployment named, with the token it was given once', async () => {
  const kept = new Map<string, string>()
  const asked: string[] = []
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  }
  const at = (search: string, cloud: object | undefined) =>
    wayIn({
      location: { protocol: 'https:', host: 'd1.cloudfront.net', search },
      storage,
      fetch: async path => {
        asked.push(path)
        return { ok: path !== '/cloud.json' || cloud !== undefined, json: async () => cloud }
      },
    })
  assert.equal(await at('', undefined), 'wss://d1.cloudfront.net/live')
  const fleet = { live: 'mqtt', path: '/mqtt', authorizer: 'pages' }
  const expected = 'wss://page:secret@d1.cloudfront.net/mqtt?x-amz-customauthorizer-name=pages'
  assert.equal(await at('?token=secret', fleet), expected)
  assert.equal(await at('', fleet), expected, 'it is remembered')
  assert.deepEqual(
    asked.filter(path => path.startsWith('/api/')),
    ['/api/health?token=secret'],
  )
})
